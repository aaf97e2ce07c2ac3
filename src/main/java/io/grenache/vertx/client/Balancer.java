package io.grenache.vertx.client;

import io.grenache.vertx.message.Destination;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** Picks the less loaded of two random candidates. Pure but for its source of chance. */
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
   * @param maxActive with so many candidates active already, only those are considered
   * @return null if every destination was tried
   */
  Destination pick(List<Destination> destinations, Exchange exchange, int maxActive) {
    List<Destination> candidates = candidates(destinations, exchange, maxActive);
    int count = candidates.size();
    if (count == 0) {
      return null;
    }
    if (count == 1) {
      return candidates.get(0);
    }
    int first = random.applyAsInt(count);
    int second = (first + 1 + random.applyAsInt(count - 1)) % count;
    Destination a = candidates.get(first);
    Destination b = candidates.get(second);
    return load(a) <= load(b) ? a : b;
  }

  private List<Destination> candidates(
      List<Destination> destinations, Exchange exchange, int maxActive) {
    if (destinations.size() <= maxActive && !exchange.hasTriedAny()) {
      return destinations;
    }
    List<Destination> untried = new ArrayList<>(destinations.size());
    List<Destination> active = new ArrayList<>(maxActive);
    for (Destination destination : destinations) {
      if (!exchange.hasTried(destination)) {
        untried.add(destination);
        DestinationPool pool = pools.get(destination);
        if (pool != null && pool.isActive()) {
          active.add(destination);
        }
      }
    }
    return active.size() >= maxActive ? active : untried;
  }

  private int load(Destination destination) {
    DestinationPool pool = pools.get(destination);
    return pool == null ? 0 : pool.load();
  }
}
