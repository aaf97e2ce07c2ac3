package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;

/**
 * The answer to {@link Put} and {@link PutMutable}: a grape took the value. JSON form: {@code
 * {"hash"}}.
 *
 * @param hash what the value is got by, 40 hex digits
 */
public record Stored(String hash) {
  /** Refuses what is no hash. */
  public Stored {
    hash = Checks.hex("Stored", "hash", hash, 40);
  }

  /** Reads the JSON form. */
  public static Stored fromJson(JsonObject json) {
    return new Stored(new JsonFields("Stored", json).string("hash", null));
  }

  /** The JSON form. */
  public JsonObject toJson() {
    return Records.STORED.toJson(this);
  }

  void encode(JsonBytes out) {
    out.put('{').field("hash").string(hash).put('}');
  }
}
