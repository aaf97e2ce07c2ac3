package io.grenache.vertx.link;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * The deployments that want one announcement to go on. Times are nanoseconds of any clock, passed
 * in. The empty holder is no deployment, and stays until it is removed.
 */
final class Holders {
  /** At most so many for one announcement. */
  static final int MAX = 1000;

  /** A deployment is listed once its start is over; a start may take this long. */
  static final Duration START_AT_MOST = Duration.ofSeconds(60);

  private final Map<String, Holder> holders = new HashMap<>();

  private static final class Holder {
    private final long sinceNs;
    private boolean listed;

    Holder(long sinceNs, boolean listed) {
      this.sinceNs = sinceNs;
      this.listed = listed;
    }
  }

  /**
   * Adds a holder; one that is known already stays as it is.
   *
   * @param listed whether it is the ID of a deployment by now
   * @return false if there are too many
   */
  boolean add(String id, boolean listed, long nowNs) {
    if (holders.size() >= MAX && !holders.containsKey(id)) {
      return false;
    }
    holders.putIfAbsent(id, new Holder(nowNs, listed));
    return true;
  }

  /** Whether the holder was one. */
  boolean remove(String id) {
    return holders.remove(id) != null;
  }

  boolean isEmpty() {
    return holders.isEmpty();
  }

  /** Drops the holders whose deployment has ended, or did not come about in time. */
  void keep(Set<String> deploymentIds, long nowNs) {
    Iterator<Map.Entry<String, Holder>> each = holders.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<String, Holder> entry = each.next();
      Holder holder = entry.getValue();
      if (entry.getKey().isEmpty()) {
        continue;
      }
      boolean startOver = nowNs - holder.sinceNs >= START_AT_MOST.toNanos();
      if (deploymentIds.contains(entry.getKey())) {
        holder.listed = true;
      } else if (holder.listed || startOver) {
        each.remove();
      }
    }
  }
}
