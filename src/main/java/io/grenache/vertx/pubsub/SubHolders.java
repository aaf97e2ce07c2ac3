package io.grenache.vertx.pubsub;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * Who is subscribed to a channel, and how often. Times are nanoseconds of any clock, passed in. The
 * empty holder is no deployment, and stays until it took back what it asked for.
 */
final class SubHolders {
  /** Subscriptions to one channel, at most. */
  static final int MAX = 10_000;

  /** A deployment is listed once its start is over; a start may take this long. */
  static final Duration START_AT_MOST = Duration.ofSeconds(60);

  private final Map<String, Share> shares = new HashMap<>();
  private int count;

  private static final class Share {
    private final long sinceNanos;
    private boolean listed;
    private int count;

    Share(long sinceNanos, boolean listed) {
      this.sinceNanos = sinceNanos;
      this.listed = listed;
    }
  }

  /**
   * Counts one subscription more.
   *
   * @param listed whether the holder is the ID of a deployment by now
   * @return false if there are too many
   */
  boolean add(String holder, boolean listed, long nowNanos) {
    if (count >= MAX) {
      return false;
    }
    count++;
    shares.computeIfAbsent(holder, absent -> new Share(nowNanos, listed)).count++;
    return true;
  }

  /** Counts one subscription less, if the holder has one. */
  void remove(String holder) {
    Share share = shares.get(holder);
    if (share != null) {
      count--;
      share.count--;
      if (share.count == 0) {
        shares.remove(holder);
      }
    }
  }

  boolean isEmpty() {
    return shares.isEmpty();
  }

  /** Drops the holders whose deployment has ended, or did not come about in time. */
  void keep(Set<String> deploymentIds, long nowNanos) {
    Iterator<Map.Entry<String, Share>> each = shares.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<String, Share> entry = each.next();
      Share share = entry.getValue();
      if (entry.getKey().isEmpty()) {
        continue;
      }
      boolean startOver = nowNanos - share.sinceNanos >= START_AT_MOST.toNanos();
      if (deploymentIds.contains(entry.getKey())) {
        share.listed = true;
      } else if (share.listed || startOver) {
        count -= share.count;
        each.remove();
      }
    }
  }
}
