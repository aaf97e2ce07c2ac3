package io.grenache.vertx.telemetry;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The totals of one network in one Vert.x, whatever number of instances report to it. May be used
 * from any thread.
 *
 * <p>A name has two parts, {@code client.sockets} say.
 */
public final class Tally implements Shareable {
  private static final String TALLIES = "io.grenache.vertx.tallies";

  private final Map<String, LongAdder> totals = new ConcurrentHashMap<>();

  private Tally() {}

  /** The one of that prefix. */
  public static Tally of(Vertx vertx, String prefix) {
    return vertx
        .sharedData()
        .<String, Tally>getLocalMap(TALLIES)
        .computeIfAbsent(prefix, absent -> new Tally());
  }

  /** The total of that name; to be kept by whoever adds to it often. */
  public LongAdder total(String name) {
    return totals.computeIfAbsent(name, absent -> new LongAdder());
  }

  /** All totals: {@code {"client": {"sockets": 3}, …}}. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    new TreeMap<>(totals)
        .forEach(
            (name, total) -> {
              int dot = name.indexOf('.');
              String part = name.substring(0, dot);
              if (!json.containsKey(part)) {
                json.put(part, new JsonObject());
              }
              json.getJsonObject(part).put(name.substring(dot + 1), total.sum());
            });
    return json;
  }
}
