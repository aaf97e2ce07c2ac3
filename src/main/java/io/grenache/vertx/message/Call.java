package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

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
 * @param remaining how long the answer is waited for. {@link #remaining()} counts down from the
 *     moment the call was made or arrived in this process
 * @param headers what a caller of this toolkit sent along
 * @param idempotencyKey the same for every repetition of a call; null if the caller gave none
 * @param sinceNanos when that was, by {@link System#nanoTime()}; of no meaning elsewhere, and in no
 *     JSON form
 */
public record Call(
    String service,
    Payload payload,
    Caller caller,
    Duration remaining,
    Map<String, String> headers,
    String idempotencyKey,
    long sinceNanos) {

  /** Checks the fields and copies the headers. */
  public Call {
    Checks.name("Call", service);
    payload = payload == null ? Payload.NULL : payload;
    caller = caller == null ? new Caller("") : caller;
    Checks.notNegative("Call", "remaining", remaining);
    headers = Checks.headers("Call", headers);
  }

  /** A call whose time runs from now. */
  public Call(
      String service,
      Payload payload,
      Caller caller,
      Duration remaining,
      Map<String, String> headers,
      String idempotencyKey) {
    this(service, payload, caller, remaining, headers, idempotencyKey, System.nanoTime());
  }

  /** How long the answer is still waited for; zero when nobody waits any more. */
  @Override
  public Duration remaining() {
    Duration left = remaining.minusNanos(System.nanoTime() - sinceNanos);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Whether nobody waits for the answer any more. A call that said no time never expires. */
  public boolean isExpired() {
    return !remaining.isZero() && System.nanoTime() - sinceNanos >= remaining.toNanos();
  }

  /** Calls are equal whenever they were made. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Call that
        && service.equals(that.service)
        && payload.equals(that.payload)
        && caller.equals(that.caller)
        && remaining.equals(that.remaining)
        && headers.equals(that.headers)
        && Objects.equals(idempotencyKey, that.idempotencyKey);
  }

  @Override
  public int hashCode() {
    return Objects.hash(service, payload, caller, remaining, headers, idempotencyKey);
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
