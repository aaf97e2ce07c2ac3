package io.grenache.vertx.message;

import io.grenache.vertx.bep44.Bencode;
import io.grenache.vertx.bep44.Item;
import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;

/**
 * The answer to {@link Get}: what is stored, verified by the link. That a mutable value is the
 * newest one cannot be verified: a grape may hold, or show, an older one. JSON form: {@code
 * {"value", "publicKey", "seq", "salt", "signature"}}.
 *
 * @param value the text that was put
 * @param publicKey whose mutable value it is, an Ed25519 public key in 64 hex digits; null if it is
 *     immutable
 * @param seq its number; null if it is immutable
 * @param salt the salt it was put with; empty if there was none
 * @param signature what the key signed, 128 hex digits; null if it is immutable
 */
public record Value(String value, String publicKey, Long seq, String salt, String signature) {
  /** Checks the fields: an owner has a key, a number and a signature. */
  public Value {
    Checks.text("Value", "value", value);
    salt = salt == null ? "" : salt;
    Checks.text("Value", "salt", salt);
    if (publicKey == null ? seq != null || signature != null || !salt.isEmpty() : seq == null) {
      throw new IllegalArgumentException(
          "Value[publicKey, seq and signature must be given together, and salt with them]");
    }
    if (publicKey != null) {
      publicKey = Checks.hex("Value", "publicKey", publicKey, 64);
      signature = Checks.hex("Value", "signature", signature, 128);
    }
  }

  /** An immutable one. */
  public Value(String value) {
    this(value, null, null, "", null);
  }

  /** Whether its owner may replace it. */
  public boolean isMutable() {
    return publicKey != null;
  }

  /** Reads the JSON form. */
  public static Value fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("Value", json);
    return new Value(
        fields.string("value", null),
        fields.string("publicKey", null),
        fields.longInteger("seq", null, -Checks.MAX_NUMBER, Checks.MAX_NUMBER),
        fields.string("salt", ""),
        fields.string("signature", null));
  }

  /** What is stored, and under which hash. */
  public Item item() {
    return new Item(
        Bencode.text(value),
        isMutable() ? PutMutable.owner(publicKey, signature, salt, seq) : null);
  }

  /** The JSON form. */
  public JsonObject toJson() {
    return Records.VALUE.toJson(this);
  }

  void encode(JsonBytes out) {
    out.put('{').field("value").string(value);
    Records.optional(out, "publicKey", publicKey);
    if (seq != null) {
      out.field("seq").number(seq);
    }
    Records.optional(out, "salt", salt.isEmpty() ? null : salt);
    Records.optional(out, "signature", signature);
    out.put('}');
  }
}
