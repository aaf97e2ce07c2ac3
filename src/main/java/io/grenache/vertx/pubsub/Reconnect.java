package io.grenache.vertx.pubsub;

import java.util.function.DoubleSupplier;

/** How long to wait before something is tried again: capped, doubling, and jittered. Pure. */
final class Reconnect {
  private final long firstNanos;
  private final long maxNanos;
  private final DoubleSupplier random;
  private long nextNanos;

  /**
   * @param random gives numbers from 0 to below 1
   */
  Reconnect(long firstNanos, long maxNanos, DoubleSupplier random) {
    this.firstNanos = firstNanos;
    this.maxNanos = maxNanos;
    this.random = random;
    this.nextNanos = firstNanos;
  }

  /** It did not work: so many nanoseconds to wait, from half of the present step to all of it. */
  long failed() {
    long step = nextNanos;
    nextNanos = step > maxNanos / 2 ? maxNanos : 2 * step;
    // many subscribers lose a publisher at once, and must not all be back at once
    return Math.round(step * (0.5 + random.getAsDouble() / 2));
  }

  /** It worked: the next wait is a short one again. */
  void worked() {
    nextNanos = firstNanos;
  }
}
