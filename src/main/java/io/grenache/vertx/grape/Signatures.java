package io.grenache.vertx.grape;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** Ed25519 (RFC 8032) with raw keys, as BEP 44 has them. Takes up to a millisecond a check. */
final class Signatures {
  static final int KEY_BYTES = 32;
  static final int SIGNATURE_BYTES = 64;

  // what makes a raw key the X.509 form that the JDK reads (RFC 8410)
  private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private Signatures() {}

  /** Whether the signature is the key's for the message; false for whatever is no key. */
  static boolean isValid(byte[] key, byte[] signature, byte[] message) {
    if (key.length != KEY_BYTES || signature.length != SIGNATURE_BYTES) {
      return false;
    }
    byte[] encoded = new byte[PREFIX.length + key.length];
    System.arraycopy(PREFIX, 0, encoded, 0, PREFIX.length);
    System.arraycopy(key, 0, encoded, PREFIX.length, key.length);
    try {
      PublicKey publicKey =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(publicKey);
      check.update(message);
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
