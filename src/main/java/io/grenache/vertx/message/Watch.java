package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;

/**
 * Asks the link to look a service up again and again, and to tell of changes. Sent to {@link
 * Addresses#watch()} within the process, answered by {@link Destinations}: where the service is
 * now, an empty list if nobody announces it. Fails with {@code ERR_GRAPE} if no grape can tell; the
 * watch goes on all the same. Fails with {@code ERR_OVERLOADED} if too many services are watched.
 *
 * <p>From then on {@link Destinations} are published at {@link Addresses#destinations(String)}: the
 * first that are learned, and each that differ from those before; an empty list when nobody
 * announces the service any more. Each such change is an {@link Event#DESTINATIONS_CHANGED} too.
 * While no grape answers nothing is published. A repeated watch of the same holder changes nothing.
 * JSON form: {@code {"service", "holder"}}.
 *
 * @param service the name of the service
 * @param holder the ID of the deployment that asks: the watch ends with that deployment. Empty: it
 *     ends with {@link Unwatch}, or with the link
 */
public record Watch(String service, String holder) {
  /** Checks the name; an absent holder is the empty one. */
  public Watch {
    Checks.name("Watch", service);
    holder = holder == null ? "" : holder;
  }

  /** Without a holder. */
  public Watch(String service) {
    this(service, "");
  }

  /** Reads the JSON form. */
  public static Watch fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("Watch", json);
    return new Watch(fields.required("service"), fields.string("holder", ""));
  }

  /** The body of a message: the record, or its JSON form. */
  public static Watch from(Object body) {
    return Records.WATCH.from(body);
  }

  /** The JSON form. */
  public JsonObject toJson() {
    return Records.WATCH.toJson(this);
  }

  void encode(JsonBytes out) {
    out.put('{').field("service").string(service).field("holder").string(holder).put('}');
  }
}
