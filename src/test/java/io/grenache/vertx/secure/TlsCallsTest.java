package io.grenache.vertx.secure;

import static io.grenache.vertx.secure.SecurePeers.server;
import static io.grenache.vertx.secure.SecurePeers.tls;
import static io.grenache.vertx.secure.SecurePeers.withoutCertificate;
import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Caller;
import io.grenache.vertx.message.PeerCertificate;
import io.grenache.vertx.testing.Ca;
import io.grenache.vertx.testing.Issued;
import io.grenache.vertx.testing.Results;
import io.grenache.vertx.testing.TestCertificates;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a handler knows of callers, and which servers clients take for whom they look for. */
@Timeout(30)
class TlsCallsTest {
  @TempDir private static Path directory;
  private static TestCertificates certificates;
  private static Ca ca;
  private static Issued own;
  private static Issued foreign;
  private static SecurePeers peers;

  @BeforeAll
  static void start() {
    certificates = TestCertificates.in(directory);
    ca = certificates.ca();
    own = ca.issue("alice").dns("alice.example").ip("10.0.0.1").create();
    foreign = certificates.foreignClient();
    peers = new SecurePeers();
  }

  @AfterAll
  static void stop() {
    peers.close();
  }

  private static JsonObject serverTls() {
    return tls(certificates.server(), ca);
  }

  private static void assertIs(PeerCertificate certificate, Issued issued) {
    X509Certificate x509 = issued.certificate();
    assertThat(certificate.fingerprint()).isEqualTo(issued.fingerprint());
    assertThat(certificate.fingerprint256()).isEqualTo(issued.fingerprint256());
    assertThat(certificate.fingerprint512()).isEqualTo(issued.fingerprint512());
    assertThat(certificate.serialNumber())
        .isEqualTo(x509.getSerialNumber().toString(16).toUpperCase(Locale.ROOT));
    assertThat(certificate.validFrom()).isEqualTo(x509.getNotBefore().toInstant());
    assertThat(certificate.validTo()).isEqualTo(x509.getNotAfter().toInstant());
  }

  @Test
  void theHandlerKnowsTheCallersCertificate() {
    int port = peers.serve(server(serverTls())).port();

    Call call = peers.call(port, tls(own, ca));

    Caller caller = call.caller();
    assertThat(caller.authorized()).isTrue();
    assertThat(caller.address()).startsWith("127.0.0.1:");
    assertIs(caller.certificate(), own);
    assertThat(caller.certificate().subject()).isEqualTo("O=Grenache tests,CN=alice");
    assertThat(caller.certificate().issuer()).isEqualTo("O=Grenache tests,CN=ca");
    assertThat(caller.certificate().subjectAltNames())
        .containsExactly("DNS:alice.example", "IP:10.0.0.1");
    // as it crosses a cluster
    assertThat(Call.from(new JsonObject(call.toJson().encode()))).isEqualTo(call);
  }

  @Test
  void theHandlerOfTheJsonFormKnowsItToo() {
    Queue<JsonObject> bodies = new ConcurrentLinkedQueue<>();
    peers
        .vertx
        .eventBus()
        .<JsonObject>consumer(
            Addresses.DEFAULT.service("json"),
            message -> {
              bodies.add(message.body());
              message.reply(1);
            });
    JsonObject service = new JsonObject().put("name", "json").put("body", "json");
    JsonObject options = server(serverTls()).put("services", new JsonArray().add(service));
    peers.link.route("json", peers.serve(options).port());

    String client = peers.client(tls(own, ca));
    Results.result(peers.send("json", "hello"));
    peers.undeploy(client);

    JsonObject caller = bodies.remove().getJsonObject("caller");
    assertThat(caller.getBoolean("authorized")).isTrue();
    JsonObject certificate = caller.getJsonObject("certificate");
    assertThat(certificate.getString("fingerprint")).isEqualTo(own.fingerprint());
    assertThat(certificate.getString("fingerprint256")).isEqualTo(own.fingerprint256());
    assertThat(certificate.getString("fingerprint512")).isEqualTo(own.fingerprint512());
    assertThat(certificate.getLong("validTo")).isEqualTo(own.certificate().getNotAfter().getTime());
    assertThat(certificate.getJsonArray("subjectAltNames"))
        .isEqualTo(new JsonArray().add("DNS:alice.example").add("IP:10.0.0.1"));
  }

  @Test
  void whereAllAreLetInTheHandlerKnowsWhomNotToTrust() {
    JsonObject all = serverTls().put("rejectUnauthorized", false);
    int port = peers.serve(server(all)).port();

    Caller nobody = peers.call(port, withoutCertificate(ca)).caller();
    assertThat(nobody.authorized()).isFalse();
    assertThat(nobody.certificate()).isNull();

    Caller stranger = peers.call(port, tls(foreign, ca)).caller();
    assertThat(stranger.authorized()).isFalse();
    assertIs(stranger.certificate(), foreign);

    Issued expired = certificates.expired();
    Caller late = peers.call(port, tls(expired, ca)).caller();
    assertThat(late.authorized()).isFalse();
    assertIs(late.certificate(), expired);

    Caller known = peers.call(port, tls(own, ca)).caller();
    assertThat(known.authorized()).isTrue();
    assertIs(known.certificate(), own);
  }

  @Test
  void whereAllAreLetInNoCaMeansThatNobodyIsTrusted() {
    JsonObject all = serverTls().put("rejectUnauthorized", false);
    all.remove("ca");

    Caller caller = peers.call(peers.serve(server(all)).port(), tls(own, ca)).caller();

    assertThat(caller.authorized()).isFalse();
    assertIs(caller.certificate(), own);
  }

  @Test
  void aServerThatDoesNotAskIsShownNoCertificate() {
    JsonObject incurious = serverTls().put("requestCert", false);
    incurious.remove("ca");
    int port = peers.serve(server(incurious)).port();

    assertThat(peers.call(port, tls(own, ca)).caller().certificate()).isNull();
    assertThat(peers.call(port, withoutCertificate(ca)).caller().authorized()).isFalse();
  }

  @Test
  void withoutTlsNobodyIsKnown() {
    Caller caller = peers.call(peers.serve(server(null)).port(), (JsonObject) null).caller();

    assertThat(caller.certificate()).isNull();
    assertThat(caller.authorized()).isFalse();
  }

  @Test
  void aChainThroughAnIntermediateIsFollowedOnBothSides() {
    int port = peers.serve(server(tls(certificates.behindIntermediate(), ca))).port();
    Issued client = ca.intermediate("people-ca").issue("bob").forClients().create();

    Caller caller = peers.call(port, tls(client, ca)).caller();

    assertThat(caller.authorized()).isTrue();
    assertIs(caller.certificate(), client);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void eitherSideMayInsistOnAProtocol(String protocol) {
    JsonArray only = new JsonArray().add(protocol);
    JsonObject insisting = tls(own, ca).put("protocols", only);
    int any = peers.serve(server(serverTls())).port();
    int one = peers.serve(server(serverTls().put("protocols", only))).port();

    assertThat(peers.call(any, insisting).caller().authorized()).isTrue();
    assertThat(peers.call(one, tls(own, ca)).caller().authorized()).isTrue();
    assertThat(peers.call(one, insisting).caller().authorized()).isTrue();
  }

  @Test
  void aServerIsTakenByItsNameWhereItsCertificateHasNoAddress() {
    int port = peers.serve(server(tls(certificates.wrongHost(), ca))).port();

    assertThat(peers.refusal(port, tls(own, ca))).contains("another name or address");
    peers.call(port, tls(own, ca).put("serverName", "other.example"));
    peers.call(port, tls(own, ca).put("verifyHost", false));
    assertThat(peers.refusal(port, tls(own, ca).put("serverName", "third.example")))
        .contains("another name or address", "third.example");
    // the name that is asked for is sent even if what comes is not compared
    peers.call(port, tls(own, ca).put("verifyHost", false).put("serverName", "third.example"));
  }

  @Test
  void theNameThatIsAskedForPicksTheCertificate() {
    Issued one = ca.issue("one").dns("one.example").create();
    Issued two = ca.issue("two").dns("two.example").create();
    JsonObject further =
        new JsonObject().put("key", two.key().toString()).put("cert", two.cert().toString());
    JsonObject both = tls(one, ca).put("sni", new JsonArray().add(further));
    int port = peers.serve(server(both)).port();

    peers.call(port, tls(own, ca).put("serverName", "one.example"));
    peers.call(port, tls(own, ca).put("serverName", "two.example"));
    assertThat(peers.refusal(port, tls(own, ca).put("serverName", "three.example")))
        .contains("another name or address");
  }

  @Test
  void aClientMayTakeAnyServer() {
    int port = peers.serve(server(tls(certificates.foreignServer(), ca))).port();

    Caller caller = peers.call(port, tls(own, ca).put("rejectUnauthorized", false)).caller();

    assertThat(caller.authorized()).isTrue();
  }
}
