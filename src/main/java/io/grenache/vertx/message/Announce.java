package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;

/**
 * Asks the link to announce a service and to keep announcing it. Sent to {@link
 * Addresses#announce()} within the process that listens, since a grape stores the address that the
 * announcement comes from; answered with {@code null} once a grape took it. Fails with {@code
 * ERR_GRAPE} if none did; the link goes on trying. A repeated announce of the same holder changes
 * nothing. JSON form: {@code {"service", "port", "holder"}}.
 *
 * @param service the name of the service
 * @param port the TCP port it listens on, 1 to 65535
 * @param holder the ID of the deployment that asks: the announcement ends with that deployment.
 *     Empty: it ends when it is withdrawn, or with the link
 */
public record Announce(String service, int port, String holder) {
  /** Checks the fields; an absent holder is the empty one. */
  public Announce {
    Checks.name("Announce", service);
    Checks.port("Announce", port);
    holder = holder == null ? "" : holder;
  }

  /** Without a holder. */
  public Announce(String service, int port) {
    this(service, port, "");
  }

  /** Reads the JSON form. */
  public static Announce fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("Announce", json);
    return new Announce(
        fields.required("service"),
        fields.integer("port", 0, 0, 65535),
        fields.string("holder", ""));
  }

  /** The body of a message: the record, or its JSON form. */
  public static Announce from(Object body) {
    return Records.ANNOUNCE.from(body);
  }

  /** The JSON form. */
  public JsonObject toJson() {
    return Records.ANNOUNCE.toJson(this);
  }

  void encode(JsonBytes out) {
    out.put('{')
        .field("service")
        .string(service)
        .field("port")
        .number(port)
        .field("holder")
        .string(holder)
        .put('}');
  }
}
