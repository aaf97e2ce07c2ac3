package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;

/**
 * Takes a {@link Watch} of the same holder back. Sent to {@link Addresses#unwatch()}, answered with
 * {@code null}. A service is no longer watched once its last holder took it back; taking back what
 * was not asked for changes nothing. JSON form: {@code {"service", "holder"}}.
 *
 * @param service the name of the service
 * @param holder the ID of the deployment that asked, or empty
 */
public record Unwatch(String service, String holder) {
  /** Checks the name; an absent holder is the empty one. */
  public Unwatch {
    Checks.name("Unwatch", service);
    holder = holder == null ? "" : holder;
  }

  /** Without a holder. */
  public Unwatch(String service) {
    this(service, "");
  }

  /** Reads the JSON form. */
  public static Unwatch fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("Unwatch", json);
    return new Unwatch(fields.required("service"), fields.string("holder", ""));
  }

  /** The body of a message: the record, or its JSON form. */
  public static Unwatch from(Object body) {
    return Records.UNWATCH.from(body);
  }

  /** The JSON form. */
  public JsonObject toJson() {
    return Records.UNWATCH.toJson(this);
  }

  void encode(JsonBytes out) {
    out.put('{').field("service").string(service).field("holder").string(holder).put('}');
  }
}
