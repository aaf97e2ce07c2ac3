package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;

/**
 * Takes an {@link Announce} of the same holder back. Sent to {@link Addresses#withdraw()}, answered
 * with {@code null}. The service is no longer announced once its last holder took it back; what
 * grapes know runs out by itself, within 160 s. Withdrawing what was not announced changes nothing.
 * JSON form: {@code {"service", "port", "holder"}}.
 *
 * @param service the name of the service
 * @param port the TCP port it listens on, 1 to 65535
 * @param holder the ID of the deployment that asks: the announcement ends with that deployment.
 *     Empty: it ends when it is withdrawn, or with the link
 */
public record Withdraw(String service, int port, String holder) {
  /** Checks the fields; an absent holder is the empty one. */
  public Withdraw {
    Checks.name("Withdraw", service);
    Checks.port("Withdraw", port);
    holder = holder == null ? "" : holder;
  }

  /** Without a holder. */
  public Withdraw(String service, int port) {
    this(service, port, "");
  }

  /** Reads the JSON form. */
  public static Withdraw fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("Withdraw", json);
    return new Withdraw(
        fields.required("service"),
        fields.integer("port", 0, 0, 65535),
        fields.string("holder", ""));
  }

  /** The body of a message: the record, or its JSON form. */
  public static Withdraw from(Object body) {
    return Records.WITHDRAW.from(body);
  }

  /** The JSON form. */
  public JsonObject toJson() {
    return Records.WITHDRAW.toJson(this);
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
