package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;

/**
 * The answer to a {@link MapRequest}. JSON form: {@code {"replies": [{"destination", "result"} or
 * {"destination", "error", "message"}]}}.
 *
 * @param replies an outcome for each destination asked
 */
public record Replies(List<Outcome> replies) {
  /** Copies the list. */
  public Replies {
    if (replies == null || replies.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException("Replies[replies must be a list without null]");
    }
    replies = List.copyOf(replies);
  }

  /** Reads the JSON form. */
  public static Replies fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("Replies", json);
    return new Replies(
        fields.array("replies", new JsonArray()).stream()
            .map(
                entry -> {
                  if (entry instanceof JsonObject outcome) {
                    return Outcome.fromJson(outcome);
                  }
                  throw fields.wrong("replies", "an array of objects", entry);
                })
            .toList());
  }

  /** The JSON form. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("replies", new JsonArray(replies.stream().map(Outcome::toJson).toList()));
  }

  void encode(JsonBytes out) {
    out.put('{').field("replies").put('[');
    for (int i = 0; i < replies.size(); i++) {
      if (i > 0) {
        out.put(',');
      }
      replies.get(i).encode(out);
    }
    out.put(']').put('}');
  }
}
