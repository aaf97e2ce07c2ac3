package io.grenache.vertx.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A key and its certificate, in the forms that a peer may want them. A PEM file is written when it
 * is asked for the first time and then left to the test, which may replace it; a key store is
 * written each time.
 */
public final class Issued {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Path directory;
  private final String name;
  private final String fileName;
  private final KeyPair keys;
  private final List<X509Certificate> chain;

  Issued(Path directory, String name, KeyPair keys, List<X509Certificate> chain) {
    this.directory = directory;
    this.name = name;
    this.fileName = name + "-" + NUMBER.incrementAndGet();
    this.keys = keys;
    this.chain = List.copyOf(chain);
  }

  /** The PEM file of the private key, PKCS#8. */
  public Path key() {
    return file("key.pem", keyPem());
  }

  /** The PEM file of the certificate, behind which the intermediate authorities' stand. */
  public Path cert() {
    return file("cert.pem", certPem());
  }

  /** The private key in PEM, PKCS#8. */
  public String keyPem() {
    return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  /** The certificate in PEM, behind which the intermediate authorities' stand. */
  public String certPem() {
    return chain.stream().map(Issued::pem).collect(Collectors.joining());
  }

  /** The certificate in PEM, without those of intermediate authorities. */
  public String leafPem() {
    return pem(certificate());
  }

  /** The PEM file of an RSA key in its own old form, PKCS#1. */
  public Path keyPkcs1() {
    require("RSA");
    try {
      byte[] key =
          PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded())
              .parsePrivateKey()
              .toASN1Primitive()
              .getEncoded();
      return file("pkcs1.pem", pem("RSA PRIVATE KEY", key));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The PEM file of an EC key in its own old form, SEC1. */
  public Path keySec1() {
    require("EC");
    try {
      PrivateKeyInfo key = PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded());
      // the curve and the public key, which PKCS#8 says elsewhere or not at all, belong inside
      ECPrivateKey whole =
          new ECPrivateKey(
              256,
              ECPrivateKey.getInstance(key.parsePrivateKey()).getKey(),
              SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()).getPublicKeyData(),
              key.getPrivateKeyAlgorithm().getParameters());
      return file("sec1.pem", pem("EC PRIVATE KEY", whole.getEncoded()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A PKCS#12 file with key and chain. */
  public Path pkcs12(String password) {
    return keyStore("PKCS12", "p12", password);
  }

  /** A JKS file with key and chain. */
  public Path jks(String password) {
    return keyStore("JKS", "jks", password);
  }

  private Path keyStore(String type, String suffix, String password) {
    try {
      KeyStore store = KeyStore.getInstance(type);
      store.load(null, null);
      store.setKeyEntry(
          name, keys.getPrivate(), password.toCharArray(), chain.toArray(new Certificate[0]));
      return write(store, suffix, password);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  Path trustStore(String password) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(name, certificate());
      return write(store, "trust.p12", password);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path write(KeyStore store, String suffix, String password)
      throws GeneralSecurityException, IOException {
    Path file = path(suffix);
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, password.toCharArray());
    }
    return file;
  }

  /** The certificate, without those of intermediate authorities. */
  public X509Certificate certificate() {
    return chain.get(0);
  }

  /** SHA-1 of the certificate, upper-case hex with colons. */
  public String fingerprint() {
    return fingerprint("SHA-1");
  }

  /** SHA-256 of the certificate, upper-case hex with colons. */
  public String fingerprint256() {
    return fingerprint("SHA-256");
  }

  /** SHA-512 of the certificate, upper-case hex with colons. */
  public String fingerprint512() {
    return fingerprint("SHA-512");
  }

  private String fingerprint(String algorithm) {
    try {
      byte[] digest = MessageDigest.getInstance(algorithm).digest(certificate().getEncoded());
      return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  KeyPair keys() {
    return keys;
  }

  List<X509Certificate> chain() {
    return chain;
  }

  boolean issuedByItself() {
    return certificate().getIssuerX500Principal().equals(certificate().getSubjectX500Principal());
  }

  private void require(String algorithm) {
    if (!keys.getPrivate().getAlgorithm().equals(algorithm)) {
      throw new IllegalStateException(
          name + " has a key of " + keys.getPrivate().getAlgorithm() + ", not of " + algorithm);
    }
  }

  Path file(String suffix, String text) {
    Path file = path(suffix);
    try {
      // whoever watches the file must not see it change because a test asks again where it is
      return Files.exists(file) ? file : Files.writeString(file, text, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path path(String suffix) {
    return directory.resolve(fileName + "." + suffix).toAbsolutePath();
  }

  private static String pem(X509Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String label, byte[] der) {
    byte[] lineBreak = {'\n'};
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder(64, lineBreak).encodeToString(der), label);
  }
}
