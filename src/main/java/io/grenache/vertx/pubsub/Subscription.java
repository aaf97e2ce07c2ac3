package io.grenache.vertx.pubsub;

import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Subscribe;
import io.grenache.vertx.message.Subscribe.Mode;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A channel that somebody is subscribed to: its publishers, the sockets to them, and what comes in
 * by these. As many publishers as allowed are connected, one in mode {@code one}; where one is
 * lost, another one that may be tried takes its place, or itself after its wait. Confined to its
 * verticle's event loop.
 */
final class Subscription {
  /** Publishers that are remembered, besides those that are connected. */
  private static final int MAX_KNOWN = 10_000;

  private static final int NOT_UTF_8 = 1007;

  private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

  private final SubParts parts;
  private final Subscribe wanted;
  private final Delivery delivery;
  private final int maxConnected;
  private final SubWatch watch;
  private final SubHolders holders = new SubHolders();
  private final Map<Destination, Publisher> publishers = new LinkedHashMap<>();
  private final Set<Future<Void>> underWay = new HashSet<>();
  private long timer = -1;
  private boolean filling;
  private boolean toldTooMany;
  private boolean closed;

  Subscription(SubParts parts, Subscribe wanted) {
    this.parts = parts;
    this.wanted = wanted;
    delivery = new Delivery(parts, wanted);
    maxConnected = wanted.mode() == Mode.ONE ? 1 : parts.options().maxPublishers();
    watch =
        new SubWatch(
            parts.vertx(),
            parts.addresses(),
            wanted.channel(),
            parts.holder(),
            parts.options(),
            this::found);
  }

  void start() {
    watch.start();
  }

  /** What was asked for first; all who subscribe ask for the same. */
  Subscribe wanted() {
    return wanted;
  }

  SubHolders holders() {
    return holders;
  }

  /** What comes in, on its way to the bus. */
  Delivery delivery() {
    return delivery;
  }

  /** A link has appeared. */
  void linkReady() {
    watch.ask();
  }

  private void found(List<Destination> destinations) {
    long now = System.nanoTime();
    Set<Destination> listed = Set.copyOf(destinations);
    if (listed.size() > maxConnected && wanted.mode() == Mode.ALL && !toldTooMany) {
      toldTooMany = true;
      LOG.warn(
          "{} has {} publishers, and maxPublishers is {}",
          wanted.channel(),
          listed.size(),
          maxConnected);
    }
    publishers.values().forEach(known -> known.listed(listed.contains(known.destination())));
    // one that is connected stays while it lives
    publishers.values().removeIf(known -> !known.isListed() && known.isIdle());
    for (Destination destination : listed) {
      if (publishers.size() < MAX_KNOWN) {
        publishers.computeIfAbsent(destination, absent -> new Publisher(absent, reconnect(), now));
      }
    }
    fill();
  }

  private Reconnect reconnect() {
    return new Reconnect(
        parts.options().backoff().toNanos(),
        parts.options().maxBackoff().toNanos(),
        () -> ThreadLocalRandom.current().nextDouble());
  }

  /** Connects to publishers while there is room, or plans to. */
  private void fill() {
    // a connect may fail at once, and come back here
    if (filling || closed) {
      return;
    }
    filling = true;
    parts.vertx().cancelTimer(timer);
    for (Publisher next = next(); next != null; next = next()) {
      connect(next);
    }
    filling = false;
    planNext();
  }

  /** One at random of those that may be tried now; null if there is none, or no room. */
  private Publisher next() {
    long now = System.nanoTime();
    List<Publisher> ready = idle().stream().filter(one -> one.notBeforeNanos() - now <= 0).toList();
    return ready.isEmpty() || isFull()
        ? null
        : ready.get(ThreadLocalRandom.current().nextInt(ready.size()));
  }

  private void planNext() {
    List<Publisher> idle = idle();
    if (!idle.isEmpty() && !isFull()) {
      long now = System.nanoTime();
      long wait = idle.stream().mapToLong(one -> one.notBeforeNanos() - now).min().orElseThrow();
      long ms = Duration.ofNanos(wait + 999_999).toMillis();
      timer = parts.vertx().setTimer(Math.max(1, ms), id -> fill());
    }
  }

  private List<Publisher> idle() {
    return publishers.values().stream().filter(Publisher::isIdle).toList();
  }

  private boolean isFull() {
    return publishers.values().stream().filter(one -> !one.isIdle()).count() >= maxConnected;
  }

  private void connect(Publisher publisher) {
    publisher.connecting();
    Future<Void> handled =
        parts
            .connector()
            .connect(publisher.destination(), wanted.channel(), new Ears(publisher))
            .transform(done -> handle(publisher, done));
    underWay.add(handled);
    handled.onComplete(done -> underWay.remove(handled));
  }

  private Future<Void> handle(Publisher publisher, AsyncResult<SubSocket> connected) {
    if (closed) {
      return connected.succeeded()
          ? connected.result().close("it is not wanted any more")
          : Future.succeededFuture();
    }
    if (connected.failed()) {
      lost(publisher, connected.cause().getMessage());
    } else {
      connected(publisher, connected.result());
    }
    return Future.succeededFuture();
  }

  private void connected(Publisher publisher, SubSocket socket) {
    publisher.connected(socket, System.nanoTime());
    parts.publishers().increment();
    tell(Event.CONNECTED, publisher, null);
    if (socket.hasEnded()) {
      disconnected(publisher, "it has closed at once");
    }
  }

  private void disconnected(Publisher publisher, String why) {
    parts.publishers().decrement();
    lost(publisher, why);
  }

  private void lost(Publisher publisher, String why) {
    long provenNanos = parts.options().maxBackoff().toNanos();
    boolean worked = publisher.lost(System.nanoTime(), provenNanos);
    if (publisher.tells(why)) {
      tell(Event.DISCONNECTED, publisher, why);
      if (!closed) {
        LOG.warn(
            "no connection to {}, which publishes {}: {}",
            publisher.destination(),
            wanted.channel(),
            why);
      }
    }
    // one that worked may be back before it is announced again; one that refuses is gone
    if (!publisher.isListed() && !worked) {
      publishers.remove(publisher.destination());
    }
    if (!closed) {
      fill();
    }
  }

  /** Hears what one publisher says. */
  private final class Ears implements SubSocket.Listener {
    private final Publisher publisher;

    Ears(Publisher publisher) {
      this.publisher = publisher;
    }

    @Override
    public void received(SubSocket socket, byte[] message, boolean binary) {
      if (closed) {
        return;
      }
      if (!delivery.deliver(publisher.destination(), message, binary)) {
        socket.close(NOT_UTF_8, "it was left: a text is not UTF-8");
      }
    }

    @Override
    public void closed(SubSocket socket, String why) {
      // one that closed before it was handed over is found by whoever gets it
      if (publisher.socket() == socket) {
        disconnected(publisher, why);
      }
    }
  }

  private void tell(String type, Publisher publisher, String message) {
    parts.publish(Event.of(type, wanted.channel(), publisher.destination().toString(), message));
  }

  /**
   * Ends it: what still comes in is dropped.
   *
   * @return when every socket has closed, but for those that are being opened
   */
  Future<Void> close(String why) {
    closed = true;
    watch.stop();
    parts.vertx().cancelTimer(timer);
    List<Future<Void>> ending = new ArrayList<>();
    for (Publisher publisher : List.copyOf(publishers.values())) {
      if (publisher.socket() != null) {
        ending.add(publisher.socket().close(why));
      }
    }
    return Future.join(ending).mapEmpty();
  }

  /** When those sockets have closed, too, that were being opened. */
  Future<Void> settled() {
    return Future.join(List.copyOf(underWay)).mapEmpty();
  }
}
