package io.grenache.vertx.link;

import java.time.Duration;

/** When an announcement is made again. Randomness is passed in, from 0 to below 1. */
final class AnnounceDelays {
  private static final long FIRST_RETRY_MS = 800;

  /** A grape that does not answer is asked this often at least: it may be back at any time. */
  private static final long LONGEST_PROBE_MS = 3000;

  private final long everyMs;
  private final double jitter;

  AnnounceDelays(Duration every, int jitterPercent) {
    everyMs = every.toMillis();
    jitter = jitterPercent / 100.0;
  }

  /** Milliseconds until an announcement that holds is renewed. */
  long renewal(double random) {
    return Math.max(1, Math.round(everyMs * (1 - jitter + 2 * jitter * random)));
  }

  /**
   * Milliseconds until an announcement that failed is tried again: below a second at first, then
   * twice as long each time, never longer than the interval of renewals; the later half of it at
   * random, so that many that failed together do not come back together.
   *
   * @param failures in a row, from 1
   */
  long retry(int failures, double random) {
    return retry(failures, random, everyMs);
  }

  private long retry(int failures, double random, long longestMs) {
    long most =
        Math.min(Math.min(everyMs, longestMs), FIRST_RETRY_MS << Math.min(failures - 1, 20));
    return Math.max(1, Math.round(most * (0.5 + random / 2)));
  }

  /**
   * Milliseconds until a grape that does not answer is asked again, as {@link #retry}, but never
   * longer than 3 s.
   */
  long probe(int failures, double random) {
    return retry(failures, random, LONGEST_PROBE_MS);
  }
}
