package io.grenache.vertx.grape;

import com.fasterxml.jackson.databind.JsonNode;
import io.grenache.vertx.bep44.Item;
import io.grenache.vertx.bep44.Signatures;

/**
 * A put as it was asked for, checked in the reference's order, so that of several faults the same
 * one is named. The signature is not checked here.
 *
 * @param item what to store
 * @param cas the number that the stored value must have; null if it does not matter
 */
record PutRequest(Item item, Long cas) {
  private static final byte[] NONE = {};

  /**
   * @param data a text, or {@code {"v", "k"?, "sig"?, "seq"?, "salt"?, "cas"?}}
   * @throws Refusal it cannot be put
   */
  static PutRequest of(JsonNode data) throws Refusal {
    if (data.isMissingNode() || data.isNull()) {
      throw new Refusal(Answer.INVALID);
    }
    boolean mutable = !JsonInput.isFalsy(data.get("k"));
    byte[] k = mutable ? JsonInput.bytes(data.get("k"), true) : NONE;
    byte[] sig = mutable ? optional(data.get("sig"), true) : null;
    byte[] salt = mutable ? optional(data.get("salt"), false) : null;
    JsonNode v = data.isTextual() ? data : data.get("v");
    if (v == null || v.isNull()) {
      throw new Refusal("opts.v not given");
    }
    byte[] encoded = JsonValues.encode(v);
    Item.Owner owner = null;
    Long cas = null;
    if (mutable) {
      cas = cas(data.get("cas"));
      owner = owner(k, sig, salt == null ? NONE : salt, data.get("seq"));
    }
    // the reference's nodes take a 0 for no value at all
    if (encoded.length == 3 && encoded[0] == 'i' && encoded[1] == '0') {
      throw new Refusal(Answer.ALL_FAILED);
    }
    return new PutRequest(new Item(encoded, owner), cas);
  }

  private static Item.Owner owner(byte[] k, byte[] sig, byte[] salt, JsonNode seq) throws Refusal {
    if (k.length != Signatures.KEY_BYTES) {
      throw new Refusal("opts.k ed25519 public key must be 32 bytes");
    }
    if (sig == null) {
      throw new Refusal("opts.sign function or options.sig signature is required for mutable put");
    }
    if (salt.length > Item.MAX_SALT_BYTES) {
      throw new Refusal("opts.salt is > 64 bytes long");
    }
    if (seq == null) {
      throw new Refusal("opts.seq not provided for a mutable update");
    }
    if (!seq.isNumber()) {
      throw new Refusal("opts.seq not an integer");
    }
    return new Item.Owner(k, sig, salt, JsonInput.whole(seq));
  }

  private static Long cas(JsonNode cas) throws Refusal {
    if (cas == null) {
      return null;
    }
    if (!cas.isNumber()) {
      throw new Refusal("opts.cas must be an integer if provided");
    }
    return JsonInput.whole(cas);
  }

  private static byte[] optional(JsonNode node, boolean isHex) throws Refusal {
    return JsonInput.isFalsy(node) ? null : JsonInput.bytes(node, isHex);
  }
}
