package io.grenache.vertx.client;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * What is known of a destination's health. One that refuses, closes or times out in a row is set
 * aside for a while that grows with each failure, and is then probed. Pure: time and chance come in
 * as parameters.
 */
final class Health {
  private static final double WEIGHT_OF_NEWEST = 0.2;
  private static final long RECENT_NANOS = Duration.ofSeconds(1).toNanos();
  // beyond this many doublings the longest time is reached anyway
  private static final int MAX_DOUBLINGS = 20;

  private final long firstNanos;
  private final long longestNanos;
  private final int timeoutsAllowed;
  private final DoubleSupplier random;
  private boolean aside;
  private int failures;
  private int timeoutsInRow;
  private double latencyNanos;
  private long answeredAtNanos;

  /**
   * @param first how long a first failure sets the destination aside
   * @param longest how long any number of failures does
   * @param timeoutsAllowed with so many calls in a row without an answer in time it is set aside
   * @param random a number from 0 to below 1
   */
  Health(Duration first, Duration longest, int timeoutsAllowed, DoubleSupplier random) {
    this.firstNanos = first.toNanos();
    this.longestNanos = longest.toNanos();
    this.timeoutsAllowed = timeoutsAllowed;
    this.random = random;
  }

  /** Whether it is set aside, until it proves that it works. */
  boolean isAside() {
    return aside;
  }

  /** How bad it is: failures since it last answered a call. */
  int failures() {
    return failures;
  }

  /**
   * The recent time to an answer, in nanoseconds; 0 if there was none of late, so that a
   * destination that was slow once gets another chance.
   */
  double latencyNanos(long nowNanos) {
    return nowNanos - answeredAtNanos > RECENT_NANOS ? 0 : latencyNanos;
  }

  /**
   * It refused, closed, or gave no sign of life.
   *
   * @return nanoseconds until it should be probed: half of the time is jitter
   */
  long failed() {
    long full = Math.min(longestNanos, firstNanos << Math.min(failures, MAX_DOUBLINGS));
    full = full <= 0 ? longestNanos : full;
    failures++;
    aside = true;
    return (long) (full * (0.5 + random.getAsDouble() / 2));
  }

  /**
   * A call had no answer in time.
   *
   * @return whether that was one too many
   */
  boolean timedOut() {
    return ++timeoutsInRow >= timeoutsAllowed;
  }

  /**
   * A connect or a ping shows that it is there. What it failed at before is forgotten only when it
   * answers a call: one that comes and goes is set aside for longer each time.
   */
  void works() {
    aside = false;
    timeoutsInRow = 0;
  }

  /** It answered a call. */
  void answered(long tookNanos, long nowNanos) {
    works();
    failures = 0;
    answeredAtNanos = nowNanos;
    latencyNanos =
        latencyNanos == 0
            ? tookNanos
            : latencyNanos + WEIGHT_OF_NEWEST * (tookNanos - latencyNanos);
  }
}
