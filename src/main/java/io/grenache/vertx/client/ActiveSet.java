package io.grenache.vertx.client;

import io.grenache.vertx.message.Destination;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * The order in which the destinations of a service are used: as many of the first ones as a cap
 * allows. With each new answer of the link, destinations that were not there before come to the
 * front, and without any, one that was left out takes the place of one that was not: the cap
 * bounds, it does not pin. Pure but for its source of chance.
 */
final class ActiveSet {
  private final IntUnaryOperator random;
  private List<Destination> order = List.of();

  /**
   * @param random a number from 0 to below its argument
   */
  ActiveSet(IntUnaryOperator random) {
    this.random = random;
  }

  /** Takes over a new answer of the link. */
  void update(List<Destination> found, int cap) {
    Set<Destination> present = new HashSet<>(found);
    List<Destination> kept = new ArrayList<>(order);
    kept.retainAll(present);
    Set<Destination> known = new HashSet<>(kept);
    List<Destination> fresh = new ArrayList<>();
    for (Destination destination : found) {
      if (known.add(destination)) {
        fresh.add(destination);
      }
    }
    shuffle(fresh);
    if (fresh.isEmpty() && kept.size() > cap) {
      rotate(kept, cap);
    }
    List<Destination> next = new ArrayList<>(kept.size() + fresh.size());
    next.addAll(fresh);
    next.addAll(kept);
    order = List.copyOf(next);
  }

  /** The first of those that were left out goes in, for one that goes to the end of the queue. */
  private void rotate(List<Destination> kept, int cap) {
    Destination out = kept.remove(random.applyAsInt(cap));
    // what was left out first is now the last within the cap
    kept.add(out);
  }

  private void shuffle(List<Destination> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      int j = random.applyAsInt(i + 1);
      Destination swapped = list.get(i);
      list.set(i, list.get(j));
      list.set(j, swapped);
    }
  }

  /** All destinations, those to be used first at the front. */
  List<Destination> order() {
    return order;
  }
}
