package io.grenache.vertx.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class TestCertificatesTest {
  private static final String PASSWORD = "for-tests-only";

  @TempDir Path directory;
  private TestCertificates certificates;

  @BeforeEach
  void begin() {
    certificates = TestCertificates.in(directory);
  }

  @Test
  void serverAndClientAreTrustedByThoseWhoTrustTheirAuthority() throws Exception {
    trust(certificates.ca()).checkServerTrusted(chain(certificates.server()), "ECDHE_ECDSA");
    trust(certificates.ca()).checkClientTrusted(chain(certificates.client()), "EC");
  }

  @Test
  void serverHasItsNamesAndAddresses() throws Exception {
    X509Certificate server = certificates.server("peer.example").certificate();

    assertThat(server.getSubjectAlternativeNames())
        .extracting(name -> (String) name.get(1))
        .containsExactly("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1", "peer.example");
    assertThat(certificates.wrongHost().certificate().getSubjectAlternativeNames())
        .containsExactly(List.of(2, "other.example"));
  }

  @Test
  void foreignOnesAreNotTrusted() {
    X509TrustManager trust = trust(certificates.ca());

    assertThatThrownBy(
            () -> trust.checkServerTrusted(chain(certificates.foreignServer()), "ECDHE_ECDSA"))
        .isInstanceOf(CertificateException.class);
    assertThatThrownBy(() -> trust.checkClientTrusted(chain(certificates.foreignClient()), "EC"))
        .isInstanceOf(CertificateException.class);
  }

  @Test
  void clientIsNoServerAndServerIsNoClient() {
    X509TrustManager trust = trust(certificates.ca());

    assertThatThrownBy(() -> trust.checkServerTrusted(chain(certificates.client()), "ECDHE_ECDSA"))
        .hasMessageContaining("Extended key usage");
    assertThatThrownBy(() -> trust.checkClientTrusted(chain(certificates.server()), "EC"))
        .hasMessageContaining("Extended key usage");
  }

  @Test
  void timeIsOverOrHasNotBegun() {
    X509TrustManager trust = trust(certificates.ca());

    assertThatThrownBy(() -> trust.checkServerTrusted(chain(certificates.expired()), "ECDHE_ECDSA"))
        .rootCause()
        .isInstanceOf(CertificateExpiredException.class);
    assertThatThrownBy(
            () -> trust.checkServerTrusted(chain(certificates.notYetValid()), "ECDHE_ECDSA"))
        .rootCause()
        .isInstanceOf(CertificateNotYetValidException.class);
  }

  @Test
  void chainThroughAnIntermediateIsTrustedWholeAndNotWithoutTheIntermediate() throws Exception {
    Issued server = certificates.behindIntermediate();
    X509TrustManager trust = trust(certificates.ca());

    assertThat(server.chain()).hasSize(2);
    assertThat(server.certPem().split("BEGIN CERTIFICATE")).hasSize(3);
    trust.checkServerTrusted(chain(server), "ECDHE_ECDSA");
    assertThatThrownBy(
            () ->
                trust.checkServerTrusted(
                    new X509Certificate[] {server.certificate()}, "ECDHE_ECDSA"))
        .hasMessageContaining("unable to find valid certification path");
  }

  @Test
  void keyIsTheSameInEveryForm() throws Exception {
    Issued ec = certificates.server();
    Issued rsa = certificates.ca().issue("rsa").rsa().create();

    assertMatches(ec, read(ec.key()));
    assertMatches(ec, read(ec.keySec1()));
    assertMatches(ec, entry("PKCS12", ec.pkcs12(PASSWORD)));
    assertMatches(ec, entry("JKS", ec.jks(PASSWORD)));
    assertMatches(rsa, read(rsa.key()));
    assertMatches(rsa, read(rsa.keyPkcs1()));
    assertThat(Files.readString(ec.key())).startsWith("-----BEGIN PRIVATE KEY-----\n");
    assertThat(Files.readString(ec.keySec1())).startsWith("-----BEGIN EC PRIVATE KEY-----\n");
    assertThat(Files.readString(rsa.keyPkcs1())).startsWith("-----BEGIN RSA PRIVATE KEY-----\n");
    assertThatThrownBy(ec::keyPkcs1).hasMessage("server has a key of EC, not of RSA");
    assertThatThrownBy(rsa::keySec1).hasMessage("rsa has a key of RSA, not of EC");
  }

  @Test
  void fingerprintsAreUpperCaseHexWithColons() {
    Issued client = certificates.client();

    assertThat(client.fingerprint()).matches("[0-9A-F]{2}(:[0-9A-F]{2}){19}");
    assertThat(client.fingerprint256()).matches("[0-9A-F]{2}(:[0-9A-F]{2}){31}");
    assertThat(client.fingerprint512()).matches("[0-9A-F]{2}(:[0-9A-F]{2}){63}");
  }

  @Test
  void fileThatTheTestHasReplacedStaysReplaced() throws IOException {
    Issued server = certificates.server();
    Issued next = certificates.server();

    Files.writeString(server.cert(), next.certPem());

    assertThat(Files.readString(server.cert())).isEqualTo(next.certPem());
    assertThat(next.cert()).isNotEqualTo(server.cert());
  }

  private static void assertMatches(Issued issued, PrivateKey key) throws Exception {
    Signature signature =
        Signature.getInstance(
            key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
    byte[] text = {1, 2, 3};
    signature.initSign(key);
    signature.update(text);
    byte[] signed = signature.sign();
    signature.initVerify(issued.certificate());
    signature.update(text);
    assertThat(signature.verify(signed)).isTrue();
  }

  private static PrivateKey read(Path pem) throws IOException {
    try (Reader text = Files.newBufferedReader(pem);
        PEMParser parser = new PEMParser(text)) {
      Object key = parser.readObject();
      JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
      if (key instanceof PEMKeyPair pair) {
        KeyPair keys = converter.getKeyPair(pair);
        return keys.getPrivate();
      }
      return converter.getPrivateKey((PrivateKeyInfo) key);
    }
  }

  private static PrivateKey entry(String type, Path file) throws Exception {
    KeyStore store = open(type, file);
    return (PrivateKey) store.getKey(store.aliases().nextElement(), PASSWORD.toCharArray());
  }

  private static KeyStore open(String type, Path file) throws Exception {
    KeyStore store = KeyStore.getInstance(type);
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static X509Certificate[] chain(Issued issued) {
    return issued.chain().toArray(new X509Certificate[0]);
  }

  private static X509TrustManager trust(Ca ca) {
    try {
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(open("PKCS12", ca.trustStore(PASSWORD)));
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509TrustManager.class::isInstance)
          .map(X509TrustManager.class::cast)
          .findFirst()
          .orElseThrow();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
