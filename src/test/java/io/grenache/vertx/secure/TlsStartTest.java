package io.grenache.vertx.secure;

import static io.grenache.vertx.secure.SecurePeers.server;
import static io.grenache.vertx.secure.SecurePeers.tls;
import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grenache.vertx.client.ClientOptions;
import io.grenache.vertx.client.ClientVerticle;
import io.grenache.vertx.listen.ListenOptions;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.server.ServerOptions;
import io.grenache.vertx.server.ServerVerticle;
import io.grenache.vertx.testing.Ca;
import io.grenache.vertx.testing.Issued;
import io.grenache.vertx.testing.RawSocket;
import io.grenache.vertx.testing.TestCertificates;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A deployment with wrong options fails with one sentence, and leaves nothing open. */
@Timeout(30)
class TlsStartTest {
  private static final String ABSENT = "/no/such/file.pem";
  private static final String UNREADABLE =
      "tls[key " + ABSENT + " cannot be read: there is no such file]";
  private static final String PIN = "0a".repeat(32);

  @TempDir private static Path directory;
  private static Ca ca;
  private static Issued own;
  private final SecurePeers peers = new SecurePeers();

  @BeforeAll
  static void make() {
    TestCertificates certificates = TestCertificates.in(directory);
    ca = certificates.ca();
    own = certificates.server();
  }

  @AfterEach
  void stop() {
    peers.close();
  }

  private Throwable deploy(Supplier<Deployable> verticle, JsonObject options) {
    DeploymentOptions deployment = new DeploymentOptions().setConfig(options).setInstances(2);
    return catchThrowable(() -> result(peers.vertx.deployVerticle(verticle, deployment)));
  }

  private static Arguments fault(String message, Consumer<JsonObject> change) {
    JsonObject options = server(tls(own, ca));
    change.accept(options);
    return Arguments.of(message, Named.of("these options", options));
  }

  static Arguments[] faultsOfServers() {
    String needs = "allowedFingerprints needs tls with requestCert:";
    JsonObject listed =
        new JsonObject().put("name", "s").put("allowedFingerprints", new JsonArray().add(PIN));
    return new Arguments[] {
      fault(UNREADABLE, options -> options.getJsonObject("tls").put("key", ABSENT)),
      fault("tls[ca or trustStore must say", options -> options.getJsonObject("tls").remove("ca")),
      fault("tls[unknown option cret", options -> options.getJsonObject("tls").put("cret", "x")),
      fault("ServerOptions[unknown option cert", options -> options.put("cert", "x")),
      fault("ListenOptions[tls must be an object, was true]", with("tls", true)),
      fault("ListenOptions[" + needs, options -> allow(options, PIN).remove("tls")),
      fault(
          "ListenOptions[" + needs,
          options -> {
            allow(options, PIN).getJsonObject("tls").put("requestCert", false).remove("ca");
          }),
      fault(
          "ListenOptions[allowedFingerprints must hold fingerprints of 64 hex digits, SHA-256,"
              + " or 40, SHA-1; one has 3 characters]",
          options -> allow(options, "abc")),
      fault(
          "ServerOptions[services with allowedFingerprints need tls with requestCert:",
          options -> options.put("services", new JsonArray().add(listed)).remove("tls")),
      fault(
          "ServiceOptions[allowedFingerprints of s must hold fingerprints",
          options ->
              options.put(
                  "services",
                  new JsonArray()
                      .add(listed.copy().put("allowedFingerprints", new JsonArray().add("ab"))))),
      fault(
          "ListenOptions[admissionTimeoutMs 20000 must not be above handshakeTimeoutMs 10000]",
          with("admissionTimeoutMs", 20_000).andThen(with("admission", true)))
    };
  }

  private static Consumer<JsonObject> with(String name, Object value) {
    return options -> options.put(name, value);
  }

  private static JsonObject allow(JsonObject options, String fingerprint) {
    return options.put("allowedFingerprints", new JsonArray().add(fingerprint));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faultsOfServers")
  void aServerThatCannotStartNamesOptionAndCauseAndHoldsNoPort(String message, JsonObject options) {
    int port = SecurePeers.freePort();

    Throwable cause = deploy(ServerVerticle::new, options.put("port", port));

    assertThat(cause).isInstanceOf(IllegalArgumentException.class);
    assertThat(cause.getMessage()).startsWith(message).doesNotContain("\n");
    assertThat(peers.vertx.deploymentIDs()).isEmpty();
    assertThatThrownBy(() -> new RawSocket(port)).isInstanceOf(ConnectException.class);
    peers.serve(server(null).put("port", port));
    assertThat(peers.call(port, (JsonObject) null).caller().certificate()).isNull();
  }

  @Test
  void aPortInUseIsNamedAndStaysItsOwners() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      JsonObject options = server(tls(own, ca)).put("port", taken.getLocalPort());
      assertThat(deploy(ServerVerticle::new, options))
          .hasMessageStartingWith(
              "ListenOptions[host 127.0.0.1, port " + taken.getLocalPort() + "]: ");
    }
  }

  static Arguments[] faultsOfClients() {
    JsonObject pins = new JsonObject().put("s", new JsonArray().add(PIN));
    JsonObject good = tls(own, ca);
    return new Arguments[] {
      clientFault(UNREADABLE, "tls", good.copy().put("key", ABSENT)),
      clientFault("tls[cert needs key]", "tls", new JsonObject().put("cert", "x")),
      clientFault("tls[unknown option sni", "tls", new JsonObject().put("sni", new JsonArray())),
      clientFault("ClientOptions[unknown option ca", "ca", "x"),
      clientFault("ClientOptions[servicePins needs tls:", "servicePins", pins),
      clientFault(
          "ClientOptions[servicePins.s must not be empty]",
          "servicePins",
          new JsonObject().put("s", new JsonArray())),
      clientFault(
          "ClientOptions[servicePins.s must hold fingerprints of 64 hex digits, SHA-256; one has 40",
          "servicePins",
          new JsonObject().put("s", new JsonArray().add("0".repeat(40))))
    };
  }

  private static Arguments clientFault(String message, String name, Object value) {
    return Arguments.of(message, Named.of("these options", new JsonObject().put(name, value)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faultsOfClients")
  void aClientThatCannotStartNamesOptionAndCauseAndTakesNoRequests(
      String message, JsonObject options) {
    Throwable cause = deploy(ClientVerticle::new, options);

    assertThat(cause).isInstanceOf(IllegalArgumentException.class);
    assertThat(cause.getMessage()).startsWith(message).doesNotContain("\n");
    assertThat(peers.vertx.deploymentIDs()).isEmpty();
    Throwable unanswered = catchThrowable(() -> result(peers.send("s", 1)));
    assertThat(Failure.of(unanswered)).isEqualTo(Failure.ERR_NO_HANDLER);
  }

  @Test
  void theOptionsAreWrittenAsTheyAreRead() {
    JsonObject listed =
        new JsonObject().put("name", "s").put("allowedFingerprints", new JsonArray().add(PIN));
    ServerOptions server =
        ServerOptions.fromJson(
            allow(server(tls(own, ca)), PIN)
                .put("services", new JsonArray().add("plain").add(listed))
                .put("allowedOrigins", new JsonArray().add("https://a.example"))
                .put("admission", true)
                .put("admissionTimeoutMs", 77));
    assertThat(ServerOptions.fromJson(server.toJson())).isEqualTo(server);
    assertThat(server.listen().allowedFingerprints().get(0)).startsWith("0A:0A:").hasSize(95);
    JsonObject listen = server.listen().putTo(new JsonObject());
    assertThat(ListenOptions.fromJson(listen, ListenOptions.DEFAULTS)).isEqualTo(server.listen());
    assertThat(listen.fieldNames()).isEqualTo(ListenOptions.KEYS);

    JsonObject client =
        new JsonObject()
            .put("tls", tls(own, ca))
            .put("servicePins", new JsonObject().put("s", new JsonArray().add(PIN)));
    ClientOptions options = ClientOptions.fromJson(client);
    assertThat(ClientOptions.fromJson(options.toJson())).isEqualTo(options);
    assertThat(ClientOptions.DEFAULTS.withTls(options.tls()).withServicePins("s", PIN))
        .isEqualTo(options);
  }

  @Test
  void noOptionsShowKeysOrPassphrases() {
    JsonObject inline = tls(own, ca).put("key", own.keyPem()).put("passphrase", "sesame");
    String server = ServerOptions.fromJson(server(inline)).toString();
    String client = ClientOptions.fromJson(new JsonObject().put("tls", inline)).toString();

    assertThat(server + client)
        .contains("Identity[key and cert]")
        .doesNotContain("sesame", "BEGIN");
  }
}
