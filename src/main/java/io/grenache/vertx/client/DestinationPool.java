package io.grenache.vertx.client;

import io.grenache.vertx.message.Destination;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The sockets to one destination. A further one is opened only when those there are busy, and one
 * at a time; exchanges that find no socket wait for the one that is being opened. Confined to its
 * verticle's event loop.
 */
final class DestinationPool {
  /** With so many calls pending on every socket, another one may help. */
  private static final int BUSY = 256;

  private final Destination destination;
  private final Connector connector;
  private final BiConsumer<Exchange, Throwable> whenConnectFailed;
  private final List<ClientSocket> sockets = new ArrayList<>();
  private final Deque<Exchange> waiting = new ArrayDeque<>();
  private boolean connecting;
  private boolean closed;

  /** Opens a socket to the pool's destination. */
  interface Connector {
    Future<ClientSocket> connect(DestinationPool pool);
  }

  /**
   * @param whenConnectFailed gets each exchange that waited for a socket that could not be opened
   */
  DestinationPool(
      Destination destination,
      Connector connector,
      BiConsumer<Exchange, Throwable> whenConnectFailed) {
    this.destination = destination;
    this.connector = connector;
    this.whenConnectFailed = whenConnectFailed;
  }

  Destination destination() {
    return destination;
  }

  /** Calls that wait here, for a socket or for their reply. */
  int load() {
    int load = waiting.size();
    for (ClientSocket socket : sockets) {
      load += socket.pending();
    }
    return load;
  }

  /** Whether there is a socket, or soon will be. */
  boolean isActive() {
    return connecting || !sockets.isEmpty();
  }

  /** Takes an exchange: it is written now, or once a socket is open. */
  void send(Exchange exchange, int maxSockets, int maxMessageBytes) {
    ClientSocket socket = leastLoaded();
    boolean busy = socket == null || socket.pending() >= BUSY || socket.isCongested();
    if (busy && !connecting && sockets.size() < maxSockets) {
      open(maxMessageBytes);
    }
    if (socket != null) {
      socket.call(exchange, maxMessageBytes);
    } else {
      waiting.add(exchange);
    }
  }

  private ClientSocket leastLoaded() {
    ClientSocket best = null;
    for (ClientSocket socket : sockets) {
      if (socket.isUsable() && (best == null || socket.pending() < best.pending())) {
        best = socket;
      }
    }
    return best;
  }

  private void open(int maxMessageBytes) {
    connecting = true;
    connector
        .connect(this)
        .onComplete(
            connected -> {
              connecting = false;
              if (connected.succeeded()) {
                opened(connected.result(), maxMessageBytes);
              } else {
                // with other sockets open nobody waits for this one
                takeWaiting()
                    .forEach(exchange -> whenConnectFailed.accept(exchange, connected.cause()));
              }
            });
  }

  private void opened(ClientSocket socket, int maxMessageBytes) {
    if (closed) {
      socket.close();
    } else {
      sockets.add(socket);
      for (Exchange exchange : takeWaiting()) {
        socket.call(exchange, maxMessageBytes);
      }
    }
  }

  /** What still waits; those that ran out of time meanwhile have their answer. */
  private List<Exchange> takeWaiting() {
    List<Exchange> taken = waiting.stream().filter(exchange -> !exchange.isDone()).toList();
    waiting.clear();
    return taken;
  }

  void remove(ClientSocket socket) {
    sockets.remove(socket);
  }

  void closeIdleSince(long nanos) {
    for (ClientSocket socket : List.copyOf(sockets)) {
      if (socket.idleSince(nanos)) {
        remove(socket);
        socket.close();
      }
    }
  }

  Future<Void> close() {
    closed = true;
    List<Future<Void>> closing = new ArrayList<>();
    for (ClientSocket socket : List.copyOf(sockets)) {
      closing.add(socket.close().otherwiseEmpty());
    }
    return Future.all(closing).mapEmpty();
  }
}
