package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;

/**
 * Asks every destination of a service for the same thing. Sent to {@link Addresses#rpcMap()},
 * answered by {@link Replies}; it fails as a whole only if no destination could be asked at all,
 * with {@code ERR_GRAPE_LOOKUP_EMPTY} say. Send it with {@link #delivery()}, as a {@link Request}.
 *
 * <p>JSON form: {@code {"service", "payload", "limit", "timeoutMs", "headers", "idempotencyKey"}}.
 *
 * @param service the name of the service
 * @param payload what is sent
 * @param limit how many destinations are asked, picked at random; null for all
 * @param timeout the whole time allowed, as for a {@link Request}; null for the client's default
 * @param headers reach the handlers of this toolkit's servers
 * @param idempotencyKey lets a handler recognise a repeated call; null for none
 */
public record MapRequest(
    String service,
    Payload payload,
    Integer limit,
    Duration timeout,
    Map<String, String> headers,
    String idempotencyKey) {

  /** Checks the fields and copies the headers. */
  public MapRequest {
    Checks.name("MapRequest", service);
    payload = payload == null ? Payload.NULL : payload;
    Checks.positiveOrAbsent("MapRequest", "limit", limit);
    Checks.positiveOrAbsent("MapRequest", "timeout", timeout);
    headers = Checks.headers("MapRequest", headers);
  }

  /**
   * To all destinations, with the client's defaults.
   *
   * @param payload as {@link Payload#of(Object)} takes it
   */
  public static MapRequest of(String service, Object payload) {
    return new MapRequest(service, Payload.of(payload), null, null, Map.of(), null);
  }

  /** This request to that many destinations; null for all. */
  public MapRequest withLimit(Integer value) {
    return new MapRequest(service, payload, value, timeout, headers, idempotencyKey);
  }

  /** This request with another time allowed. */
  public MapRequest withTimeout(Duration value) {
    return new MapRequest(service, payload, limit, value, headers, idempotencyKey);
  }

  /** This request with other headers. */
  public MapRequest withHeaders(Map<String, String> value) {
    return new MapRequest(service, payload, limit, timeout, value, idempotencyKey);
  }

  /** This request with another idempotency key. */
  public MapRequest withIdempotencyKey(String value) {
    return new MapRequest(service, payload, limit, timeout, headers, value);
  }

  /** Options for sending this request: the bus waits a second longer than the client does. */
  public DeliveryOptions delivery() {
    return Request.delivery(timeout);
  }

  /**
   * Reads the JSON form; a payload that is no {@link Payload} yet is taken as {@link
   * Payload#of(Object)} does.
   */
  public static MapRequest fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("MapRequest", json);
    return new MapRequest(
        fields.required("service"),
        Payload.of(fields.value("payload")),
        fields.integer("limit", null, 1, Integer.MAX_VALUE),
        fields.millis("timeoutMs", null, 1, Checks.MAX_MS),
        fields.stringMap("headers"),
        fields.string("idempotencyKey", null));
  }

  /** The body of a message: the record, or its JSON form. */
  public static MapRequest from(Object body) {
    return Records.MAP_REQUEST.from(body);
  }

  /** The JSON form. */
  public JsonObject toJson() {
    return Records.MAP_REQUEST.toJson(this);
  }

  void encode(JsonBytes out) {
    out.put('{').field("service").string(service);
    payload.encode(out.field("payload"));
    Records.optional(out, "limit", limit);
    Records.optional(out, "timeoutMs", timeout);
    Records.optional(out, "headers", headers);
    Records.optional(out, "idempotencyKey", idempotencyKey);
    out.put('}');
  }
}
