package io.grenache.vertx.client;

import io.grenache.vertx.message.Destination;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.zip.CRC32C;

/**
 * Picks a destination: the less loaded of two random ones, or with an affinity always the same one
 * while it lives. What is set aside is passed over, unless nothing else is left: then the least bad
 * is picked. Pure but for its source of chance.
 */
final class Balancer {
  private final Map<Destination, DestinationPool> pools;
  private final IntUnaryOperator random;

  /**
   * @param random a number from 0 to below its argument
   */
  Balancer(Map<Destination, DestinationPool> pools, IntUnaryOperator random) {
    this.pools = pools;
    this.random = random;
  }

  /**
   * @param destinations those to be used first at the front
   * @param maxActive how many of them to use
   * @return null if every destination was tried
   */
  Destination pick(List<Destination> destinations, Exchange exchange, int maxActive) {
    String affinity = exchange.request.affinity();
    if (destinations.size() == 1) {
      Destination only = destinations.get(0);
      return exchange.hasTried(only) ? null : only;
    }
    // whoever asks for a place is not kept from it by the cap
    int max = affinity == null ? maxActive : Integer.MAX_VALUE;
    List<Destination> usable = usable(destinations, exchange, max);
    int count = usable.size();
    if (count < 2) {
      return count == 0 ? leastBad(destinations, exchange) : usable.get(0);
    }
    if (affinity != null) {
      return rendezvous(usable, affinity);
    }
    int first = random.applyAsInt(count);
    int second = (first + 1 + random.applyAsInt(count - 1)) % count;
    Destination a = usable.get(first);
    Destination b = usable.get(second);
    return lessLoaded(a, b) ? a : b;
  }

  /**
   * The first ones that are healthy and were not tried, so that a sick one does not keep its place
   * in the cap.
   */
  private List<Destination> usable(List<Destination> destinations, Exchange exchange, int max) {
    List<Destination> usable = new ArrayList<>(Math.min(max, destinations.size()));
    for (Destination destination : destinations) {
      DestinationPool pool = pools.get(destination);
      if (!exchange.hasTried(destination)
          && (pool == null || pool.isPromising() && pool.mayServe(exchange.request.service()))) {
        usable.add(destination);
        if (usable.size() == max) {
          break;
        }
      }
    }
    return usable;
  }

  private Destination leastBad(List<Destination> destinations, Exchange exchange) {
    Destination best = null;
    Health bestHealth = null;
    for (Destination destination : destinations) {
      if (!exchange.hasTried(destination)) {
        Health health = pools.get(destination).health();
        if (best == null || health.failures() < bestHealth.failures()) {
          best = destination;
          bestHealth = health;
        }
      }
    }
    return best;
  }

  private boolean lessLoaded(Destination a, Destination b) {
    DestinationPool poolA = pools.get(a);
    DestinationPool poolB = pools.get(b);
    int loadA = poolA == null ? 0 : poolA.load();
    int loadB = poolB == null ? 0 : poolB.load();
    if (loadA != loadB) {
      return loadA < loadB;
    }
    long now = System.nanoTime();
    double latencyA = poolA == null ? 0 : poolA.health().latencyNanos(now);
    double latencyB = poolB == null ? 0 : poolB.health().latencyNanos(now);
    return latencyA <= latencyB;
  }

  /** The highest of the hashes wins; where its destination goes, only its own affinities move. */
  private static Destination rendezvous(List<Destination> usable, String affinity) {
    Destination best = null;
    long bestHash = Long.MIN_VALUE;
    for (Destination destination : usable) {
      long hash = hash(affinity, destination);
      if (best == null || hash > bestHash) {
        best = destination;
        bestHash = hash;
      }
    }
    return best;
  }

  private static long hash(String affinity, Destination destination) {
    CRC32C crc = new CRC32C();
    crc.update((affinity + '\n' + destination).getBytes(StandardCharsets.UTF_8));
    // a checksum alone is linear: alike affinities would rank destinations alike
    long mixed = crc.getValue() * 0x9E3779B97F4A7C15L;
    return (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
  }
}
