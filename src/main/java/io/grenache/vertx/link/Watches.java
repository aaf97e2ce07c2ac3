package io.grenache.vertx.link;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Destinations;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Unwatch;
import io.grenache.vertx.message.Watch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The services that are looked up again and again, and what was published of them last. A watch
 * goes on until its last holder took it back or its deployment ended. Confined to its verticle's
 * event loop.
 */
final class Watches {
  private static final double JITTER = 0.2;

  /** Lookups under way at the same time. */
  private static final int MAX_UNDER_WAY = 4;

  /** Destinations that an event names. */
  private static final int MAX_NAMED = 10;

  private final Vertx vertx;
  private final Lookups lookups;
  private final Addresses addresses;
  private final Consumer<Event> events;
  private final LinkOptions options;
  private final Gate gate;
  private final Map<String, Watched> watched = new HashMap<>();
  private boolean closed;

  private static final class Watched {
    private final Holders holders = new Holders();

    /** As published last; null if nothing was. */
    private Set<Destination> last;

    /** The lookup that those wait for who asked before anything was known. */
    private Future<Destinations> first;

    private long timer = -1;
  }

  Watches(Vertx vertx, Lookups lookups, LinkOptions options, Consumer<Event> events) {
    this.vertx = vertx;
    this.lookups = lookups;
    this.options = options;
    this.events = events;
    addresses = new Addresses(options.prefix());
    gate = new Gate(MAX_UNDER_WAY, options.maxWatches());
    lookups.onLearned(this::learned);
  }

  /** Where the service is now, perhaps nowhere; from now on its changes are published. */
  Future<Destinations> watch(Watch wanted) {
    String service = wanted.service();
    Watched one = watched.get(service);
    if (one == null && watched.size() >= options.maxWatches()) {
      return Future.failedFuture(
          Failure.ERR_OVERLOADED.with(options.maxWatches() + " services are watched already"));
    }
    if (one == null) {
      one = new Watched();
      watched.put(service, one);
    }
    boolean listed = vertx.deploymentIDs().contains(wanted.holder());
    if (!one.holders.add(wanted.holder(), listed, System.nanoTime())) {
      return Future.failedFuture(Failure.ERR_OVERLOADED.with("too many watch " + service));
    }
    if (one.last != null) {
      return Future.succeededFuture(answer(service, one.last));
    }
    if (one.first == null) {
      one.first = poll(service, one);
    }
    return one.first;
  }

  /** Takes the holder away; without holders the watch ends at once. */
  void unwatch(Unwatch unwanted) {
    Watched one = watched.get(unwanted.service());
    if (one != null && one.holders.remove(unwanted.holder()) && one.holders.isEmpty()) {
      end(unwanted.service(), one);
    }
  }

  void close() {
    closed = true;
    Map.copyOf(watched).forEach(this::end);
  }

  private Future<Destinations> poll(String service, Watched one) {
    vertx.cancelTimer(one.timer);
    return gate.run(
            () ->
                watched.get(service) == one
                    ? lookups.refresh(service)
                    : Future.failedFuture(Failure.ERR_TRANSPORT_CLOSE.with("watched no more")))
        .recover(cause -> nobody(service, cause))
        .andThen(
            polled -> {
              one.first = null;
              if (watched.get(service) == one) {
                later(service, one);
              }
            });
  }

  private void later(String service, Watched one) {
    double spread = 1 - JITTER + 2 * JITTER * ThreadLocalRandom.current().nextDouble();
    one.timer =
        vertx.setTimer(
            Math.max(1, Math.round(options.watchEvery().toMillis() * spread)),
            id -> {
              one.holders.keep(vertx.deploymentIDs(), System.nanoTime());
              if (one.holders.isEmpty()) {
                end(service, one);
              } else {
                poll(service, one);
              }
            });
  }

  private void learned(String service, List<Destination> destinations) {
    Watched one = watched.get(service);
    if (one == null || closed) {
      return;
    }
    Set<Destination> now = Set.copyOf(destinations);
    Set<Destination> before = one.last;
    // two samples of a longer list differ whether it changed or not
    boolean samples =
        before != null && now.size() >= Listing.LONGEST && before.size() >= Listing.LONGEST;
    if (samples || now.equals(before)) {
      return;
    }
    one.last = now;
    vertx
        .eventBus()
        .publish(
            addresses.destinations(service),
            answer(service, now),
            new DeliveryOptions().setLocalOnly(true));
    events.accept(Event.of(Event.DESTINATIONS_CHANGED, service, null, describe(now)));
  }

  private Future<Destinations> nobody(String service, Throwable cause) {
    return Failure.of(cause) == Failure.ERR_GRAPE_LOOKUP_EMPTY
        ? Future.succeededFuture(answer(service, Set.of()))
        : Future.failedFuture(cause);
  }

  private Destinations answer(String service, Set<Destination> destinations) {
    return new Destinations(service, List.copyOf(destinations), options.watchEvery());
  }

  private void end(String service, Watched one) {
    vertx.cancelTimer(one.timer);
    watched.remove(service);
  }

  private static String describe(Set<Destination> destinations) {
    String named =
        destinations.stream()
            .map(Destination::toString)
            .sorted()
            .limit(MAX_NAMED)
            .collect(Collectors.joining(", "));
    return switch (destinations.size()) {
      case 0 -> "no destinations";
      case 1 -> "1 destination: " + named;
      default ->
          destinations.size()
              + " destinations: "
              + named
              + (destinations.size() > MAX_NAMED ? ", …" : "");
    };
  }
}
