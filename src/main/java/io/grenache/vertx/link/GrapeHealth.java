package io.grenache.vertx.link;

import java.util.BitSet;

/**
 * Which grapes work, and which one is asked next. One that failed is set aside, at first for a
 * second or so, twice as long each time, for half a minute at most. Times are nanoseconds of any
 * clock, and randomness from 0 to below 1; both are passed in.
 */
final class GrapeHealth {
  private static final long FIRST_ASIDE_NS = 1_000_000_000L;
  private static final long LONGEST_ASIDE_NS = 30 * FIRST_ASIDE_NS;

  private final int[] failures;
  private final long[] asideUntilNs;
  private int preferred;

  GrapeHealth(int grapes) {
    failures = new int[grapes];
    asideUntilNs = new long[grapes];
  }

  /**
   * The grape to ask next: from the preferred one on, the next that works; else one whose time
   * aside is over; else, since a bad one may have recovered, the one that would be back first.
   *
   * @param tried those that were asked already; all are asked again once all were
   */
  int next(BitSet tried, long nowNs) {
    if (tried.cardinality() == failures.length) {
      tried.clear();
    }
    int best = -1;
    for (int i = 0; i < failures.length; i++) {
      int grape = (preferred + i) % failures.length;
      if (!tried.get(grape) && (best < 0 || better(grape, best, nowNs))) {
        best = grape;
      }
    }
    tried.set(best);
    return best;
  }

  private boolean better(int one, int other, long nowNs) {
    boolean oneAside = isAside(one, nowNs);
    boolean otherAside = isAside(other, nowNs);
    if (oneAside && otherAside) {
      return asideUntilNs[one] - asideUntilNs[other] < 0;
    }
    return oneAside == otherAside ? failures[one] == 0 && failures[other] > 0 : otherAside;
  }

  /** The grape is asked first from now on. */
  void prefer(int grape) {
    preferred = grape;
  }

  /** Whether that ends a series of failures. */
  boolean worked(int grape) {
    boolean failedBefore = failures[grape] > 0;
    failures[grape] = 0;
    return failedBefore;
  }

  /** Whether that is the first of a series of failures. */
  boolean failed(int grape, long nowNs, double random) {
    // calls that were under way when it was set aside tell nothing new
    if (isAside(grape, nowNs)) {
      return false;
    }
    failures[grape]++;
    long mostNs = Math.min(LONGEST_ASIDE_NS, FIRST_ASIDE_NS << Math.min(failures[grape] - 1, 10));
    asideUntilNs[grape] = nowNs + (long) (mostNs * (0.5 + random / 2));
    return failures[grape] == 1;
  }

  boolean allAside(long nowNs) {
    for (int grape = 0; grape < failures.length; grape++) {
      if (!isAside(grape, nowNs)) {
        return false;
      }
    }
    return true;
  }

  private boolean isAside(int grape, long nowNs) {
    return failures[grape] > 0 && asideUntilNs[grape] - nowNs > 0;
  }
}
