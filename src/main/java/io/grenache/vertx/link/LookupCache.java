package io.grenache.vertx.link;

import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Destinations;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What grapes answered, for as long as it may be used. Times are {@link System#nanoTime()} or any
 * other clock of nanoseconds, passed in. Bounded: the service that was not asked for longest makes
 * room.
 */
final class LookupCache {
  private final long lifetimeNs;
  private final Map<String, Entry> entries;

  private record Entry(List<Destination> destinations, long sinceNs) {}

  LookupCache(Duration lifetime, int maxEntries) {
    lifetimeNs = lifetime.toNanos();
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
    Entry entry = entries.get(service);
    if (entry == null) {
      return null;
    }
    long leftNs = lifetimeNs - (nowNs - entry.sinceNs);
    if (leftNs <= 0) {
      entries.remove(service);
      return null;
    }
    return new Destinations(service, entry.destinations, Duration.ofNanos(leftNs));
  }

  /** Keeps a new answer, and gives it with its whole lifetime; an empty one is not kept. */
  Destinations put(String service, List<Destination> destinations, long nowNs) {
    if (lifetimeNs > 0 && !destinations.isEmpty()) {
      entries.put(service, new Entry(destinations, nowNs));
    }
    return new Destinations(service, destinations, Duration.ofNanos(lifetimeNs));
  }

  int size() {
    return entries.size();
  }
}
