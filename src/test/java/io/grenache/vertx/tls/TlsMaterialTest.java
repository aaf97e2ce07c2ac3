package io.grenache.vertx.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grenache.vertx.testing.Ca;
import io.grenache.vertx.testing.Issued;
import io.grenache.vertx.testing.Results;
import io.grenache.vertx.testing.TestCertificates;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.net.ssl.X509KeyManager;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The forms that keys and certificates may have, and what is said of those they may not. */
@Timeout(30)
class TlsMaterialTest {
  private static final String PASSPHRASE = "open-sesame";
  private static final String WRONG = "open-barley";

  @TempDir private static Path directory;
  private static Vertx vertx;
  private static Ca ca;
  private static Issued ec;
  private static Issued rsa;
  private static String encrypted;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    TestCertificates certificates = TestCertificates.in(directory);
    ca = certificates.ca();
    ec = certificates.behindIntermediate();
    rsa = ca.issue("rsa").rsa().create();
    encrypted = encrypted(ec.keyPem(), PASSPHRASE);
  }

  @AfterAll
  static void stop() {
    Results.result(vertx.close());
  }

  /** As {@code openssl pkcs8 -topk8} does it. */
  private static String encrypted(String keyPem, String passphrase) throws Exception {
    String algorithm = "PBEWithHmacSHA256AndAES_256";
    SecretKey secret =
        SecretKeyFactory.getInstance(algorithm)
            .generateSecret(new PBEKeySpec(passphrase.toCharArray()));
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(Cipher.ENCRYPT_MODE, secret, new PBEParameterSpec(new byte[16], 2048));
    byte[] der = Base64.getMimeDecoder().decode(keyPem.replaceAll("-----[A-Z ]+-----", ""));
    ASN1Sequence parameters = ASN1Sequence.getInstance(cipher.getParameters().getEncoded());
    AlgorithmIdentifier scheme =
        parameters.getObjectAt(0).equals(PKCSObjectIdentifiers.id_PBES2)
            ? AlgorithmIdentifier.getInstance(parameters)
            : new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters);
    EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(scheme, cipher.doFinal(der));
    return "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(info.getEncoded())
        + "\n-----END ENCRYPTED PRIVATE KEY-----\n";
  }

  private static TlsMaterial read(JsonObject tls) {
    return TlsMaterial.read(vertx, "tls", ServerTls.fromJson(tls));
  }

  private static JsonObject server(String key, String cert) {
    return trusting().put("key", key).put("cert", cert);
  }

  private static JsonObject trusting() {
    return new JsonObject().put("ca", ca.cert().toString());
  }

  private static String file(String name, String text) {
    try {
      return Files.writeString(directory.resolve(name), text).toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Arguments form(String name, JsonObject tls, Issued issued) {
    return Arguments.of(Named.of(name, tls), issued);
  }

  static List<Arguments> forms() {
    return List.of(
        form("paths", server(ec.key().toString(), ec.cert().toString()), ec),
        form("inline", server(ec.keyPem(), ec.certPem()), ec),
        form("SEC1", server(ec.keySec1().toString(), ec.cert().toString()), ec),
        form("PKCS#8 of RSA", server(rsa.key().toString(), rsa.cert().toString()), rsa),
        form("PKCS#1", server(rsa.keyPkcs1().toString(), rsa.cert().toString()), rsa),
        form("encrypted", server(encrypted, ec.certPem()).put("passphrase", PASSPHRASE), ec),
        form(
            "encrypted, by its path",
            server(file("encrypted.pem", encrypted), ec.certPem()).put("passphrase", PASSPHRASE),
            ec),
        form(
            "with a text before it",
            server("Bag Attributes\n" + ec.keyPem(), "subject=CN\n" + ec.certPem()),
            ec),
        form("PKCS#12", keyStore(ec.pkcs12(PASSPHRASE)).put("passphrase", PASSPHRASE), ec),
        form("JKS", keyStore(ec.jks(PASSPHRASE)).put("passphrase", PASSPHRASE), ec));
  }

  private static JsonObject keyStore(Path path) {
    return trusting().put("keyStore", path.toString());
  }

  @ParameterizedTest
  @MethodSource("forms")
  void aKeyAndItsChainAreReadFrom(JsonObject tls, Issued issued) throws Exception {
    X509KeyManager keys =
        (X509KeyManager) read(tls).identity().getKeyManagerFactory(vertx).getKeyManagers()[0];

    String alias = keys.getServerAliases(issued == ec ? "EC" : "RSA", null)[0];
    PrivateKey key = keys.getPrivateKey(alias);
    assertThat(Base64.getEncoder().encodeToString(key.getEncoded()))
        .isEqualTo(base64(issued.keyPem()));
    assertThat(keys.getCertificateChain(alias)[0]).isEqualTo(issued.certificate());
    assertThat(keys.getCertificateChain(alias)).hasSize(issued == ec ? 2 : 1);
  }

  private static String base64(String pem) {
    return pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
  }

  @Test
  void whomToTrustIsReadFromPemOrAStore() {
    Path store = ca.trustStore(PASSPHRASE);
    for (JsonObject trust :
        List.of(
            new JsonObject().put("ca", ca.pem()),
            new JsonObject().put("ca", new JsonArray().add(ca.cert().toString())),
            new JsonObject().put("ca", new JsonArray().add(ca.pem()).add(ec.leafPem())),
            new JsonObject().put("ca", ec.leafPem() + ca.pem()),
            new JsonObject()
                .put("trustStore", store.toString())
                .put("trustPassphrase", PASSPHRASE))) {
      JsonObject tls = trust.put("key", ec.keyPem()).put("cert", ec.certPem());
      TlsMaterial material = read(tls);
      assertThat(material.isClientTrusted(List.of(ca.issue("a").create().certificate()))).isTrue();
      assertThat(
              material.isClientTrusted(
                  List.of(TestCertificates.in(directory).foreignClient().certificate())))
          .isFalse();
    }
  }

  @Test
  void whatWasReadFromTheSameBytesIsTheSame() {
    JsonObject tls = server(ec.key().toString(), ec.cert().toString());
    TlsMaterial before = read(tls);

    assertThat(read(tls).isSameAs(before)).isTrue();
    assertThat(read(server(ec.keyPem(), ec.certPem() + ca.pem())).isSameAs(before)).isFalse();
    assertThat(read(tls.copy().put("ca", ca.pem() + ec.leafPem())).isSameAs(before)).isFalse();
  }

  private static Arguments fault(String message, Consumer<JsonObject> change) {
    JsonObject tls = server(ec.key().toString(), ec.cert().toString());
    change.accept(tls);
    return Arguments.of(message, Named.of(String.join(", ", tls.fieldNames()), tls));
  }

  private static Consumer<JsonObject> with(String name, Object value) {
    return tls -> tls.put(name, value);
  }

  private static Consumer<JsonObject> withStore(String path, String passphrase) {
    return tls -> {
      tls.remove("key");
      tls.remove("cert");
      tls.put("keyStore", path).put("passphrase", passphrase);
    };
  }

  private static Consumer<JsonObject> withTrustStore(String path, String passphrase) {
    return tls -> {
      tls.remove("ca");
      tls.put("trustStore", path).put("trustPassphrase", passphrase);
    };
  }

  static List<Arguments> faults() {
    String absent = directory.resolve("absent.pem").toString();
    String text = file("text.pem", "nothing");
    String p12 = ec.pkcs12(PASSPHRASE).toString();
    String jks = ec.jks(PASSPHRASE).toString();
    String trust = ca.trustStore(PASSPHRASE).toString();
    String noKey = "key is no private key in PEM of PKCS#8, PKCS#1 or SEC1";
    String keyPem = ec.keyPem();
    return List.of(
        fault("key " + absent + " cannot be read: there is no such file", with("key", absent)),
        fault("cert " + absent + " cannot be read: there is no such file", with("cert", absent)),
        fault("ca " + absent + " cannot be read: there is no such file", with("ca", absent)),
        fault("key cannot be read, and is no PEM either", with("key", directory.toString())),
        fault("key cannot be read, and is no PEM either", with("key", "a\0b")),
        fault("key cannot be read: there is no such file", with("key", base64(keyPem))),
        fault(noKey, with("key", text)),
        fault(noKey, with("key", ec.certPem())),
        fault(noKey, with("key", keyPem.substring(0, keyPem.length() / 2))),
        fault(noKey, with("key", keyPem.replaceFirst("M[A-Za-z]", "!!!!"))),
        fault(noKey, with("key", keyPem.replace("PRIVATE KEY", "EC PRIVATE KEY"))),
        fault(
            noKey, tls -> tls.put("key", encrypted.substring(0, 99)).put("passphrase", PASSPHRASE)),
        fault("cert has no certificate in PEM", with("cert", text)),
        fault("cert has no certificate in PEM", with("cert", keyPem)),
        fault("cert has no certificate in PEM", with("cert", ec.leafPem().substring(0, 200))),
        fault("ca has no certificate in PEM", with("ca", text)),
        fault("key does not belong to cert", with("cert", ca.issue("x").create().certPem())),
        fault("key is of another kind than cert, RSA", with("cert", rsa.certPem())),
        fault("passphrase is needed, since key is encrypted", with("key", encrypted)),
        fault(
            "passphrase does not open key",
            tls -> tls.put("key", encrypted).put("passphrase", WRONG)),
        fault("passphrase does not open keyStore " + p12, withStore(p12, WRONG)),
        fault("passphrase does not open keyStore " + p12, withStore(p12, null)),
        fault("passphrase does not open keyStore " + jks, withStore(jks, WRONG)),
        fault("keyStore " + text + " is neither PKCS#12 nor JKS", withStore(text, PASSPHRASE)),
        fault(
            "keyStore " + absent + " cannot be read: there is no such file",
            withStore(absent, PASSPHRASE)),
        fault("keyStore " + trust + " has no private key", withStore(trust, PASSPHRASE)),
        fault("trustPassphrase does not open trustStore " + trust, withTrustStore(trust, WRONG)),
        fault("trustStore " + text + " is neither PKCS#12 nor JKS", withTrustStore(text, null)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void theOptionAndTheCauseAreNamedAndNothingSecret(String message, JsonObject tls) {
    assertThatThrownBy(() -> read(tls))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("tls[" + message + "]")
        .hasNoCause()
        .satisfies(
            e ->
                assertThat(e.toString())
                    .doesNotContain(PASSPHRASE, WRONG, base64(ec.keyPem()).substring(60)));
  }

  @Test
  void anIdentityOfSniIsReadWithTheSameCare() {
    JsonObject further = new JsonObject().put("key", rsa.keyPem()).put("cert", ec.certPem());
    JsonObject tls = server(ec.keyPem(), ec.certPem()).put("sni", new JsonArray().add(further));

    assertThatThrownBy(() -> read(tls)).hasMessage("tls[key is of another kind than cert, EC]");
  }

  @Test
  void aClientNeedsNeitherIdentityNorCa() {
    TlsMaterial material = TlsMaterial.read(vertx, "tls", ClientTls.fromJson(new JsonObject()));

    assertThat(material.identity()).isNull();
    assertThat(material.isClientTrusted(List.of(ec.certificate()))).isFalse();
  }
}
