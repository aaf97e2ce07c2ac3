package io.grenache.vertx.bep44;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Ed25519 (RFC 8032) with raw keys, as BEP 44 has them. */
public final class Signatures {
  /** The bytes of a public key. */
  public static final int KEY_BYTES = 32;

  /** The bytes of a signature. */
  public static final int SIGNATURE_BYTES = 64;

  static final String ALGORITHM = "Ed25519";

  // what makes a raw key the X.509 form that the JDK reads (RFC 8410)
  private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private Signatures() {}

  /**
   * Whether the signature is the key's for the message; false for whatever is no key. Takes up to a
   * millisecond.
   */
  public static boolean isValid(byte[] key, byte[] signature, byte[] message) {
    if (key.length != KEY_BYTES || signature.length != SIGNATURE_BYTES) {
      return false;
    }
    byte[] encoded = Arrays.copyOf(PREFIX, PREFIX.length + KEY_BYTES);
    System.arraycopy(key, 0, encoded, PREFIX.length, KEY_BYTES);
    try {
      PublicKey publicKey =
          KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
      Signature check = Signature.getInstance(ALGORITHM);
      check.initVerify(publicKey);
      check.update(message);
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /**
   * The raw form of a public key.
   *
   * @throws IllegalArgumentException it is no Ed25519 key
   */
  static byte[] raw(PublicKey key) {
    byte[] encoded = key.getEncoded();
    if (encoded == null
        || encoded.length != PREFIX.length + KEY_BYTES
        || !Arrays.equals(encoded, 0, PREFIX.length, PREFIX, 0, PREFIX.length)) {
      throw new IllegalArgumentException("SigningKey[the public key must be an Ed25519 key]");
    }
    return Arrays.copyOfRange(encoded, PREFIX.length, encoded.length);
  }
}
