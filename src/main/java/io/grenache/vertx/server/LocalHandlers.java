package io.grenache.vertx.server;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The handlers that {@link Service} registered in one Vert.x, by the addresses where they consume.
 * May be used from any thread.
 */
final class LocalHandlers implements Shareable {
  private static final String NAME = "io.grenache.vertx.handlers";

  private final Map<String, List<LocalHandler>> byAddress = new ConcurrentHashMap<>();

  // of calls that went over the event bus to find out who takes them
  private final Map<String, Sample> samples = new ConcurrentHashMap<>();

  private LocalHandlers() {}

  static LocalHandlers of(Vertx vertx) {
    return vertx
        .sharedData()
        .<String, LocalHandlers>getLocalMap(NAME)
        .computeIfAbsent(NAME, absent -> new LocalHandlers());
  }

  /** Those of an address; the list never changes. */
  List<LocalHandler> at(String address) {
    return byAddress.getOrDefault(address, List.of());
  }

  /** Nothing happens if it was removed before. */
  void add(String address, LocalHandler handler) {
    byAddress.compute(address, (key, known) -> handler.isGone() ? known : with(known, handler));
  }

  /** For good. */
  void remove(String address, LocalHandler handler) {
    byAddress.compute(
        address,
        (key, known) -> {
          handler.leave();
          return known == null ? null : without(known, handler);
        });
  }

  private static List<LocalHandler> with(List<LocalHandler> known, LocalHandler handler) {
    List<LocalHandler> more = known == null ? new ArrayList<>() : new ArrayList<>(known);
    more.add(handler);
    return List.copyOf(more);
  }

  private static List<LocalHandler> without(List<LocalHandler> known, LocalHandler handler) {
    List<LocalHandler> fewer = new ArrayList<>(known);
    fewer.remove(handler);
    return fewer.isEmpty() ? null : List.copyOf(fewer);
  }

  /** A call goes over the event bus; whoever takes it here says so by {@link #taken}. */
  void sampled(Sample sample) {
    samples.put(sample.id(), sample);
  }

  /** A handler in this Vert.x has the sample. */
  void taken(String id) {
    Sample sample = samples.get(id);
    if (sample != null) {
      sample.take();
    }
  }

  /** Nobody takes it any more. */
  void ended(Sample sample) {
    samples.remove(sample.id());
  }
}
