package io.grenache.vertx.message;

import io.grenache.vertx.bep44.Bencode;
import io.grenache.vertx.bep44.Item;
import io.grenache.vertx.bep44.SigningKey;
import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Asks the link to put a signed value to the grapes (BEP 44, mutable), in place of one of the same
 * key and salt with a lower number. Sent to {@link Addresses#put()}, answered by {@link Stored},
 * whose hash is that of the key and the salt, whatever the value.
 *
 * <p>It is signed where the private key is: {@link #sign} makes one in the sender's process, and
 * the signature alone travels. There is no message that carries a private key, since an event bus
 * may be clustered, and what is on it may be logged by others.
 *
 * <p>Fails with {@code ERR_PAYLOAD_TOO_LARGE} if the value has 1000 bytes of UTF-8 or more or the
 * salt more than 64, {@code ERR_BAD_SIGNATURE} if the signature is not the key's for this, all
 * before a grape is asked; with {@code ERR_SEQ} if a value with this number or a higher one is
 * stored, {@code ERR_CAS} if the one stored does not have the number that was to be replaced,
 * {@code ERR_GRAPE} if no grape took it (one that Node.js runs by its command line takes no mutable
 * values), {@code ERR_OVERLOADED}. Time is as {@link Put} has it.
 *
 * <p>JSON form: {@code {"value", "seq", "publicKey", "signature", "salt", "cas"}}.
 *
 * @param value a text, below 1000 bytes in UTF-8
 * @param seq its number, 0 to 2<sup>53</sup>−1, higher with each replacement
 * @param publicKey the Ed25519 public key, 64 hex digits
 * @param signature what the key signed: salt, number and value; 128 hex digits
 * @param salt tells values of one key apart, up to 64 bytes in UTF-8; empty for none
 * @param cas the number that the stored value must have to be replaced; null if it does not matter.
 *     It is not signed
 */
public record PutMutable(
    String value, long seq, String publicKey, String signature, String salt, Long cas) {
  /** Checks the fields; an absent salt is the empty one. */
  public PutMutable {
    Checks.text("PutMutable", "value", value);
    Checks.number("PutMutable", "seq", seq);
    publicKey = Checks.hex("PutMutable", "publicKey", publicKey, 64);
    signature = Checks.hex("PutMutable", "signature", signature, 128);
    salt = salt == null ? "" : salt;
    Checks.text("PutMutable", "salt", salt);
    if (cas != null) {
      Checks.number("PutMutable", "cas", cas);
    }
  }

  /** Signs a value without a salt, whatever it replaces. Takes up to a millisecond. */
  public static PutMutable sign(SigningKey key, String value, long seq) {
    return sign(key, value, seq, "", null);
  }

  /**
   * Signs a value. Takes up to a millisecond.
   *
   * @param key stays in this process
   * @param salt may be empty
   * @param cas may be null
   */
  public static PutMutable sign(SigningKey key, String value, long seq, String salt, Long cas) {
    Checks.text("PutMutable", "value", value);
    Checks.text("PutMutable", "salt", salt);
    Item.Owner owner = key.sign(Bencode.text(value), utf8(salt), seq).owner();
    HexFormat hex = HexFormat.of();
    return new PutMutable(
        value, seq, hex.formatHex(owner.k()), hex.formatHex(owner.sig()), salt, cas);
  }

  /** Reads the JSON form. */
  public static PutMutable fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("PutMutable", json);
    if (fields.value("seq") == null) {
      throw fields.wrong("seq", "a whole number", null);
    }
    return new PutMutable(
        fields.string("value", null),
        fields.longInteger("seq", 0L, 0, Checks.MAX_NUMBER),
        fields.string("publicKey", null),
        fields.string("signature", null),
        fields.string("salt", ""),
        fields.longInteger("cas", null, 0, Checks.MAX_NUMBER));
  }

  /** The body of a message: the record, or its JSON form. */
  public static PutMutable from(Object body) {
    return Records.PUT_MUTABLE.from(body);
  }

  /** What is stored, and under which hash. */
  public Item item() {
    return new Item(Bencode.text(value), owner(publicKey, signature, salt, seq));
  }

  /** The JSON form. */
  public JsonObject toJson() {
    return Records.PUT_MUTABLE.toJson(this);
  }

  void encode(JsonBytes out) {
    out.put('{').field("value").string(value).field("seq").number(seq);
    out.field("publicKey").string(publicKey).field("signature").string(signature);
    Records.optional(out, "salt", salt.isEmpty() ? null : salt);
    if (cas != null) {
      out.field("cas").number(cas);
    }
    out.put('}');
  }

  static Item.Owner owner(String publicKey, String signature, String salt, long seq) {
    HexFormat hex = HexFormat.of();
    return new Item.Owner(hex.parseHex(publicKey), hex.parseHex(signature), utf8(salt), seq);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
