package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;

/**
 * Asks the link for a value that somebody put. Sent to {@link Addresses#get()}, answered by {@link
 * Value} once it is verified: a grape may answer what it likes. Fails with {@code ERR_NOT_FOUND} if
 * nothing is stored, {@code ERR_BAD_SIGNATURE} if what grapes answered is signed wrongly, {@code
 * ERR_GRAPE} if they answered something else or nothing, {@code ERR_PAYLOAD_TOO_LARGE} if the salt
 * has more than 64 bytes, {@code ERR_OVERLOADED}. Time is as {@link Put} has it.
 *
 * <p>Only texts can be verified: grapes answer numbers and lists, which other peers may put, in a
 * form that does not tell what was stored. JSON form: {@code {"hash", "salt"}}.
 *
 * @param hash what the value is found by, 40 hex digits
 * @param salt the salt it was put with, up to 64 bytes in UTF-8; empty for none. Without it a
 *     salted value is not found
 */
public record Get(String hash, String salt) {
  /** Checks the fields; an absent salt is the empty one. */
  public Get {
    hash = Checks.hex("Get", "hash", hash, 40);
    salt = salt == null ? "" : salt;
    Checks.text("Get", "salt", salt);
  }

  /** Without a salt. */
  public Get(String hash) {
    this(hash, "");
  }

  /** Reads the JSON form. */
  public static Get fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("Get", json);
    return new Get(fields.string("hash", null), fields.string("salt", ""));
  }

  /** The body of a message: the record, or its JSON form. */
  public static Get from(Object body) {
    return Records.GET.from(body);
  }

  /** The JSON form. */
  public JsonObject toJson() {
    return Records.GET.toJson(this);
  }

  void encode(JsonBytes out) {
    out.put('{').field("hash").string(hash);
    Records.optional(out, "salt", salt.isEmpty() ? null : salt);
    out.put('}');
  }
}
