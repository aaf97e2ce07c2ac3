package io.grenache.vertx.transport;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.HashMap;
import java.util.Map;

/**
 * The sockets that are no WebSockets yet: each has a limited time, and asks once. Confined to its
 * verticle's event loop.
 */
final class Newcomers {
  private final Vertx vertx;
  private final long timeoutMs;
  private final Runnable whenLate;
  private final Map<HttpConnection, Newcomer> newcomers = new HashMap<>();

  private static final class Newcomer {
    final long deadline;
    boolean asked;

    /**
     * @param deadline the timer that ends it
     */
    Newcomer(long deadline) {
      this.deadline = deadline;
    }
  }

  /**
   * @param whenLate runs each time when the time of one is over
   */
  Newcomers(Vertx vertx, long timeoutMs, Runnable whenLate) {
    this.vertx = vertx;
    this.timeoutMs = timeoutMs;
    this.whenLate = whenLate;
  }

  /** From now on its time runs. */
  void add(HttpConnection connection) {
    long deadline =
        vertx.setTimer(
            timeoutMs,
            id -> {
              whenLate.run();
              connection.close();
            });
    newcomers.put(connection, new Newcomer(deadline));
  }

  boolean has(HttpConnection connection) {
    return newcomers.containsKey(connection);
  }

  /** Whether it may ask: who was refused does not try again by what is pipelined. */
  boolean asks(HttpConnection connection) {
    Newcomer newcomer = newcomers.get(connection);
    boolean first = newcomer != null && !newcomer.asked;
    if (first) {
      newcomer.asked = true;
    }
    return first;
  }

  /** It has come in, or left; false if it had before. */
  boolean remove(HttpConnection connection) {
    Newcomer newcomer = newcomers.remove(connection);
    if (newcomer == null) {
      return false;
    }
    vertx.cancelTimer(newcomer.deadline);
    return true;
  }
}
