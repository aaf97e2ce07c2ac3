package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;

/**
 * Asks the link where a service is. Sent to {@link Addresses#lookup()}, answered by {@link
 * Destinations}; fails with {@code ERR_GRAPE_LOOKUP_EMPTY} if nobody announces it, {@code
 * ERR_GRAPE} if no grape could tell. JSON form: {@code {"service", "fresh"}}.
 *
 * @param service the name of the service
 * @param fresh whether the link shall pass over what it remembers and ask a grape; false in the
 *     JSON form where it is absent
 */
public record Lookup(String service, boolean fresh) {
  /** Refuses an empty name. */
  public Lookup {
    Checks.name("Lookup", service);
  }

  /** A lookup that may be answered from what the link remembers. */
  public Lookup(String service) {
    this(service, false);
  }

  /** Reads the JSON form. */
  public static Lookup fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("Lookup", json);
    return new Lookup(fields.required("service"), fields.bool("fresh", false));
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
    out.put('{').field("service").string(service);
    if (fresh) {
      out.field("fresh").bool(true);
    }
    out.put('}');
  }
}
