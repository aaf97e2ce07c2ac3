package io.grenache.vertx.secure;

import static io.grenache.vertx.secure.SecurePeers.SERVICE;
import static io.grenache.vertx.secure.SecurePeers.server;
import static io.grenache.vertx.secure.SecurePeers.tls;
import static io.grenache.vertx.secure.SecurePeers.withoutCertificate;
import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.Grenache;
import io.grenache.vertx.GrenacheOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Admission;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Handshake;
import io.grenache.vertx.testing.Ca;
import io.grenache.vertx.testing.Issued;
import io.grenache.vertx.testing.RawSocket;
import io.grenache.vertx.testing.TestCertificates;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is refused before the socket is a WebSocket, and who may call which service. */
@Timeout(30)
class AdmissionTest {
  private static final byte[] CALL = RawSocket.text("[1,\"s\",\"early\"]");

  @TempDir private static Path directory;
  private static TestCertificates certificates;
  private static Ca ca;
  private static Issued own;
  private static Issued other;
  private final SecurePeers peers = new SecurePeers();
  private final BlockingQueue<Message<Handshake>> asked = new LinkedBlockingQueue<>();

  @BeforeAll
  static void make() {
    certificates = TestCertificates.in(directory);
    ca = certificates.ca();
    own = certificates.client("own");
    other = certificates.client("other");
  }

  @AfterEach
  void stop() {
    peers.close();
  }

  private void admit(Handler<Message<Handshake>> consumer) {
    result(
        peers
            .vertx
            .eventBus()
            .<Handshake>localConsumer(Addresses.DEFAULT.admit(), consumer)
            .completion());
  }

  private Message<Handshake> asked() throws InterruptedException {
    Message<Handshake> message = asked.poll(5, TimeUnit.SECONDS);
    assertThat(message).isNotNull();
    return message;
  }

  private static JsonObject secured() {
    return server(tls(certificates.server(), ca));
  }

  private static JsonArray list(String... entries) {
    return new JsonArray(List.of(entries));
  }

  private static JsonObject admitting() {
    return server(null).put("admission", true);
  }

  private static byte[] handshake(String... headers) {
    String text =
        "GET /ws?a=b HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    for (String header : headers) {
      text += header + "\r\n";
    }
    return (text + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  /** What a plain peer with these headers is answered; if it is refused, it sees the end too. */
  private static String answer(int port, String... headers) throws IOException {
    try (RawSocket peer = new RawSocket(port)) {
      String head = peer.send(handshake(headers)).head();
      if (head.startsWith("HTTP/1.1 101")) {
        return head;
      }
      byte[] rest = peer.socket.getInputStream().readAllBytes();
      return head + new String(rest, StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void onlyTheFingerprintsOfTheListAreLetIn() {
    for (String listed :
        new String[] {own.fingerprint256(), own.fingerprint().toLowerCase(Locale.ROOT)}) {
      int port = peers.serve(secured().put("allowedFingerprints", list(listed))).port();

      peers.call(port, tls(own, ca));
      assertThat(peers.refusal(port, tls(other, ca)))
          .endsWith("it refused the WebSocket with HTTP status 401");
    }
    assertThat(peers.total("server.notAdmitted")).isEqualTo(2);
  }

  @Test
  void aListRefusesWhoShowsNoCertificateWhereTlsLetsAllIn() {
    JsonObject options = secured().put("allowedFingerprints", list(own.fingerprint256()));
    options.getJsonObject("tls").put("rejectUnauthorized", false);
    int port = peers.serve(options).port();

    assertThat(peers.refusal(port, withoutCertificate(ca))).contains("401");
    peers.call(port, tls(own, ca));
  }

  @Test
  void pagesOfOtherOriginsAreRefusedAndPeersWithoutOneAreNot() throws IOException {
    int port = peers.serve(server(null).put("allowedOrigins", list("https://app.example"))).port();

    assertThat(answer(port)).startsWith("HTTP/1.1 101");
    assertThat(answer(port, "Origin: https://app.example")).startsWith("HTTP/1.1 101");
    assertThat(answer(port, "Origin: https://evil.example")).startsWith("HTTP/1.1 403");
    assertThat(answer(port, "Origin: null")).startsWith("HTTP/1.1 403");
    assertThat(peers.total("server.notAdmitted")).isEqualTo(2);
  }

  @Test
  void theStateCountsWhoWasRefused() throws IOException {
    JsonObject json =
        new JsonObject().put("server", server(null).put("allowedOrigins", new JsonArray()));
    Grenache grenache = result(Grenache.start(peers.vertx, GrenacheOptions.fromJson(json)));

    assertThat(answer(grenache.serverPort(), "Origin: https://a.example"))
        .startsWith("HTTP/1.1 403");

    JsonObject state =
        result(peers.vertx.eventBus().<JsonObject>request(Addresses.DEFAULT.state(), null)).body();
    assertThat(state.getJsonObject("server").getInteger("notAdmitted")).isEqualTo(1);
  }

  @Test
  void theApplicationIsToldWhoAsksAndDecides() {
    int port = peers.serve(secured().put("admission", true)).port();
    BlockingQueue<Handshake> seen = new LinkedBlockingQueue<>();
    admit(
        message -> {
          seen.add(message.body());
          boolean known =
              own.fingerprint256().equals(message.body().caller().certificate().fingerprint256());
          message.reply(known ? Admission.ADMIT : Admission.refuse(402, "pay first"));
        });

    peers.call(port, tls(own, ca));
    assertThat(peers.refusal(port, tls(other, ca))).contains("402");

    Handshake handshake = seen.remove();
    assertThat(handshake.path()).isEqualTo("/ws");
    assertThat(handshake.origin()).isNull();
    assertThat(handshake.headers()).containsEntry("upgrade", "websocket");
    assertThat(handshake.caller().authorized()).isTrue();
    assertThat(seen.remove().caller().certificate().fingerprint256())
        .isEqualTo(other.fingerprint256());
    assertThat(peers.total("server.notAdmitted")).isEqualTo(1);
  }

  @Test
  void ourClientIsNoPageAndPassesAListOfOrigins() {
    int port = peers.serve(server(null).put("allowedOrigins", new JsonArray())).port();

    peers.call(port, (JsonObject) null);
  }

  @Test
  void whoIsRefusedReadsStatusAndReasonAndTheSocketEnds() throws IOException {
    int port = peers.serve(admitting()).port();
    admit(message -> message.reply(Admission.refuse(429, "come back later")));

    assertThat(answer(port, "Origin: https://a.example", "X-Odd: ÿ"))
        .startsWith("HTTP/1.1 429")
        .endsWith("\r\n\r\ncome back later");
    await().until(() -> peers.total("server.connections") == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"admit\":true}", "{\"admit\":true,\"more\":1}"})
  void aVerdictMayBeJsonAndAdmit(String verdict) throws IOException {
    int port = peers.serve(admitting()).port();
    admit(message -> message.reply(new JsonObject(verdict)));

    assertThat(answer(port)).startsWith("HTTP/1.1 101");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}|403",
        "{\"admit\":false}|403",
        "{\"admit\":false,\"status\":418,\"reason\":\"teapot\"}|418",
        "{\"admit\":\"true\"}|503",
        "{\"admit\":false,\"status\":101}|503",
        "{\"admit\":false,\"reason\":\"a\\r\\nb: c\"}|503"
      })
  void aVerdictMayBeJsonAndRefuse(String verdict) throws IOException {
    int port = peers.serve(admitting()).port();
    String[] parts = verdict.split("\\|");
    admit(message -> message.reply(new JsonObject(parts[0])));

    assertThat(answer(port)).startsWith("HTTP/1.1 " + parts[1]);
  }

  @Test
  void noVerdictRefuses() throws IOException {
    int port = peers.serve(admitting().put("admissionTimeoutMs", 300)).port();
    assertThat(answer(port)).as("nobody decides").startsWith("HTTP/1.1 503");

    var consumer =
        peers
            .vertx
            .eventBus()
            .<Handshake>localConsumer(Addresses.DEFAULT.admit())
            .handler(message -> message.reply("yes"));
    assertThat(answer(port)).as("it is no verdict").startsWith("HTTP/1.1 503");

    consumer.handler(message -> message.fail(1, "no"));
    assertThat(answer(port)).as("it fails").startsWith("HTTP/1.1 503");

    consumer.handler(message -> {});
    assertThat(answer(port)).as("it says nothing").startsWith("HTTP/1.1 503");

    consumer.handler(
        message -> {
          throw new IllegalStateException("thrown on purpose");
        });
    assertThat(answer(port)).as("it throws").startsWith("HTTP/1.1 503");

    assertThat(peers.total("server.notAdmitted")).isEqualTo(5);
    assertThat(peers.calls).isEmpty();
  }

  @Test
  void aVerdictThatComesTooLateLetsNobodyIn() throws Exception {
    int port = peers.serve(admitting().put("admissionTimeoutMs", 100)).port();
    admit(asked::add);

    assertThat(answer(port)).startsWith("HTTP/1.1 503");
    asked().reply(Admission.ADMIT);
    assertThat(peers.total("server.notAdmitted")).isEqualTo(1);
    await().until(() -> peers.total("server.connections") == 0);
  }

  @Test
  void whoVanishesWhileTheVerdictIsAwaitedTakesNothingAlong() throws Exception {
    int port = peers.serve(admitting().put("handshakeTimeoutMs", 5000)).port();
    admit(asked::add);
    try (RawSocket vanishing = new RawSocket(port)) {
      vanishing.send(handshake());
      Message<Handshake> message = asked();
      vanishing.socket.close();
      await().until(() -> peers.total("server.connections") == 0);
      message.reply(Admission.ADMIT);
    }
    try (RawSocket patient = new RawSocket(port)) {
      patient.send(handshake());
      asked().reply(Admission.ADMIT);
      assertThat(patient.head()).startsWith("HTTP/1.1 101");
      assertThat(peers.total("server.connections")).isEqualTo(1);
    }
    await().until(() -> peers.total("server.connections") == 0);
  }

  /** Clients have to wait for the 101 (RFC 6455, 4.1): what comes sooner may be lost. */
  @Test
  void framesThatComeBeforeTheVerdictAreNotHandledBeforeIt() throws Exception {
    int port = peers.serve(admitting()).port();
    admit(asked::add);
    try (RawSocket hasty = new RawSocket(port)) {
      hasty.send(handshake());
      Message<Handshake> message = asked();
      hasty.send(CALL).send(CALL);
      assertThat(peers.calls).isEmpty();
      message.reply(Admission.ADMIT);
      assertThat(hasty.head()).startsWith("HTTP/1.1 101");
      assertThat(peers.calls).hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void nothingThatComesInOnePacketWithARefusedHandshakeIsHandled() throws Exception {
    int port = peers.serve(admitting()).port();
    admit(asked::add);
    byte[] handshake = handshake();
    for (byte[] behind : new byte[][] {CALL, handshake}) {
      byte[] packet = Arrays.copyOf(handshake, handshake.length + behind.length);
      System.arraycopy(behind, 0, packet, handshake.length, behind.length);
      try (RawSocket hasty = new RawSocket(port)) {
        hasty.send(packet);
        asked().reply(Admission.refuse(401, "no"));
        assertThat(hasty.head()).startsWith("HTTP/1.1 401");
        assertThat(hasty.socket.getInputStream().readAllBytes())
            .asString()
            .startsWith("no")
            .doesNotContain("HTTP/1.1 101");
      }
    }
    assertThat(asked).isEmpty();
    assertThat(peers.calls).isEmpty();
  }

  @Test
  void framesOfWhoIsRefusedAreNotHandled() throws Exception {
    int port = peers.serve(admitting()).port();
    admit(asked::add);
    try (RawSocket hasty = new RawSocket(port)) {
      hasty.send(handshake());
      Message<Handshake> message = asked();
      hasty.send(CALL);
      message.reply(Admission.refuse(401, "no"));
      assertThat(hasty.head()).startsWith("HTTP/1.1 401");
      await().until(() -> peers.total("server.connections") == 0);
    }
    assertThat(peers.calls).isEmpty();
    assertThat(peers.total("server.inFlight")).isZero();
  }

  @Test
  void aServiceMayHaveCallersOfItsOwnWhileOthersStayOpen() {
    peers.handle("vault");
    JsonObject vault =
        new JsonObject().put("name", "vault").put("allowedFingerprints", list(own.fingerprint()));
    int port =
        peers.serve(secured().put("services", new JsonArray().add(SERVICE).add(vault))).port();
    peers.link.route("vault", port);

    String stranger = peers.client(tls(other, ca));
    peers.call(port);
    Throwable cause = catchThrowable(() -> result(peers.send("vault", "gold")));
    assertThat(Failure.of(cause)).isEqualTo(Failure.ERR_FORBIDDEN);
    assertThat(peers.calls).extracting(call -> call.service()).containsExactly(SERVICE);
    assertThat(peers.total("server.forbidden")).isEqualTo(1);
    peers.undeploy(stranger);

    peers.client(tls(own, ca));
    assertThat(result(peers.send("vault", "gold")).result().json()).isEqualTo("gold");
  }

  @Test
  void anEmptyListOfAServiceLetsNobodyCall() {
    JsonObject closed =
        new JsonObject().put("name", SERVICE).put("allowedFingerprints", new JsonArray());
    int port = peers.serve(secured().put("services", new JsonArray().add(closed))).port();
    peers.link.route(SERVICE, port);
    peers.client(tls(own, ca));

    assertThat(Failure.of(catchThrowable(() -> result(peers.send(SERVICE, 1)))))
        .isEqualTo(Failure.ERR_FORBIDDEN);
    assertThat(peers.calls).isEmpty();
  }
}
