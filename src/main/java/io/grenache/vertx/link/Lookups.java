package io.grenache.vertx.link;

import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Destinations;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Lookup;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Answers lookups from the static routes, from the cache, or from a grape; those of one service
 * that come while a grape is being asked share its answer. While no grape answers, the last good
 * answer is given. Confined to its verticle's event loop.
 */
final class Lookups {
  private final GrapeCalls grapes;
  private final LookupCache cache;
  private final RefreshAhead ahead;
  private final LongSupplier clockNs;
  private final Map<String, List<Destination>> routes;
  private final Duration lifetime;
  private final int maxPending;
  private final Map<String, Asked> underWay = new HashMap<>();
  private Learned learned = (service, destinations) -> {};
  private int pending;

  /** A question on its way to a grape. */
  private static final class Asked {
    private final Promise<Destinations> promise = Promise.promise();

    /** Somebody waits for it, and not only for what may be asked for later. */
    private boolean wanted;
  }

  /** Is told of each answer of a grape, empty ones too. */
  interface Learned {
    void destinations(String service, List<Destination> destinations);
  }

  /**
   * @param clockNs {@link System#nanoTime()}, or a test's
   */
  Lookups(Vertx vertx, GrapeCalls grapes, LinkOptions options, LongSupplier clockNs) {
    this.grapes = grapes;
    this.clockNs = clockNs;
    routes = options.routes();
    lifetime = options.cache();
    cache = new LookupCache(lifetime, options.stale(), options.cacheEntries());
    ahead = new RefreshAhead(vertx, lifetime, options.cacheEntries(), cache, this);
    maxPending = options.maxPendingLookups();
  }

  void onLearned(Learned learned) {
    this.learned = learned;
  }

  /** Where the service is; never empty. A fresh lookup is answered by a grape, or by a route. */
  Future<Destinations> lookup(Lookup wanted) {
    String service = wanted.service();
    List<Destination> route = routes.get(service);
    if (route != null) {
      return Future.succeededFuture(new Destinations(service, route, lifetime));
    }
    Destinations known = wanted.fresh() ? null : remembered(service);
    if (known != null) {
      return Future.succeededFuture(known);
    }
    if (pending >= maxPending) {
      return Future.failedFuture(
          Failure.ERR_OVERLOADED.with(pending + " lookups wait for a grape already"));
    }
    pending++;
    Future<Destinations> answer = ask(service, true);
    return (wanted.fresh() ? answer : answer.recover(cause -> stale(service, cause)))
        .andThen(done -> pending--);
  }

  private Destinations remembered(String service) {
    Destinations known = cache.get(service, nowNs());
    if (known != null || !grapes.allAside()) {
      return known;
    }
    Destinations stale = cache.stale(service, nowNs());
    if (stale != null && underWay.isEmpty()) {
      // finds out whether a grape is back
      refresh(service);
    }
    return stale;
  }

  /**
   * Asks a grape again, whatever the cache holds. Nothing that is known is lost by a failure; that
   * nobody announces the service is one.
   */
  Future<Destinations> refresh(String service) {
    List<Destination> route = routes.get(service);
    if (route != null) {
      learned.destinations(service, route);
      return Future.succeededFuture(new Destinations(service, route, lifetime));
    }
    return ask(service, false);
  }

  void close() {
    ahead.close();
  }

  long nowNs() {
    return clockNs.getAsLong();
  }

  private Future<Destinations> ask(String service, boolean wanted) {
    Asked asked = underWay.get(service);
    if (asked == null) {
      asked = new Asked();
      asked.wanted = wanted;
      underWay.put(service, asked);
      send(service, asked);
    }
    asked.wanted |= wanted;
    return asked.promise.future();
  }

  private void send(String service, Asked asked) {
    grapes
        .lookup(service)
        .onComplete(
            (found, failed) -> {
              underWay.remove(service);
              if (failed != null) {
                asked.promise.fail(failed);
                return;
              }
              learned.destinations(service, found);
              if (!found.isEmpty()) {
                long nowNs = nowNs();
                Destinations answer = cache.put(service, found, nowNs, asked.wanted);
                ahead.put(service, nowNs);
                asked.promise.complete(answer);
              } else {
                if (asked.wanted) {
                  // what a refresh did not find lives its time out
                  cache.remove(service);
                }
                asked.promise.fail(
                    Failure.ERR_GRAPE_LOOKUP_EMPTY.with("nobody announces " + service));
              }
            });
  }

  private Future<Destinations> stale(String service, Throwable cause) {
    Destinations stale =
        Failure.of(cause) == Failure.ERR_GRAPE ? cache.stale(service, nowNs()) : null;
    return stale == null ? Future.failedFuture(cause) : Future.succeededFuture(stale);
  }
}
