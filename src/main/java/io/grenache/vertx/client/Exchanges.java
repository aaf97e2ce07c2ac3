package io.grenache.vertx.client;

import java.util.ArrayList;
import java.util.List;

/**
 * The exchanges of a client that are under way, in no order: each knows its place, so that adding
 * and removing one makes no object. Confined to its verticle's event loop.
 */
final class Exchanges {
  private final List<Exchange> all = new ArrayList<>();

  int size() {
    return all.size();
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  void add(Exchange exchange) {
    exchange.place = all.size();
    all.add(exchange);
  }

  /** Takes out one that was added before. */
  void remove(Exchange exchange) {
    Exchange last = all.remove(all.size() - 1);
    if (last != exchange) {
      last.place = exchange.place;
      all.set(last.place, last);
    }
  }

  List<Exchange> copy() {
    return List.copyOf(all);
  }
}
