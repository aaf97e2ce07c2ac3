package io.grenache.vertx.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grenache.vertx.client.ClientOptions;
import io.grenache.vertx.grape.GrapeOptions;
import io.grenache.vertx.grape.GrapeVerticle;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Admission;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Handshake;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.server.ServerOptions;
import io.grenache.vertx.testing.Ca;
import io.grenache.vertx.testing.Issued;
import io.grenache.vertx.testing.TestCertificates;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Our server and a Node client, our client and a Node server, with TLS between them. */
@NodePeers
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TlsWithNodePeersIT {
  private static final JsonObject WHOAMI = new JsonObject().put("behave", "whoami");
  private static final String OURS = "tls-ours";
  private static final String LISTED = "tls-ours-listed";
  private static final String JUDGED = "tls-ours-judged";
  private static final String THEIRS = "tls-theirs";

  private static final Answers ANSWERS = new Answers();

  @TempDir private static Path directory;
  private static TestCertificates certificates;
  private static Ca ca;

  /** Of the callers, on both sides. */
  private static Issued own;

  private static Issued nodes;
  private static Vertx vertx;
  private static String grape;
  private static OurPeer ours;

  /** A Node client with {@link #own}. */
  private static NodePeer caller;

  /** A Node server that wants certificates. */
  private static NodePeer server;

  @BeforeAll
  static void start(Peers peers) {
    certificates = TestCertificates.in(directory);
    ca = certificates.ca();
    own = certificates.client();
    nodes = certificates.server();
    vertx = Vertx.vertx();
    GrapeVerticle verticle = new GrapeVerticle(GrapeOptions.DEFAULTS.withPort(0));
    OurPeer.get(vertx.deployVerticle(verticle));
    grape = "http://127.0.0.1:" + verticle.port();
    caller = client(peers, NodeSecure.of(own, ca));
    server = peers.server(grape, THEIRS, secured(NodeSecure.of(nodes, ca)));
    ours = new OurPeer(grape);
    Issued mine = certificates.server();
    JsonArray known = new JsonArray().add(own.fingerprint());
    serve(OURS, mine, new JsonObject());
    serve(LISTED, mine, new JsonObject().put("allowedFingerprints", known));
    serve(JUDGED, mine, new JsonObject().put("admission", true));
    ours.bus()
        .<Handshake>localConsumer(
            Addresses.DEFAULT.admit(),
            message -> {
              String shown = message.body().caller().certificate().fingerprint();
              boolean good = shown.equals(own.fingerprint());
              message.reply(good ? Admission.ADMIT : Admission.refuse(401, "not you"));
            });
  }

  @AfterAll
  static void stop() {
    for (NodePeer peer : new NodePeer[] {caller, server}) {
      if (peer != null) {
        peer.close();
      }
    }
    if (ours != null) {
      ours.close();
    }
    OurPeer.get(vertx.close());
  }

  private static JsonObject secured(JsonObject secure) {
    return new JsonObject().put("secure", secure);
  }

  private static void serve(String service, Issued issued, JsonObject more) {
    ours.handle(service, ANSWERS);
    ours.serve(
        ServerOptions.fromJson(
            more.put("services", new JsonArray().add(service))
                .put("lameDuckMs", 0)
                .put("tls", NodeSecure.of(issued, ca))));
  }

  private static NodePeer client(Peers peers, JsonObject secure) {
    return peers.client(grape, secured(secure).put("keepErrors", true));
  }

  private static JsonObject call(NodePeer by, String service, Object payload) {
    JsonObject request = new JsonObject().put("service", service).put("payload", payload);
    return (JsonObject) by.ask("request", request);
  }

  /** Why the Node client got no further than the handshake. */
  private static JsonObject refusal(NodePeer by, String service) {
    int before = ANSWERS.calls();
    assertThat(call(by, service, "hello").getString("error")).isEqualTo("ERR_TRANSPORT_CLOSE");
    JsonArray errors = (JsonArray) by.ask("errors", new JsonObject());
    assertThat(ANSWERS.calls()).isEqualTo(before);
    return errors.getJsonObject(errors.size() - 1);
  }

  private static int seen(NodePeer by) {
    return (Integer) by.ask("seen", new JsonObject());
  }

  /** What our client with that TLS is answered; it is gone afterwards. */
  private static Object ask(ClientOptions options, String service, Object payload) {
    try (OurPeer asking = new OurPeer(grape)) {
      asking.becomeClient(options);
      Request request = Request.of(service, payload).withTimeout(Duration.ofSeconds(15));
      return asking.request(request).result().json();
    }
  }

  private static ClientOptions with(JsonObject tls) {
    return ClientOptions.fromJson(new JsonObject().put("tls", tls).put("connectTimeoutMs", 9000));
  }

  private static ClientOptions withOwn() {
    return with(NodeSecure.of(own, ca));
  }

  private static String refusalOf(ClientOptions options, String service) {
    Throwable cause = catchThrowable(() -> ask(options, service, "hello"));
    assertThat(Failure.of(cause)).as(cause.toString()).isEqualTo(Failure.ERR_CONNECT);
    return cause.getMessage();
  }

  @Test
  void aNodeClientIsAnsweredByOurServerAndKnown() {
    assertThat(call(caller, OURS, "hello").getString("result")).isEqualTo("world");
    // to both servers it is the same
    JsonObject atTheirs = call(caller, THEIRS, WHOAMI).getJsonObject("result");
    JsonObject atOurs = call(caller, OURS, WHOAMI).getJsonObject("result");
    assertThat(atOurs.getBoolean("authorized")).isTrue();
    for (String name : new String[] {"fingerprint", "fingerprint256", "fingerprint512"}) {
      assertThat(atOurs.getString(name)).isNotNull().isEqualTo(atTheirs.getString(name));
    }
  }

  @Test
  void anOlderNodeClientIsAnsweredByOurServer(Peers peers) {
    JsonObject secure = NodeSecure.of(own, ca).put("maxVersion", "TLSv1.2");
    try (NodePeer older = client(peers, secure)) {
      assertThat(call(older, OURS, WHOAMI).getJsonObject("result").getBoolean("authorized"))
          .isTrue();
    }
  }

  @Test
  void aNodeClientOfAForeignCaIsRefused(Peers peers) {
    try (NodePeer foreign = client(peers, NodeSecure.of(certificates.foreignClient(), ca))) {
      assertThat(refusal(foreign, OURS).getString("code")).contains("ALERT");
    }
  }

  @Test
  void aNodeClientWithoutCertificateIsRefused(Peers peers) {
    try (NodePeer nobody = client(peers, NodeSecure.withoutCertificate(ca))) {
      assertThat(refusal(nobody, OURS).getString("code")).contains("ALERT");
    }
  }

  @Test
  void aNodeClientThatDoesNotTrustUsCallsNobody(Peers peers) {
    try (NodePeer wary = client(peers, NodeSecure.of(own, certificates.foreignCa()))) {
      assertThat(refusal(wary, OURS).getString("code"))
          .isEqualTo("UNABLE_TO_VERIFY_LEAF_SIGNATURE");
    }
  }

  @Test
  void aNodeClientIsLetInByItsFingerprintOrAVerdict(Peers peers) {
    assertThat(call(caller, LISTED, "hello").getString("result")).isEqualTo("world");
    assertThat(call(caller, JUDGED, "hello").getString("result")).isEqualTo("world");
    try (NodePeer other = client(peers, NodeSecure.of(certificates.client("other"), ca))) {
      String text = "Unexpected server response: 401";
      assertThat(refusal(other, LISTED).getString("text")).isEqualTo(text);
      assertThat(refusal(other, JUDGED).getString("text")).isEqualTo(text);
      assertThat(call(other, OURS, "hello").getString("result")).isEqualTo("world");
    }
  }

  @Test
  void ourClientIsAnsweredByANodeServerAndKnown() {
    ClientOptions pinned = withOwn().withServicePins(THEIRS, nodes.fingerprint256());

    JsonObject known = (JsonObject) ask(pinned, THEIRS, WHOAMI);

    assertThat(known.getString("fingerprint")).isEqualTo(own.fingerprint());
    assertThat(known.getString("fingerprint256")).isEqualTo(own.fingerprint256());
    assertThat(known.getString("fingerprint512")).isEqualTo(own.fingerprint512());
    assertThat(known.getBoolean("authorized")).isTrue();
    assertThat(known.getString("protocol")).isEqualTo("TLSv1.3");
  }

  @Test
  void ourClientDoesNotCallANodeServerThatItDoesNotTrust() {
    int before = seen(server);
    assertThat(refusalOf(with(NodeSecure.of(own, certificates.foreignCa())), THEIRS))
        .contains("its certificate is not trusted");
    assertThat(refusalOf(withOwn().withServicePins(THEIRS, own.fingerprint256()), THEIRS))
        .contains("servicePins");
    assertThat(seen(server)).isEqualTo(before);
  }

  @Test
  void ourClientIsToldThatANodeServerDoesNotTrustIt() {
    int before = seen(server);
    assertThat(refusalOf(with(NodeSecure.of(certificates.foreignClient(), ca)), THEIRS))
        .contains("TLS server that does not take this side's certificate");
    assertThat(refusalOf(with(NodeSecure.withoutCertificate(ca)), THEIRS))
        .contains("TLS server that does not take this side's certificate");
    assertThat(seen(server)).isEqualTo(before);
  }

  @Test
  void ourClientHoldsANodeServerToItsName(Peers peers) {
    String service = "tls-theirs-named";
    JsonObject secure = secured(NodeSecure.of(certificates.wrongHost(), ca));
    try (NodePeer named = peers.server(grape, service, secure)) {
      assertThat(refusalOf(withOwn(), service)).contains("another name or address");
      JsonObject naming = NodeSecure.of(own, ca).put("serverName", "other.example");
      assertThat(ask(with(naming), service, "hello")).isEqualTo("world");
      assertThat(seen(named)).isEqualTo(1);
    }
  }

  @Test
  void ourClientIsToldThatANodeServersVerifyClientRefusesIt(Peers peers) {
    String service = "tls-theirs-listed";
    JsonObject listed =
        secured(NodeSecure.of(nodes, ca))
            .put("allowedFingerprints", new JsonArray().add(own.fingerprint()));
    try (NodePeer lister = peers.server(grape, service, listed)) {
      assertThat(ask(withOwn(), service, "hello")).isEqualTo("world");
      ClientOptions other = with(NodeSecure.of(certificates.client("other"), ca));
      assertThat(refusalOf(other, service))
          .contains("it refused the WebSocket with HTTP status 401");
      assertThat(seen(lister)).isEqualTo(1);
    }
  }
}
