package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;

/**
 * Asks the link where a service is. Sent to {@link Addresses#lookup()}, answered by {@link
 * Destinations}; fails with {@code ERR_GRAPE_LOOKUP_EMPTY} if nobody announces it, {@code
 * ERR_GRAPE} if no grape could tell. JSON form: {@code {"service"}}.
 *
 * @param service the name of the service
 */
public record Lookup(String service) {
  /** Refuses an empty name. */
  public Lookup {
    Checks.name("Lookup", service);
  }

  /** Reads the JSON form. */
  public static Lookup fromJson(JsonObject json) {
    return new Lookup(new JsonFields("Lookup", json).required("service"));
  }

  /** The body of a message: the record, or its JSON form. */
  public static Lookup from(Object body) {
    return Records.LOOKUP.from(body);
  }

  /** The JSON form. */
  public JsonObject toJson() {
    return Records.LOOKUP.toJson(this);
  }

  void encode(JsonBytes out) {
    out.put('{').field("service").string(service).put('}');
  }
}
