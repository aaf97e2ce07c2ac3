package io.grenache.vertx.client;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Destinations;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Lookup;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where services are. What is known is used at once, and renewed in the background before the time
 * that the link gave it is over; only for a service of which nothing is known does a request wait.
 * A lookup that is under way is shared. Confined to its verticle's event loop.
 */
final class Routes {
  private static final int MAX_SERVICES = 2_500;
  private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

  private final EventBus bus;
  private final String lookup;
  private final ClientOptions options;
  private final Map<String, Future<List<Destination>>> underWay = new HashMap<>();
  private final Map<String, Route> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Route> eldest) {
          return size() > MAX_SERVICES;
        }
      };

  /** A service's destinations, and when to ask for them again. */
  private static final class Route {
    private final ActiveSet active =
        new ActiveSet(bound -> ThreadLocalRandom.current().nextInt(bound));
    private long renewAtNanos;
    private long unusableAtNanos;
    private long notBeforeNanos;
  }

  Routes(EventBus bus, Addresses addresses, ClientOptions options) {
    this.bus = bus;
    this.lookup = addresses.lookup();
    this.options = options;
  }

  /**
   * The destinations of the service, those to be used first at the front; null if they are not
   * known and must be {@link #lookup looked up}. Starts to renew them if it is time.
   */
  List<Destination> known(String service, long nowNanos) {
    Route route = known.get(service);
    if (route == null || nowNanos - route.unusableAtNanos >= 0) {
      return null;
    }
    if (nowNanos - route.renewAtNanos >= 0 && nowNanos - route.notBeforeNanos >= 0) {
      route.notBeforeNanos = nowNanos + RETRY_NANOS;
      lookup(service, false);
    }
    return route.active.order();
  }

  /** Asks the link; fails as {@link Lookup} does. */
  Future<List<Destination>> lookup(String service) {
    return lookup(service, false);
  }

  /**
   * A destination could not be reached: asks the link early, past its cache, but not all the time.
   */
  void doubt(String service, long nowNanos) {
    Route route = known.get(service);
    if (route != null && nowNanos - route.notBeforeNanos >= 0) {
      route.notBeforeNanos = nowNanos + RETRY_NANOS;
      lookup(service, true);
    }
  }

  /** Every destination of every service that is known. */
  Set<Destination> all() {
    Set<Destination> all = new HashSet<>();
    known.values().forEach(route -> all.addAll(route.active.order()));
    return all;
  }

  /** Those that are used while nothing fails. */
  Set<Destination> used(int cap) {
    Set<Destination> used = new HashSet<>();
    for (Route route : known.values()) {
      List<Destination> order = route.active.order();
      used.addAll(order.subList(0, Math.min(cap, order.size())));
    }
    return used;
  }

  private Future<List<Destination>> lookup(String service, boolean fresh) {
    Future<List<Destination>> asked = underWay.get(service);
    if (asked != null) {
      return asked;
    }
    DeliveryOptions delivery =
        new DeliveryOptions().setSendTimeout(options.lookupTimeout().toMillis());
    Future<List<Destination>> answer =
        bus.<Destinations>request(lookup, new Lookup(service, fresh), delivery)
            .map(message -> keep(message.body(), System.nanoTime()))
            .onFailure(cause -> forgetIfGone(service, cause));
    underWay.put(service, answer);
    answer.onComplete(done -> underWay.remove(service, answer));
    return answer;
  }

  private List<Destination> keep(Destinations found, long nowNanos) {
    if (found.destinations().isEmpty()) {
      throw Failure.ERR_GRAPE_LOOKUP_EMPTY.with("nobody announces " + found.service());
    }
    Route route = known.computeIfAbsent(found.service(), service -> new Route());
    route.active.update(found.destinations(), options.maxActiveKeyDests());
    long remaining = found.remaining().toNanos();
    route.renewAtNanos = nowNanos + remaining * 4 / 5;
    route.unusableAtNanos = nowNanos + remaining + options.stale().toNanos();
    return route.active.order();
  }

  /**
   * Where nobody announces the service any more, what was known is worth nothing; a grape that
   * fails says nothing.
   */
  private void forgetIfGone(String service, Throwable cause) {
    if (Failure.of(cause) == Failure.ERR_GRAPE_LOOKUP_EMPTY) {
      known.remove(service);
    }
  }
}
