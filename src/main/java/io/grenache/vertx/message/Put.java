package io.grenache.vertx.message;

import io.grenache.vertx.bep44.Bencode;
import io.grenache.vertx.bep44.Item;
import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;

/**
 * Asks the link to put a value that never changes to the grapes (BEP 44, immutable). Sent to {@link
 * Addresses#put()}, answered by {@link Stored}, whose hash is the value's own: the same value put
 * again is stored under the same hash. Fails with {@code ERR_PAYLOAD_TOO_LARGE} if the value has
 * 1000 bytes of UTF-8 or more, {@code ERR_GRAPE} if no grape took it, {@code ERR_OVERLOADED}.
 *
 * <p>A link with many grapes may take longer than the 30 s after which the bus gives a sender up:
 * each grape has the link's {@code announceTimeoutMs}. JSON form: {@code {"value"}}.
 *
 * @param value a text, below 1000 bytes in UTF-8; grapes keep it for hours, so whoever needs it
 *     longer puts it again
 */
public record Put(String value) {
  /** Refuses what is no well-formed text. */
  public Put {
    Checks.text("Put", "value", value);
  }

  /** Reads the JSON form. */
  public static Put fromJson(JsonObject json) {
    return new Put(new JsonFields("Put", json).string("value", null));
  }

  /** The body of a message: the record, or its JSON form. */
  public static Put from(Object body) {
    return Records.PUT.from(body);
  }

  /** What is stored, and under which hash. */
  public Item item() {
    return new Item(Bencode.text(value), null);
  }

  /** The JSON form. */
  public JsonObject toJson() {
    return Records.PUT.toJson(this);
  }

  void encode(JsonBytes out) {
    out.put('{').field("value").string(value).put('}');
  }
}
