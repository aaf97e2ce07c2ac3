package io.grenache.vertx.client;

import io.grenache.vertx.message.Destination;
import io.grenache.vertx.transport.DeadlineWheel;

/**
 * One try of an exchange at one destination: it waits for a socket, or among a socket's pending
 * calls for its reply. Confined to its verticle's event loop.
 */
final class Attempt extends DeadlineWheel.Entry {
  final Exchange exchange;

  /** The attempt of the same exchange that was begun before it and is under way too. */
  Attempt older;

  private final DestinationPool pool;
  private ClientSocket socket;
  private long id;
  private long writtenNanos;

  Attempt(Exchange exchange, DestinationPool pool) {
    this.exchange = exchange;
    this.pool = pool;
  }

  Destination destination() {
    return pool.destination();
  }

  String service() {
    return exchange.request.service();
  }

  /** It has waited long enough for a socket to be opened. */
  @Override
  protected void expired() {
    pool.outOfPatience(this);
  }

  /** Under which it waits for its reply. */
  long id() {
    return id;
  }

  /** From now on it waits for its reply. */
  void written(ClientSocket onSocket, long withId, long nowNanos) {
    socket = onSocket;
    id = withId;
    writtenNanos = nowNanos;
    exchange.countWritten();
  }

  /** The socket has taken it out of its pending calls. */
  void released() {
    socket = null;
  }

  /** Its reply has come. */
  void answered(long nowNanos) {
    pool.health().answered(nowNanos - writtenNanos, nowNanos);
  }

  /** The exchange's time is over. */
  void timedOut() {
    if (socket != null) {
      pool.callTimedOut();
    }
  }

  /** The exchange has ended: nobody waits for this any more. */
  void abandon() {
    if (socket == null) {
      pool.forget(this);
    } else {
      socket.forget(id);
      socket = null;
    }
  }
}
