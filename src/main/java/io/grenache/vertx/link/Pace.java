package io.grenache.vertx.link;

/**
 * So many a second, evenly: no more than the share of a 50th of a second at once. Times are
 * nanoseconds of any clock, passed in.
 */
final class Pace {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final int BURSTS_PER_SECOND = 50;

  private final long intervalNs;
  private final long burstNs;
  private long nextNs;
  private boolean started;

  Pace(int perSecond) {
    intervalNs = Math.max(1, SECOND_NS / perSecond);
    burstNs = Math.max(0, SECOND_NS / BURSTS_PER_SECOND - intervalNs);
  }

  /** Nanoseconds until the next may go; 0 or less: now. */
  long waitNs(long nowNs) {
    return started ? nextNs - burstNs - nowNs : 0;
  }

  /** One goes. */
  void take(long nowNs) {
    nextNs = (started && nextNs - nowNs > 0 ? nextNs : nowNs) + intervalNs;
    started = true;
  }
}
