package io.grenache.vertx.client;

import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.transport.DeadlineWheel;
import io.grenache.vertx.wire.ReplyFrame;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The sockets to one destination, and its health. A further socket is opened only when those there
 * are busy, and one at a time; calls that find no room wait, within a bound that all pools share.
 * Confined to its verticle's event loop.
 */
final class DestinationPool implements ClientSocket.Listener {
  /** With so many calls pending on every socket, another one may help. */
  private static final int BUSY = 256;

  /** A connect that takes longer is not waited for if another destination will do. */
  private static final long STALLED_NANOS = Duration.ofMillis(250).toNanos();

  private static final long UNWANTED_NANOS = Duration.ofSeconds(5).toNanos();

  /** What becomes of attempts. */
  interface Listener {
    /** The reply has come. */
    void replied(Attempt attempt, ReplyFrame reply);

    /** It was never written. */
    void notWritten(Attempt attempt, Failure failure, String detail);

    /** It waits for a socket that takes its time; whether it could go elsewhere. */
    boolean hasAlternative(Attempt attempt);

    /** The destination was set aside. */
    void setAside(DestinationPool pool);

    /**
     * It was written, and its socket has closed.
     *
     * @param ran whether a handler may have seen it
     */
    void lost(Attempt attempt, boolean ran);
  }

  private final Destination destination;
  private final ClientOptions options;
  private final Health health;
  private final WaitingRoom room;
  private final DeadlineWheel.Timer timer;
  private final Function<DestinationPool, Future<ClientSocket>> connector;
  private final Listener listener;
  private final List<ClientSocket> sockets = new ArrayList<>();
  private final Set<Attempt> waiting = new LinkedHashSet<>();
  private final Probe probe;
  // as the last request wanted it
  private int maxSockets = 1;
  private boolean connecting;
  private long connectingSinceNanos;
  private boolean closed;

  DestinationPool(
      Destination destination,
      ClientOptions options,
      Health health,
      WaitingRoom room,
      DeadlineWheel.Timer timer,
      Function<DestinationPool, Future<ClientSocket>> connector,
      Listener listener) {
    this.destination = destination;
    this.options = options;
    this.health = health;
    this.room = room;
    this.timer = timer;
    this.connector = connector;
    this.listener = listener;
    this.probe =
        new Probe(
            timer,
            options.pingTimeout().toNanos(),
            health::isAside,
            () -> connector.apply(this),
            this::proved,
            this::failed);
  }

  Destination destination() {
    return destination;
  }

  Health health() {
    return health;
  }

  /** Calls that wait here, for room or for their reply. */
  int load() {
    int load = waiting.size();
    for (int i = 0; i < sockets.size(); i++) {
      load += sockets.get(i).pending();
    }
    return load;
  }

  /** Whether nothing is open, being opened, or waited for. */
  boolean isEmpty() {
    return sockets.isEmpty() && waiting.isEmpty() && !connecting;
  }

  /** Takes a call: it is written now, or once there is room. */
  void send(Attempt attempt, int maxSockets) {
    this.maxSockets = maxSockets;
    if (!mayServe(attempt.service())) {
      notPinned(attempt);
      return;
    }
    ClientSocket socket = leastLoaded(attempt.service());
    if (socket != null) {
      write(attempt, socket);
    } else if (room.enter()) {
      waiting.add(attempt);
      if (sockets.isEmpty()) {
        timer.after(attempt, patienceNanos(attempt));
      }
    } else {
      listener.notWritten(
          attempt,
          Failure.ERR_OVERLOADED,
          "maxWaiting of " + options.maxWaiting() + " calls wait for a socket");
    }
    // only now: a connect may fail at once, and whoever waits must be told
    growIfBusy(socket);
  }

  /** A host that stays silent must leave time for another one. */
  private long patienceNanos(Attempt attempt) {
    long remaining = Math.max(0, attempt.exchange.deadlineNanos - System.nanoTime());
    return Math.min(options.connectTimeout().toNanos(), remaining / 2);
  }

  void outOfPatience(Attempt attempt) {
    if (waiting.contains(attempt) && sockets.isEmpty() && listener.hasAlternative(attempt)) {
      forget(attempt);
      listener.notWritten(
          attempt, Failure.ERR_CONNECT, destination + " did not answer a connect in time");
    }
  }

  /**
   * Whether a call should go here: not if it was set aside, nor if it takes long to answer a
   * connect.
   */
  boolean isPromising() {
    boolean stalled =
        connecting && sockets.isEmpty() && System.nanoTime() - connectingSinceNanos > STALLED_NANOS;
    return !stalled && !health.isAside();
  }

  /** Whether no socket here has shown that the other side is not who serves this service. */
  boolean mayServe(String service) {
    List<String> pins = options.servicePins().get(service);
    if (pins == null || sockets.isEmpty()) {
      return true;
    }
    return sockets.stream().anyMatch(socket -> socket.hasOneOf(pins));
  }

  private void notPinned(Attempt attempt) {
    listener.notWritten(
        attempt,
        Failure.ERR_CONNECT,
        destination + " has a certificate that servicePins does not list for " + attempt.service());
  }

  private void growIfBusy(ClientSocket leastLoaded) {
    boolean busy = leastLoaded == null || leastLoaded.pending() >= BUSY;
    if (busy && !connecting && sockets.size() < maxSockets) {
      open();
    }
  }

  private void write(Attempt attempt, ClientSocket socket) {
    if (!socket.call(attempt, options.maxMessageBytes())) {
      listener.notWritten(
          attempt,
          Failure.ERR_PAYLOAD_TOO_LARGE,
          "the request is larger than maxMessageBytes, " + options.maxMessageBytes());
    }
  }

  private ClientSocket leastLoaded(String service) {
    List<String> pins = options.servicePins().get(service);
    ClientSocket best = null;
    for (int i = 0; i < sockets.size(); i++) {
      ClientSocket socket = sockets.get(i);
      if ((best == null || socket.pending() < best.pending())
          && socket.hasOneOf(pins)
          && socket.hasRoom(options.maxInFlightPerSocket())) {
        best = socket;
      }
    }
    return best;
  }

  /** Nobody waits for this attempt any more. */
  void forget(Attempt attempt) {
    // nearly always empty, and to remove what is not there makes the JVM find it a hash
    if (!waiting.isEmpty() && waiting.remove(attempt)) {
      timer.cancel(attempt);
      room.leave();
    }
  }

  private void open() {
    connecting = true;
    connectingSinceNanos = System.nanoTime();
    connector
        .apply(this)
        .onComplete(
            opened -> {
              connecting = false;
              if (opened.succeeded() && !opened.result().hasEnded()) {
                opened(opened.result());
              } else {
                refused(opened.cause());
              }
            });
  }

  private void opened(ClientSocket socket) {
    if (closed) {
      socket.close();
    } else {
      health.works();
      sockets.add(socket);
      hasRoom();
    }
  }

  /** A probe has shown that the destination works. */
  private void proved(ClientSocket socket) {
    if (sockets.isEmpty() && !socket.hasEnded()) {
      opened(socket);
    } else {
      health.works();
      socket.close();
    }
  }

  /**
   * @param cause null if it was closed at once
   */
  private void refused(Throwable cause) {
    if (sockets.isEmpty()) {
      failed();
      for (Attempt attempt : List.copyOf(waiting)) {
        forget(attempt);
        listener.notWritten(
            attempt,
            Failure.ERR_CONNECT,
            destination
                + " could not be connected to: "
                + (cause == null ? "it closed at once" : cause.getMessage()));
      }
    }
  }

  /** Sets the destination aside, once for whatever happened until it works again or was probed. */
  private void failed() {
    if (!closed && !probe.isUnderWay()) {
      probe.runAfter(health.failed());
      listener.setAside(this);
    }
  }

  /** A call here had no answer in time. */
  void callTimedOut() {
    if (health.timedOut() && !health.isAside()) {
      failed();
    }
  }

  @Override
  public void replied(Attempt attempt, ReplyFrame reply) {
    listener.replied(attempt, reply);
  }

  @Override
  public void hasRoom() {
    while (!waiting.isEmpty()) {
      Attempt next = waiting.iterator().next();
      ClientSocket socket = leastLoaded(next.service());
      if (socket == null && mayServe(next.service())) {
        growIfBusy(null);
        return;
      }
      forget(next);
      if (socket == null) {
        notPinned(next);
      } else {
        write(next, socket);
      }
    }
  }

  @Override
  public void closed(ClientSocket socket, List<Attempt> lost, boolean ran) {
    boolean was = sockets.remove(socket);
    if (was && sockets.isEmpty() && !socket.isClosing()) {
      failed();
    }
    lost.forEach(attempt -> listener.lost(attempt, ran));
    if (!waiting.isEmpty() && !closed) {
      growIfBusy(leastLoaded(waiting.iterator().next().service()));
    }
  }

  /**
   * Pings what has been silent, and closes what has been idle.
   *
   * @param wanted whether calls are expected; if not, idle sockets go sooner
   */
  void tend(long nowNanos, boolean wanted) {
    long idleNanos =
        Math.min(options.inactivityTimeout().toNanos(), wanted ? Long.MAX_VALUE : UNWANTED_NANOS);
    for (ClientSocket socket : List.copyOf(sockets)) {
      if (socket.idleSince(nowNanos - idleNanos)) {
        sockets.remove(socket);
        socket.close();
      } else {
        socket.tend(nowNanos, options.pingInterval().toNanos(), options.pingTimeout().toNanos());
      }
    }
  }

  Future<Void> close() {
    closed = true;
    probe.close();
    List<Future<Void>> closing = new ArrayList<>();
    for (ClientSocket socket : List.copyOf(sockets)) {
      closing.add(socket.close());
    }
    return Future.all(closing).mapEmpty();
  }
}
