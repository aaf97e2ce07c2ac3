package io.grenache.vertx.secure;

import static io.grenache.vertx.secure.SecurePeers.server;
import static io.grenache.vertx.secure.SecurePeers.tls;
import static io.grenache.vertx.secure.SecurePeers.withoutCertificate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grenache.vertx.testing.Ca;
import io.grenache.vertx.testing.Issued;
import io.grenache.vertx.testing.RawSocket;
import io.grenache.vertx.testing.TestCertificates;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is not let in, and who is not called; each time the caller is told why, and soon. */
@Timeout(30)
class TlsRefusalsTest {
  @TempDir private static Path directory;
  private static TestCertificates certificates;
  private static Ca ca;
  private static Issued own;
  private static SecurePeers peers;
  private static SecurePeers.Served strict;

  @BeforeAll
  static void start() {
    certificates = TestCertificates.in(directory);
    ca = certificates.ca();
    own = certificates.client();
    peers = new SecurePeers();
    strict = peers.serve(server(tls(certificates.server(), ca)));
  }

  @AfterEach
  void theServerServesOthersAsBefore() {
    assertThat(peers.call(strict.port(), tls(own, ca)).caller().authorized()).isTrue();
  }

  @AfterAll
  static void stop() {
    peers.close();
  }

  private static Arguments named(
      String name, Function<TestCertificates, Issued> certificate, String text) {
    return Arguments.of(Named.of(name, certificate), text);
  }

  private static Named<?> client(String name, Function<TestCertificates, Issued> certificate) {
    return Named.of(name, certificate);
  }

  static Arguments[] badServers() {
    return new Arguments[] {
      named("foreign", TestCertificates::foreignServer, "its certificate is not trusted"),
      named("expired", TestCertificates::expired, "its certificate has expired"),
      named("not yet valid", TestCertificates::notYetValid, "its certificate is not valid yet"),
      named("other host", TestCertificates::wrongHost, "has another name or address"),
      named("a client's", TestCertificates::client, "its certificate is not trusted")
    };
  }

  @ParameterizedTest
  @MethodSource("badServers")
  void aServerIsNotCalledWhoseCertificateIs(
      Function<TestCertificates, Issued> certificate, String text) {
    SecurePeers.Served served = peers.serve(server(tls(certificate.apply(certificates), ca)));

    assertThat(peers.refusal(served.port(), tls(own, ca)))
        .startsWith("127.0.0.1:" + served.port() + " could not be connected to: ")
        .contains(text);
    peers.undeploy(served.deployment());
  }

  static Named<?>[] badClients() {
    return new Named<?>[] {
      client("foreign", TestCertificates::foreignClient),
      client("expired", TestCertificates::expired),
      client("not yet valid", TestCertificates::notYetValid),
      client("a server's", TestCertificates::server),
      client("missing", none -> null)
    };
  }

  @ParameterizedTest
  @MethodSource("badClients")
  void aClientIsNotLetInWhoseCertificateIs(Function<TestCertificates, Issued> certificate) {
    Issued shown = certificate.apply(certificates);
    for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
      JsonObject tls = shown == null ? withoutCertificate(ca) : tls(shown, ca);
      tls.put("protocols", new JsonArray().add(protocol));
      assertThat(peers.refusal(strict.port(), tls)).as(protocol).contains("TLS");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void whoHasNoProtocolInCommonIsTold(String protocol) {
    String other = protocol.equals("TLSv1.2") ? "TLSv1.3" : "TLSv1.2";
    JsonObject only =
        tls(certificates.server(), ca).put("protocols", new JsonArray().add(protocol));
    SecurePeers.Served served = peers.serve(server(only));

    assertThat(
            peers.refusal(served.port(), tls(own, ca).put("protocols", new JsonArray().add(other))))
        .contains("protocol_version");
    peers.undeploy(served.deployment());
  }

  @Test
  void plainAndSecureDoNotMeet() {
    SecurePeers.Served plain = peers.serve(server(null));

    assertThat(peers.refusal(strict.port(), (JsonObject) null)).contains("TLS");
    assertThat(peers.refusal(plain.port(), tls(own, ca))).contains("it does not speak TLS");
    peers.undeploy(plain.deployment());
  }

  @Test
  void aServerThatWasStoppedHasClosedItsPort() {
    SecurePeers.Served served = peers.serve(server(tls(certificates.server(), ca)), 2);
    String client = peers.client(tls(own, ca));
    peers.call(served.port());

    peers.undeploy(served.deployment());

    assertThat(peers.refusal(served.port())).contains("connection refused");
    assertThatThrownBy(() -> new RawSocket(served.port())).isInstanceOf(ConnectException.class);
    peers.undeploy(client);
  }
}
