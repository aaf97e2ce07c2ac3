package io.grenache.vertx.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.grape.GrapeOptions;
import io.grenache.vertx.grape.GrapeVerticle;
import io.grenache.vertx.testing.Ca;
import io.grenache.vertx.testing.Issued;
import io.grenache.vertx.testing.TestCertificates;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the TLS tests stand on: the certificates made here are good, or bad in the way they are
 * meant to be, between a Node client and a Node server.
 */
@NodePeers
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NodeTlsPeersIT {
  private static final JsonObject WHOAMI = new JsonObject().put("behave", "whoami");
  private static final String STRICT = "tls-strict";
  private static final String OPEN = "tls-open";

  @TempDir private static Path directory;
  private static TestCertificates certificates;
  private static Ca ca;
  private static Issued own;
  private static Vertx vertx;
  private static String grape;

  /** Lets nobody in without a certificate that it trusts. */
  private static NodePeer strict;

  /** Lets everybody in, and knows who is trusted. */
  private static NodePeer open;

  /** Has a good certificate and trusts the authority. */
  private static NodePeer client;

  @BeforeAll
  static void start(Peers peers) {
    certificates = TestCertificates.in(directory);
    ca = certificates.ca();
    own = certificates.client();
    vertx = Vertx.vertx();
    GrapeVerticle verticle = new GrapeVerticle(GrapeOptions.DEFAULTS.withPort(0));
    OurPeer.get(vertx.deployVerticle(verticle));
    grape = "http://127.0.0.1:" + verticle.port();
    JsonObject server = NodeSecure.of(certificates.server(), ca);
    strict = server(peers, STRICT, server);
    open = server(peers, OPEN, server.copy().put("rejectUnauthorized", false));
    client = client(peers, NodeSecure.of(own, ca));
  }

  @AfterAll
  static void stop() {
    for (NodePeer peer : new NodePeer[] {client, open, strict}) {
      if (peer != null) {
        peer.close();
      }
    }
    OurPeer.get(vertx.close());
  }

  private static NodePeer server(Peers peers, String service, JsonObject secure) {
    return peers.server(grape, service, secured(secure));
  }

  private static NodePeer client(Peers peers, JsonObject secure) {
    return peers.client(grape, secured(secure).put("keepErrors", true));
  }

  private static JsonObject secured(JsonObject secure) {
    return new JsonObject().put("secure", secure);
  }

  private static JsonObject call(NodePeer caller, String service, Object payload) {
    JsonObject request = new JsonObject().put("service", service).put("payload", payload);
    return (JsonObject) caller.ask("request", request);
  }

  private static JsonObject whoami(NodePeer caller, String service) {
    return call(caller, service, WHOAMI).getJsonObject("result");
  }

  /** Why a call that got no further than the handshake did not. */
  private static JsonObject refusal(NodePeer caller, String service) {
    assertThat(call(caller, service, "hello").getString("error")).isEqualTo("ERR_TRANSPORT_CLOSE");
    JsonArray errors = (JsonArray) caller.ask("errors", new JsonObject());
    return errors.getJsonObject(errors.size() - 1);
  }

  @Test
  void whoHasAGoodCertificateIsAnsweredAndKnown() {
    assertThat(call(client, STRICT, "hello").getString("result")).isEqualTo("world");
    assertThat(whoami(client, STRICT))
        .isEqualTo(
            new JsonObject()
                .put("fingerprint", own.fingerprint())
                .put("fingerprint256", own.fingerprint256())
                .put("fingerprint512", own.fingerprint512())
                .put("authorized", true)
                .putNull("authorizationError")
                .put("protocol", "TLSv1.3"));
  }

  @Test
  void versionOneDotTwoWillDo(Peers peers) {
    JsonObject secure = NodeSecure.of(own, ca).put("maxVersion", "TLSv1.2");
    try (NodePeer older = client(peers, secure)) {
      assertThat(whoami(older, STRICT).getString("protocol")).isEqualTo("TLSv1.2");
    }
  }

  @Test
  void whoHasAForeignCertificateIsAStrangerWhereAllAreLetIn(Peers peers) {
    Issued foreign = certificates.foreignClient();
    try (NodePeer stranger = client(peers, NodeSecure.of(foreign, ca))) {
      JsonObject known = whoami(stranger, OPEN);
      assertThat(known.getString("fingerprint256")).isEqualTo(foreign.fingerprint256());
      assertThat(known.getBoolean("authorized")).isFalse();
      assertThat(known.getString("authorizationError"))
          .isEqualTo("UNABLE_TO_VERIFY_LEAF_SIGNATURE");

      assertThat(refusal(stranger, STRICT).getString("code")).isEqualTo("ECONNRESET");
    }
  }

  @Test
  void whoHasNoCertificateIsNobodyWhereAllAreLetIn(Peers peers) {
    try (NodePeer nobody = client(peers, NodeSecure.withoutCertificate(ca))) {
      JsonObject known = whoami(nobody, OPEN);
      assertThat(known.getString("fingerprint")).isNull();
      assertThat(known.getBoolean("authorized")).isFalse();

      assertThat(refusal(nobody, STRICT).getString("code"))
          .isEqualTo("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED");
      await()
          .until(
              () -> strict.ask("refused", new JsonObject()).toString(),
              refused -> refused.contains("ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE"));
    }
  }

  @Test
  void whoHasAnExpiredCertificateIsNotTrusted(Peers peers) {
    try (NodePeer late = client(peers, NodeSecure.of(certificates.expired(), ca))) {
      JsonObject known = whoami(late, OPEN);
      assertThat(known.getBoolean("authorized")).isFalse();
      assertThat(known.getString("authorizationError")).isEqualTo("CERT_HAS_EXPIRED");
      assertThat(refusal(late, STRICT).getString("code")).isEqualTo("ECONNRESET");
    }
  }

  @Test
  void onlyTheFingerprintsAllowedGetThroughTheHandshake(Peers peers) {
    Issued other = certificates.client("other");
    JsonObject listed =
        secured(NodeSecure.of(certificates.server(), ca))
            .put("allowedFingerprints", new JsonArray().add(other.fingerprint()));
    try (NodePeer server = peers.server(grape, "tls-listed", listed);
        NodePeer allowed = client(peers, NodeSecure.of(other, ca));
        NodePeer unwary = peers.client(grape, secured(NodeSecure.of(own, ca)))) {
      assertThat(call(allowed, "tls-listed", "hello").getString("result")).isEqualTo("world");
      assertThat(refusal(client, "tls-listed").getString("text"))
          .isEqualTo("Unexpected server response: 401");
      assertThat(server.ask("seen", new JsonObject())).isEqualTo(1);

      // what the reference's users live with
      assertThatThrownBy(() -> call(unwary, "tls-listed", "hello"))
          .hasMessageContaining("client.js ended")
          .hasMessageContaining("Unexpected server response: 401");
    }
  }

  private static Arguments badServer(
      String name, Function<TestCertificates, Issued> certificate, String code) {
    return Arguments.of(Named.of(name, certificate), code);
  }

  static Arguments[] badServers() {
    return new Arguments[] {
      badServer("foreign", TestCertificates::foreignServer, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
      badServer("expired", TestCertificates::expired, "CERT_HAS_EXPIRED"),
      badServer("not yet valid", TestCertificates::notYetValid, "CERT_NOT_YET_VALID"),
      badServer("other host", TestCertificates::wrongHost, "ERR_TLS_CERT_ALTNAME_INVALID"),
      badServer("a client's", TestCertificates::client, "INVALID_PURPOSE")
    };
  }

  @ParameterizedTest
  @MethodSource("badServers")
  void aServerIsNotCalledWhoseCertificateIs(
      Function<TestCertificates, Issued> certificate, String code, Peers peers) {
    String service = "tls-bad-" + code;
    JsonObject secure = NodeSecure.of(certificate.apply(certificates), ca);
    try (NodePeer server = server(peers, service, secure)) {
      assertThat(refusal(client, service).getString("code")).isEqualTo(code);
      assertThat(server.ask("seen", new JsonObject())).isEqualTo(0);
    }
  }

  @Test
  void aServerIsHeldToTheNameThatTheClientGives(Peers peers) {
    Issued named = ca.issue("named").dns("localhost").create();
    JsonObject secure = NodeSecure.of(own, ca);
    try (NodePeer server = server(peers, "tls-named", NodeSecure.of(named, ca));
        NodePeer naming = client(peers, secure.copy().put("servername", "localhost"));
        NodePeer careless = client(peers, secure.copy().put("rejectUnauthorized", false))) {
      assertThat(server.isAlive()).isTrue();
      assertThat(refusal(client, "tls-named").getString("text"))
          .contains("IP: 127.0.0.1 is not in the cert's list");
      assertThat(call(naming, "tls-named", "hello").getString("result")).isEqualTo("world");
      assertThat(call(careless, "tls-named", "hello").getString("result")).isEqualTo("world");
    }
  }

  @Test
  void aChainAndTheOldFormsOfKeysAreTaken(Peers peers) {
    Issued chained = certificates.behindIntermediate();
    Issued rsa = ca.issue("rsa").rsa().ip("127.0.0.1").create();
    JsonObject sec1 = NodeSecure.of(chained, ca).put("key", chained.keySec1().toString());
    JsonObject pkcs1 = NodeSecure.of(rsa, ca).put("key", rsa.keyPkcs1().toString());
    try (NodePeer one = server(peers, "tls-sec1", sec1);
        NodePeer other = server(peers, "tls-pkcs1", pkcs1)) {
      assertThat(call(client, "tls-sec1", "hello").getString("result")).isEqualTo("world");
      assertThat(call(client, "tls-pkcs1", "hello").getString("result")).isEqualTo("world");
      assertThat(one.ask("seen", new JsonObject())).isEqualTo(1);
      assertThat(other.ask("seen", new JsonObject())).isEqualTo(1);
    }
  }

  @Test
  void plainAndSecureDoNotMeet(Peers peers) {
    try (NodePeer plainServer = peers.server(grape, "plain");
        NodePeer plainClient = peers.client(grape, new JsonObject().put("keepErrors", true))) {
      assertThat(refusal(client, "plain").getString("code")).isEqualTo("EPROTO");
      assertThat(refusal(plainClient, STRICT).getString("code")).isEqualTo("ECONNRESET");
      assertThat(whoami(plainClient, "plain")).isNull();
      assertThat(plainServer.ask("seen", new JsonObject())).isEqualTo(1);
    }
  }
}
