package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;

/**
 * The answer to a {@link Request}. JSON form: {@code {"result", "destination": "host:port"}}.
 *
 * @param result what the handler answered
 * @param destination who answered; null if unknown
 */
public record Reply(Payload result, Destination destination) {
  /** An absent result is JSON's {@code null}. */
  public Reply {
    result = result == null ? Payload.NULL : result;
  }

  /** Reads the JSON form. */
  public static Reply fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("Reply", json);
    String destination = fields.string("destination", null);
    return new Reply(
        Payload.of(fields.value("result")),
        destination == null ? null : Destination.parse(destination));
  }

  /** The JSON form. */
  public JsonObject toJson() {
    return Records.REPLY.toJson(this);
  }

  void encode(JsonBytes out) {
    result.encode(out.put('{').field("result"));
    Records.optional(out, "destination", destination == null ? null : destination.toString());
    out.put('}');
  }
}
