package io.grenache.vertx.link;

import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Destinations;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What grapes answered: for as long as it may be used, and then for as long as it is better than
 * nothing. Times are {@link System#nanoTime()} or any other clock of nanoseconds, passed in.
 * Bounded: the service that was not asked for longest makes room.
 */
final class LookupCache {
  /** A stale answer may be used this long before the link is asked again. */
  static final Duration STALE_REMAINING = Duration.ofSeconds(1);

  private final long lifetimeNs;
  private final long staleNs;
  private final Map<String, Entry> entries;

  private static final class Entry {
    private final List<Destination> destinations;
    private final long sinceNs;
    private final boolean repeated;
    private int asked;

    private Entry(List<Destination> destinations, long sinceNs, boolean repeated, int asked) {
      this.destinations = destinations;
      this.sinceNs = sinceNs;
      this.repeated = repeated;
      this.asked = asked;
    }
  }

  /**
   * @param stale how long after its lifetime an answer is kept
   */
  LookupCache(Duration lifetime, Duration stale, int maxEntries) {
    lifetimeNs = lifetime.toNanos();
    staleNs = stale.toNanos();
    entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Entry> eldest) {
            return size() > maxEntries;
          }
        };
  }

  /** The answer with what is left of its lifetime; null if there is none. */
  Destinations get(String service, long nowNs) {
    Entry entry = kept(service, nowNs);
    long leftNs = entry == null ? 0 : lifetimeNs - (nowNs - entry.sinceNs);
    if (leftNs <= 0) {
      return null;
    }
    entry.asked++;
    return new Destinations(service, entry.destinations, Duration.ofNanos(leftNs));
  }

  /** The last good answer, its lifetime over or not; null if there is none. */
  Destinations stale(String service, long nowNs) {
    Entry entry = kept(service, nowNs);
    return entry == null ? null : new Destinations(service, entry.destinations, STALE_REMAINING);
  }

  /**
   * Keeps a new answer, and gives it with its whole lifetime; an empty one is not kept.
   *
   * @param asked whether somebody asked for it
   */
  Destinations put(String service, List<Destination> destinations, long nowNs, boolean asked) {
    if (lifetimeNs + staleNs > 0 && !destinations.isEmpty()) {
      boolean repeated = kept(service, nowNs) != null;
      entries.put(service, new Entry(destinations, nowNs, repeated, asked ? 1 : 0));
    }
    return new Destinations(service, destinations, Duration.ofNanos(lifetimeNs));
  }

  /** Forgets what is known: nobody announces the service any more. */
  void remove(String service) {
    entries.remove(service);
  }

  /**
   * Whether the answer of that moment is still the last, and was wanted: somebody asked for it more
   * than once, or once after an earlier one.
   */
  boolean wanted(String service, long sinceNs) {
    Entry entry = entries.get(service);
    return entry != null
        && entry.sinceNs == sinceNs
        && (entry.asked > 1 || entry.asked == 1 && entry.repeated);
  }

  int size() {
    return entries.size();
  }

  private Entry kept(String service, long nowNs) {
    Entry entry = entries.get(service);
    if (entry != null && nowNs - entry.sinceNs >= lifetimeNs + staleNs) {
      entries.remove(service);
      return null;
    }
    return entry;
  }
}
