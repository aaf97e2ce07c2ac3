package io.grenache.vertx.fault;

import io.grenache.vertx.message.Failure;
import java.time.Duration;

/**
 * How one request of a {@link Load} ended. Times are {@link System#nanoTime()}.
 *
 * @param id its payload
 * @param attempts how often the client was allowed to write it
 * @param failure null if it succeeded
 * @param unanswered whether the client never answered: the bus gave it up
 * @param wrong whether the answer was another request's
 * @param port the port that answered; 0 if none did
 * @param text what the failure says
 */
record Outcome(
    int id,
    int attempts,
    long sentNanos,
    long endedNanos,
    Failure failure,
    boolean unanswered,
    boolean wrong,
    int port,
    String text) {

  boolean succeeded() {
    return failure == null && !wrong;
  }

  Duration took() {
    return Duration.ofNanos(endedNanos - sentNanos);
  }
}
