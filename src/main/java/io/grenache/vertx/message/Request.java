package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;

/**
 * Asks a service for something. Sent to {@link Addresses#rpcRequest()}, answered by {@link Reply}.
 * Send it with {@link #delivery()}: the event bus gives a sender up after 30 s by itself, whatever
 * the request's own time is.
 *
 * <p>JSON form: {@code {"service", "payload", "timeoutMs", "attempts", "idempotencyKey",
 * "affinity", "maxActiveKeyDests", "maxActiveDestTransports", "hedgeAfterMs", "headers"}}. A field
 * that is {@code null} has the client's own default.
 *
 * @param service the name of the service
 * @param payload what is sent
 * @param timeout the whole time allowed, from arrival at the client: lookup, connecting and waiting
 *     included
 * @param attempts how often the call may be written to a socket
 * @param idempotencyKey lets a handler recognise a repeated call
 * @param affinity requests of the same affinity go to the same destination while it lives
 * @param maxActiveKeyDests destinations of the service in use at a time
 * @param maxActiveDestTransports sockets to a destination at a time
 * @param hedgeAfter when a second call goes to another destination, and the first answer wins;
 *     needs an idempotency key, since two handlers may see the call
 * @param headers reach the handlers of this toolkit's servers
 */
public record Request(
    String service,
    Payload payload,
    Duration timeout,
    Integer attempts,
    String idempotencyKey,
    String affinity,
    Integer maxActiveKeyDests,
    Integer maxActiveDestTransports,
    Duration hedgeAfter,
    Map<String, String> headers) {

  /**
   * The time allowed where neither the request nor the client's options say another: the
   * reference's default.
   */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

  /** Checks the fields and copies the headers. */
  public Request {
    Checks.name("Request", service);
    payload = payload == null ? Payload.NULL : payload;
    Checks.positiveOrAbsent("Request", "timeout", timeout);
    Checks.positiveOrAbsent("Request", "attempts", attempts);
    Checks.positiveOrAbsent("Request", "maxActiveKeyDests", maxActiveKeyDests);
    Checks.positiveOrAbsent("Request", "maxActiveDestTransports", maxActiveDestTransports);
    Checks.positiveOrAbsent("Request", "hedgeAfter", hedgeAfter);
    headers = Checks.headers("Request", headers);
    if (hedgeAfter != null && idempotencyKey == null) {
      throw new IllegalArgumentException(
          "Request[hedgeAfter "
              + hedgeAfter
              + " needs an idempotencyKey, since two handlers may see the call]");
    }
  }

  /**
   * A request with the client's defaults.
   *
   * @param payload as {@link Payload#of(Object)} takes it
   */
  public static Request of(String service, Object payload) {
    return new Request(
        service, Payload.of(payload), null, null, null, null, null, null, null, Map.of());
  }

  /** This request with another time allowed. */
  public Request withTimeout(Duration value) {
    return new Request(
        service,
        payload,
        value,
        attempts,
        idempotencyKey,
        affinity,
        maxActiveKeyDests,
        maxActiveDestTransports,
        hedgeAfter,
        headers);
  }

  /** This request with other headers. */
  public Request withHeaders(Map<String, String> value) {
    return new Request(
        service,
        payload,
        timeout,
        attempts,
        idempotencyKey,
        affinity,
        maxActiveKeyDests,
        maxActiveDestTransports,
        hedgeAfter,
        value);
  }

  /** This request with another idempotency key. */
  public Request withIdempotencyKey(String value) {
    return new Request(
        service,
        payload,
        timeout,
        attempts,
        value,
        affinity,
        maxActiveKeyDests,
        maxActiveDestTransports,
        hedgeAfter,
        headers);
  }

  /** This request with another number of attempts. */
  public Request withAttempts(Integer value) {
    return new Request(
        service,
        payload,
        timeout,
        value,
        idempotencyKey,
        affinity,
        maxActiveKeyDests,
        maxActiveDestTransports,
        hedgeAfter,
        headers);
  }

  /** This request with another affinity. */
  public Request withAffinity(String value) {
    return new Request(
        service,
        payload,
        timeout,
        attempts,
        idempotencyKey,
        value,
        maxActiveKeyDests,
        maxActiveDestTransports,
        hedgeAfter,
        headers);
  }

  /** This request with another cap on destinations. */
  public Request withMaxActiveKeyDests(Integer value) {
    return new Request(
        service,
        payload,
        timeout,
        attempts,
        idempotencyKey,
        affinity,
        value,
        maxActiveDestTransports,
        hedgeAfter,
        headers);
  }

  /** This request with another cap on sockets to a destination. */
  public Request withMaxActiveDestTransports(Integer value) {
    return new Request(
        service,
        payload,
        timeout,
        attempts,
        idempotencyKey,
        affinity,
        maxActiveKeyDests,
        value,
        hedgeAfter,
        headers);
  }

  /** This request with another hedge; set the idempotency key before. */
  public Request withHedgeAfter(Duration value) {
    return new Request(
        service,
        payload,
        timeout,
        attempts,
        idempotencyKey,
        affinity,
        maxActiveKeyDests,
        maxActiveDestTransports,
        value,
        headers);
  }

  /** Options for sending this request: the bus waits a second longer than the client does. */
  public DeliveryOptions delivery() {
    return delivery(timeout);
  }

  static DeliveryOptions delivery(Duration timeout) {
    Duration wait = timeout == null ? DEFAULT_TIMEOUT : timeout;
    return new DeliveryOptions().setSendTimeout(wait.toMillis() + 1000);
  }

  /**
   * Reads the JSON form; a payload that is no {@link Payload} yet is taken as {@link
   * Payload#of(Object)} does.
   */
  public static Request fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("Request", json);
    return new Request(
        fields.required("service"),
        Payload.of(fields.value("payload")),
        fields.millis("timeoutMs", null, 1, Checks.MAX_MS),
        fields.integer("attempts", null, 1, Integer.MAX_VALUE),
        fields.string("idempotencyKey", null),
        fields.string("affinity", null),
        fields.integer("maxActiveKeyDests", null, 1, Integer.MAX_VALUE),
        fields.integer("maxActiveDestTransports", null, 1, Integer.MAX_VALUE),
        fields.millis("hedgeAfterMs", null, 1, Checks.MAX_MS),
        fields.stringMap("headers"));
  }

  /** The body of a message: the record, or its JSON form. */
  public static Request from(Object body) {
    return Records.REQUEST.from(body);
  }

  /** The JSON form. */
  public JsonObject toJson() {
    return Records.REQUEST.toJson(this);
  }

  void encode(JsonBytes out) {
    out.put('{').field("service").string(service);
    payload.encode(out.field("payload"));
    Records.optional(out, "timeoutMs", timeout);
    Records.optional(out, "attempts", attempts);
    Records.optional(out, "idempotencyKey", idempotencyKey);
    Records.optional(out, "affinity", affinity);
    Records.optional(out, "maxActiveKeyDests", maxActiveKeyDests);
    Records.optional(out, "maxActiveDestTransports", maxActiveDestTransports);
    Records.optional(out, "hedgeAfterMs", hedgeAfter);
    Records.optional(out, "headers", headers);
    out.put('}');
  }
}
