package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;

/**
 * Takes one {@link Subscribe} of the same holder back. Sent to {@link Addresses#unsubscribe()}
 * within the process, answered with {@code null}: once the last subscription to a channel was taken
 * back, when its sockets have closed. Taking back what was not asked for changes nothing. JSON
 * form: {@code {"channel", "holder"}}.
 *
 * @param channel the name of the channel
 * @param holder the ID of the deployment that asked, or empty
 */
public record Unsubscribe(String channel, String holder) {
  /** Checks the name; an absent holder is the empty one. */
  public Unsubscribe {
    Checks.name("Unsubscribe", "channel", channel);
    holder = holder == null ? "" : holder;
  }

  /** Without a holder. */
  public Unsubscribe(String channel) {
    this(channel, "");
  }

  /** Reads the JSON form. */
  public static Unsubscribe fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("Unsubscribe", json);
    return new Unsubscribe(fields.required("channel"), fields.string("holder", ""));
  }

  /** The body of a message: the record, or its JSON form. */
  public static Unsubscribe from(Object body) {
    return Records.UNSUBSCRIBE.from(body);
  }

  /** The JSON form. */
  public JsonObject toJson() {
    return Records.UNSUBSCRIBE.toJson(this);
  }

  void encode(JsonBytes out) {
    out.put('{').field("channel").string(channel).field("holder").string(holder).put('}');
  }
}
