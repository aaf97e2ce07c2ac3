package io.grenache.vertx.bep44;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A value of BEP 44: found by the hash of itself or, if it is owned, by the hash of its owner's key
 * and its salt. The arrays are not to be changed.
 *
 * @param v the value, bencoded
 * @param owner who may replace it; null for an immutable value
 */
public record Item(byte[] v, Owner owner) {
  /** A value's bytes must be fewer than these. */
  public static final int VALUE_LIMIT = 1000;

  /** A salt has these bytes at most. */
  public static final int MAX_SALT_BYTES = 64;

  /**
   * Who put a mutable value.
   *
   * @param k the Ed25519 public key, 32 bytes
   * @param sig the signature of {@link Item#signed()}, 64 bytes
   * @param salt what tells values of one key apart, up to 64 bytes; may be empty
   * @param seq its number, higher with each replacement
   */
  public record Owner(byte[] k, byte[] sig, byte[] salt, long seq) {}

  /** What it is found by: a SHA-1 in hex, 40 digits. */
  public String hash() {
    return owner == null ? sha1(v) : sha1(owner.k, owner.salt);
  }

  /** What its owner signs. */
  public byte[] signed() {
    return signed(v, owner.salt, owner.seq);
  }

  /**
   * Whether its owner signed it; false for whatever is no key or no signature. Takes up to a
   * millisecond.
   */
  public boolean isSigned() {
    return Signatures.isValid(owner.k, owner.sig, signed());
  }

  /** What is signed: {@code [4:salt<n>:<salt>]3:seqi<seq>e1:v<v>}, lengths in bytes. */
  static byte[] signed(byte[] v, byte[] salt, long seq) {
    Bencode out = new Bencode();
    if (salt.length > 0) {
      out.string(ascii("salt")).string(salt);
    }
    return out.string(ascii("seq")).integer(seq).string(ascii("v")).raw(v).toByteArray();
  }

  /** The SHA-1 of the parts, one behind the other, in hex. */
  public static String sha1(byte[]... parts) {
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

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
