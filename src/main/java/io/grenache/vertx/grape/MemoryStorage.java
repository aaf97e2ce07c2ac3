package io.grenache.vertx.grape;

import io.grenache.vertx.bep44.Item;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/** Storage of one node, in memory and bounded. Confined to its verticle's event loop. */
final class MemoryStorage implements Storage {
  private final Announcements announcements;
  private final Values values;
  private final LongSupplier clockMs;

  /**
   * @param clockMs milliseconds that never go back
   */
  MemoryStorage(GrapeOptions options, LongSupplier clockMs) {
    announcements =
        new Announcements(
            options.age().toMillis(),
            options.maxServices(),
            options.maxAnnouncementsPerService(),
            options.maxAnnouncements());
    values = new Values(options.valueAge().toMillis(), options.maxValues());
    this.clockMs = clockMs;
  }

  @Override
  public Future<Integer> announce(String service, String address) {
    announcements.add(service, address, clockMs.getAsLong());
    return Future.succeededFuture(1);
  }

  @Override
  public Future<List<String>> lookup(String service, int limit) {
    return Future.succeededFuture(
        announcements.some(service, limit, clockMs.getAsLong(), ThreadLocalRandom.current()));
  }

  @Override
  public Future<Outcome> put(Item value, Long cas) {
    return Future.succeededFuture(values.put(value, cas, clockMs.getAsLong()));
  }

  @Override
  public Future<Item> get(String hash) {
    return Future.succeededFuture(values.get(hash, clockMs.getAsLong()));
  }
}
