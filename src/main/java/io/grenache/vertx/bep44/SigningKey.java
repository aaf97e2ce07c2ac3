package io.grenache.vertx.bep44;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An Ed25519 key pair that signs values in the process that has it. It has no codec and no JSON
 * form, and its text shows the public half alone.
 */
public final class SigningKey {
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final int PEM_LINE = 64;

  private final PrivateKey privateKey;
  private final byte[] publicKey;

  private SigningKey(KeyPair pair) {
    privateKey = pair.getPrivate();
    publicKey = Signatures.raw(pair.getPublic());
    byte[] probe = {1};
    if (!Signatures.isValid(publicKey, sign(probe), probe)) {
      throw new IllegalArgumentException("SigningKey[the two keys must belong together]");
    }
  }

  /** A new one. */
  public static SigningKey generate() {
    try {
      return new SigningKey(KeyPairGenerator.getInstance(Signatures.ALGORITHM).generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform from 15 on has Ed25519", e);
    }
  }

  /**
   * A pair that is there already; the private key may be one that only its provider can read.
   *
   * @throws IllegalArgumentException it is no Ed25519 pair
   */
  public static SigningKey of(KeyPair pair) {
    return new SigningKey(pair);
  }

  /**
   * A private key in PKCS#8 PEM, as {@code openssl genpkey -algorithm ed25519} and {@code grenache
   * keygen} write it. What stands around it is ignored.
   *
   * @throws IllegalArgumentException it is not that; the message shows nothing of the text
   */
  public static SigningKey ofPem(String pem) {
    Matcher matcher = PEM.matcher(pem);
    if (matcher.find()) {
      try {
        byte[] pkcs8 = Base64.getMimeDecoder().decode(matcher.group(1));
        PrivateKey key =
            KeyFactory.getInstance(Signatures.ALGORITHM)
                .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        return new SigningKey(pair(((EdECPrivateKey) key).getBytes().orElseThrow()));
      } catch (GeneralSecurityException | RuntimeException e) {
        // said below, without a cause: its text may show parts of the key
      }
    }
    throw new IllegalArgumentException(
        "SigningKey[it must be an Ed25519 private key in PKCS#8 PEM, not encrypted:"
            + " -----BEGIN PRIVATE KEY-----]");
  }

  /**
   * The private key in PKCS#8 PEM, not encrypted.
   *
   * @throws IllegalStateException its provider does not give it away
   */
  public String toPem() {
    byte[] pkcs8 = privateKey.getEncoded();
    if (pkcs8 == null) {
      throw new IllegalStateException("the private key's provider does not give it away");
    }
    byte[] newline = {'\n'};
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(PEM_LINE, newline).encodeToString(pkcs8)
        + "\n-----END PRIVATE KEY-----\n";
  }

  /** The public key, 32 bytes. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  /**
   * Signs a value. Takes up to a millisecond.
   *
   * @param v the value, bencoded
   * @param salt what tells values of this key apart; may be empty
   * @param seq the value's number
   */
  public Item sign(byte[] v, byte[] salt, long seq) {
    return new Item(v, new Item.Owner(publicKey(), sign(Item.signed(v, salt, seq)), salt, seq));
  }

  byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance(Signatures.ALGORITHM);
      signature.initSign(privateKey);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("SigningKey[the private key must be an Ed25519 key]", e);
    }
  }

  /**
   * The pair of a private key. The JDK computes a public key only when it makes a pair: so it makes
   * one of the bytes that are there instead of random ones, and whether it did is checked.
   */
  private static KeyPair pair(byte[] seed) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(Signatures.ALGORITHM);
    generator.initialize(NamedParameterSpec.ED25519, new Given(seed));
    KeyPair pair = generator.generateKeyPair();
    byte[] made = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
    if (!Arrays.equals(made, seed)) {
      throw new IllegalStateException("this Java platform does not derive public keys");
    }
    return pair;
  }

  /** Bytes in place of random ones. */
  private static final class Given extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] seed;

    Given(byte[] seed) {
      this.seed = seed;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(seed, 0, bytes, 0, Math.min(seed.length, bytes.length));
    }
  }

  /** The public half alone. */
  @Override
  public String toString() {
    return "SigningKey[" + HexFormat.of().formatHex(publicKey) + "]";
  }
}
