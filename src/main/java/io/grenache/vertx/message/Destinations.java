package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The answer to {@link Lookup}: where a service is announced. JSON form: {@code {"service",
 * "destinations": ["host:port"], "remainingMs"}}.
 *
 * @param service the name of the service
 * @param destinations all that are known, in no order; never empty in an answer of the link
 * @param remaining how long the answer may be used before the link should be asked again
 */
public record Destinations(String service, List<Destination> destinations, Duration remaining) {
  /** Copies the list. */
  public Destinations {
    Checks.name("Destinations", service);
    if (destinations == null || destinations.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException("Destinations[destinations must be a list without null]");
    }
    destinations = List.copyOf(destinations);
    Checks.notNegative("Destinations", "remaining", remaining);
  }

  /** Reads the JSON form. */
  public static Destinations fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("Destinations", json);
    return new Destinations(
        fields.required("service"),
        fields.strings("destinations", List.of()).stream().map(Destination::parse).toList(),
        fields.millis("remainingMs", Duration.ZERO, 0, Checks.MAX_MS));
  }

  /** The JSON form. */
  public JsonObject toJson() {
    return Records.DESTINATIONS.toJson(this);
  }

  void encode(JsonBytes out) {
    out.put('{').field("service").string(service).field("destinations").put('[');
    for (int i = 0; i < destinations.size(); i++) {
      if (i > 0) {
        out.put(',');
      }
      out.string(destinations.get(i).toString());
    }
    out.put(']').field("remainingMs").number(remaining.toMillis()).put('}');
  }
}
