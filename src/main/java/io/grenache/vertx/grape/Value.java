package io.grenache.vertx.grape;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A value of BEP 44: found by the hash of itself or, if it is owned, by the hash of its owner's key
 * and its salt.
 *
 * @param v the value, bencoded
 * @param owner who may replace it; null for an immutable value
 */
record Value(byte[] v, Owner owner) {
  /** A value's bytes must be fewer than these. */
  static final int MAX_BYTES = 1000;

  /**
   * Who put a mutable value.
   *
   * @param k the Ed25519 public key, 32 bytes
   * @param sig the signature of {@link Value#signed()}; checked before it is stored
   * @param salt what tells values of one key apart, up to 64 bytes; may be empty
   * @param seq its number, higher with each replacement
   */
  record Owner(byte[] k, byte[] sig, byte[] salt, long seq) {}

  /** What it is found by: a SHA-1 in hex. */
  String hash() {
    return owner == null ? sha1(v) : sha1(owner.k, owner.salt);
  }

  /** What the owner signs: {@code [4:salt<n>:<salt>]3:seqi<seq>e1:v<v>}, lengths in bytes. */
  byte[] signed() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(v.length + 128);
    if (owner.salt.length > 0) {
      out.writeBytes("4:salt".getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(Bencode.string(owner.salt));
    }
    out.writeBytes(("3:seqi" + owner.seq + "e1:v").getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(v);
    return out.toByteArray();
  }

  /** The SHA-1 of the parts, one behind the other, in hex. */
  static String sha1(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
