package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;

/**
 * What a handler gets: a request that came over the wire. Sent to {@link
 * Addresses#service(String)}. A handler replies with a String, Number, Boolean, JsonObject,
 * JsonArray, {@link Payload} or null, or fails with a text of its own, which the caller gets as
 * {@code ERR_APPLICATION}. JSON form: {@code {"service", "payload", "caller", "remainingMs",
 * "headers", "idempotencyKey"}}.
 *
 * @param service the name of the service
 * @param payload what the caller sent
 * @param caller who called
 * @param remaining how long the answer is waited for, as of the moment the server sent this call
 * @param headers what a caller of this toolkit sent along
 * @param idempotencyKey the same for every repetition of a call; null if the caller gave none
 */
public record Call(
    String service,
    Payload payload,
    Caller caller,
    Duration remaining,
    Map<String, String> headers,
    String idempotencyKey) {

  /** Checks the fields and copies the headers. */
  public Call {
    Checks.name("Call", service);
    payload = payload == null ? Payload.NULL : payload;
    caller = caller == null ? new Caller("") : caller;
    Checks.notNegative("Call", "remaining", remaining);
    headers = Checks.headers("Call", headers);
  }

  /** Reads the JSON form. */
  public static Call fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("Call", json);
    return new Call(
        fields.required("service"),
        Payload.of(fields.value("payload")),
        Caller.fromJson(fields.object("caller", new JsonObject())),
        fields.millis("remainingMs", Duration.ZERO, 0, Checks.MAX_MS),
        fields.stringMap("headers"),
        fields.string("idempotencyKey", null));
  }

  /** The body of a message: the record, or its JSON form. */
  public static Call from(Object body) {
    return Records.CALL.from(body);
  }

  /** The JSON form. */
  public JsonObject toJson() {
    return Records.CALL.toJson(this);
  }

  void encode(JsonBytes out) {
    out.put('{').field("service").string(service);
    payload.encode(out.field("payload"));
    caller.encode(out.field("caller"));
    out.field("remainingMs").number(remaining.toMillis());
    Records.optional(out, "headers", headers);
    Records.optional(out, "idempotencyKey", idempotencyKey);
    out.put('}');
  }
}
