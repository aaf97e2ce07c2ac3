package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/**
 * What became of one destination's part of a {@link MapRequest}: a result, or a failure. JSON form:
 * {@code {"destination": "host:port", "result"}} or {@code {"destination", "error": "ERR_…",
 * "message"}}.
 *
 * @param destination who was asked
 * @param result what it answered; null if it failed
 * @param failure how it failed; null if there is a result
 * @param message the failure's text: of {@code ERR_APPLICATION} the handler's own, of others for
 *     people; null if there is a result
 */
public record Outcome(Destination destination, Payload result, Failure failure, String message) {
  /** A result or a failure, never both; an absent text is the failure's name. */
  public Outcome {
    if (destination == null) {
      throw new IllegalArgumentException("Outcome[destination must be there]");
    }
    if (failure == null) {
      result = result == null ? Payload.NULL : result;
      if (message != null) {
        throw new IllegalArgumentException("Outcome[message must be absent with a result]");
      }
    } else {
      message = message == null || message.isEmpty() ? failure.name() : message;
      if (result != null) {
        throw new IllegalArgumentException("Outcome[result must be absent with a failure]");
      }
    }
  }

  /** A destination that answered. */
  public static Outcome of(Destination destination, Payload result) {
    return new Outcome(destination, result, null, null);
  }

  /** A destination that failed, in the words of the table: {@link Failure#of(Throwable)}. */
  public static Outcome failed(Destination destination, Throwable cause) {
    return new Outcome(destination, null, Failure.of(cause), Failure.text(cause));
  }

  /** Whether there is a result. */
  public boolean succeeded() {
    return failure == null;
  }

  /** Reads the JSON form. */
  public static Outcome fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("Outcome", json);
    Destination destination = Destination.parse(fields.required("destination"));
    String error = fields.string("error", null);
    return error == null
        ? of(destination, Payload.of(fields.value("result")))
        : new Outcome(destination, null, Failure.named(error), fields.string("message", null));
  }

  /** The JSON form. */
  public JsonObject toJson() {
    return Payload.recordTree(bytes());
  }

  /** The JSON form as a text in which the result stands as it came. */
  public String toText() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  private byte[] bytes() {
    JsonBytes out = new JsonBytes(128);
    encode(out);
    return out.toByteArray();
  }

  void encode(JsonBytes out) {
    out.put('{').field("destination").string(destination.toString());
    if (failure == null) {
      result.encode(out.field("result"));
    } else {
      out.field("error").string(failure.name()).field("message").string(message);
    }
    out.put('}');
  }
}
