package io.grenache.vertx.tls;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.function.BiFunction;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.X509KeyManager;

/** Reads private keys in PEM, of PKCS#8, encrypted or not, PKCS#1 and SEC1. Blocks. */
final class PemKeys {
  private static final String PLAIN = "PRIVATE KEY";
  private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
  private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA", "DSA");

  private final Vertx vertx;
  private final BiFunction<String, String, IllegalArgumentException> fault;

  /**
   * @param fault makes an error of an option and of what is wrong with it
   */
  PemKeys(Vertx vertx, BiFunction<String, String, IllegalArgumentException> fault) {
    this.vertx = vertx;
    this.fault = fault;
  }

  /** The key of that certificate, or at least one of its kind. */
  PrivateKey read(String pem, String passphrase, X509Certificate certificate) {
    String kind = certificate.getPublicKey().getAlgorithm();
    if (pem.contains(begin(ENCRYPTED))) {
      return ofPkcs8(decrypted(pem, passphrase), kind);
    }
    return pem.contains(begin(PLAIN)) ? ofPkcs8(der(pem), kind) : ofOldForm(pem, certificate, kind);
  }

  private PrivateKey ofPkcs8(byte[] der, String kind) {
    PrivateKey key = ofPkcs8OrNull(der, kind);
    if (key != null) {
      return key;
    }
    throw KINDS.stream().anyMatch(other -> ofPkcs8OrNull(der, other) != null)
        ? otherKind(kind)
        : noKey();
  }

  private static PrivateKey ofPkcs8OrNull(byte[] der, String kind) {
    try {
      return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      return null;
    }
  }

  private byte[] der(String pem) {
    try {
      return between(pem, PLAIN);
    } catch (RuntimeException e) {
      throw noKey();
    }
  }

  private byte[] decrypted(String pem, String passphrase) {
    if (passphrase == null) {
      throw fault.apply("passphrase", "is needed, since key is encrypted");
    }
    EncryptedPrivateKeyInfo info;
    try {
      info = new EncryptedPrivateKeyInfo(between(pem, ENCRYPTED));
    } catch (IOException | RuntimeException e) {
      throw noKey();
    }
    try {
      // a PBES2 key names its algorithm in its parameters
      String algorithm =
          info.getAlgParameters() == null ? info.getAlgName() : info.getAlgParameters().toString();
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(algorithm)
              .generateSecret(new PBEKeySpec(passphrase.toCharArray())),
          info.getAlgParameters());
      return info.getKeySpec(cipher).getEncoded();
    } catch (GeneralSecurityException | RuntimeException e) {
      throw fault.apply("passphrase", "does not open key");
    }
  }

  /** Vert.x knows how to read those before PKCS#8. */
  private PrivateKey ofOldForm(String pem, X509Certificate certificate, String kind) {
    X509KeyManager parsed;
    try {
      parsed =
          (X509KeyManager)
              new PemKeyCertOptions()
                  .addKeyValue(Buffer.buffer(pem))
                  .addCertValue(Buffer.buffer(pem(certificate)))
                  .getKeyManagerFactory(vertx)
                  .getKeyManagers()[0];
    } catch (Exception e) {
      throw noKey();
    }
    String[] aliases = parsed.getServerAliases(kind, null);
    if (aliases == null || aliases.length == 0) {
      throw otherKind(kind);
    }
    return parsed.getPrivateKey(aliases[0]);
  }

  private static String pem(X509Certificate certificate) throws CertificateEncodingException {
    return begin("CERTIFICATE")
        + "\n"
        + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
        + "\n"
        + end("CERTIFICATE")
        + "\n";
  }

  private static byte[] between(String pem, String label) {
    int from = pem.indexOf(begin(label)) + begin(label).length();
    String text = pem.substring(from, pem.indexOf(end(label), from));
    return Base64.getMimeDecoder().decode(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String begin(String label) {
    return "-----BEGIN " + label + "-----";
  }

  private static String end(String label) {
    return "-----END " + label + "-----";
  }

  private IllegalArgumentException noKey() {
    return fault.apply("key", "is no private key in PEM of PKCS#8, PKCS#1 or SEC1");
  }

  private IllegalArgumentException otherKind(String kind) {
    return fault.apply("key", "is of another kind than cert, " + kind);
  }
}
