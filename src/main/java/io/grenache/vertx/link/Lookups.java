package io.grenache.vertx.link;

import io.grenache.vertx.message.Destinations;
import io.grenache.vertx.message.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Answers lookups from the cache, or from a grape; those of one service that come while a grape is
 * being asked share its answer. Confined to its verticle's event loop.
 */
final class Lookups {
  private final GrapeCalls grapes;
  private final LookupCache cache;
  private final LongSupplier clockNs;
  private final int maxPending;
  private final Map<String, Promise<Destinations>> underWay = new HashMap<>();
  private int pending;

  /**
   * @param clockNs {@link System#nanoTime()}, or a test's
   */
  Lookups(GrapeCalls grapes, LinkOptions options, LongSupplier clockNs) {
    this.grapes = grapes;
    this.clockNs = clockNs;
    cache = new LookupCache(options.cache(), options.cacheEntries());
    maxPending = options.maxPendingLookups();
  }

  /** Where the service is; never empty. */
  Future<Destinations> lookup(String service) {
    Destinations known = cache.get(service, clockNs.getAsLong());
    if (known != null) {
      return Future.succeededFuture(known);
    }
    if (pending >= maxPending) {
      return Future.failedFuture(
          Failure.ERR_OVERLOADED.with(pending + " lookups wait for a grape already"));
    }
    pending++;
    Promise<Destinations> shared = underWay.get(service);
    if (shared == null) {
      shared = Promise.promise();
      underWay.put(service, shared);
      ask(service, shared);
    }
    return shared.future().andThen(answered -> pending--);
  }

  private void ask(String service, Promise<Destinations> shared) {
    grapes
        .lookup(service)
        .onComplete(
            (found, failed) -> {
              underWay.remove(service);
              if (failed != null) {
                shared.fail(failed);
              } else if (found.isEmpty()) {
                shared.fail(Failure.ERR_GRAPE_LOOKUP_EMPTY.with("nobody announces " + service));
              } else {
                shared.complete(cache.put(service, found, clockNs.getAsLong()));
              }
            });
  }
}
