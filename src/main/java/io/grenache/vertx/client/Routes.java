package io.grenache.vertx.client;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Destinations;
import io.grenache.vertx.message.Lookup;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where services are, for as long as the link said. A lookup that is under way is shared. Confined
 * to its verticle's event loop.
 */
final class Routes {
  private static final int MAX_SERVICES = 2_500;

  private final EventBus bus;
  private final String lookup;
  private final long timeoutMs;
  private final Map<String, Future<Destinations>> underWay = new HashMap<>();
  private final Map<String, Route> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Route> eldest) {
          return size() > MAX_SERVICES;
        }
      };

  private record Route(Destinations destinations, long untilNanos) {}

  /**
   * @param timeoutMs how long a lookup may take; whoever waits for it has a deadline of its own
   */
  Routes(EventBus bus, Addresses addresses, long timeoutMs) {
    this.bus = bus;
    this.lookup = addresses.lookup();
    this.timeoutMs = timeoutMs;
  }

  /** Where the service is; fails as {@link Lookup} does. */
  Future<Destinations> find(String service, long nowNanos) {
    Route route = known.get(service);
    if (route != null && route.untilNanos - nowNanos > 0) {
      return Future.succeededFuture(route.destinations);
    }
    Future<Destinations> asked = underWay.get(service);
    if (asked != null) {
      return asked;
    }
    Future<Destinations> answer =
        bus.<Destinations>request(
                lookup, new Lookup(service), new DeliveryOptions().setSendTimeout(timeoutMs))
            .map(message -> keep(message.body()));
    underWay.put(service, answer);
    answer.onComplete(done -> underWay.remove(service, answer));
    return answer;
  }

  private Destinations keep(Destinations found) {
    known.put(found.service(), new Route(found, System.nanoTime() + found.remaining().toNanos()));
    return found;
  }
}
