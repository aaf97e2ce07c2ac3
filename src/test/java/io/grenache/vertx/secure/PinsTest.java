package io.grenache.vertx.secure;

import static io.grenache.vertx.secure.SecurePeers.SERVICE;
import static io.grenache.vertx.secure.SecurePeers.server;
import static io.grenache.vertx.secure.SecurePeers.tls;
import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grenache.vertx.message.Failure;
import io.grenache.vertx.testing.Ca;
import io.grenache.vertx.testing.Issued;
import io.grenache.vertx.testing.TestCertificates;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Anyone may announce a service; only who has a pinned certificate gets its calls. */
@Timeout(30)
class PinsTest {
  @TempDir private static Path directory;
  private static TestCertificates certificates;
  private static Ca ca;
  private static Issued own;
  private static Issued right;
  private static Issued impostor;
  private final SecurePeers peers = new SecurePeers();

  @BeforeAll
  static void make() {
    certificates = TestCertificates.in(directory);
    ca = certificates.ca();
    own = certificates.client();
    right = certificates.server();
    impostor = certificates.server();
  }

  @AfterEach
  void stop() {
    peers.close();
  }

  private int serve(Issued issued) {
    return peers.serve(server(tls(issued, ca))).port();
  }

  private void client(JsonObject tls, JsonObject pins) {
    JsonObject options = new JsonObject().put("tls", tls).put("servicePins", pins);
    peers.client(options.put("connectTimeoutMs", 9000), 1);
  }

  private static JsonObject pins(String service, Issued... issued) {
    return more(new JsonObject(), service, issued);
  }

  private static JsonObject more(JsonObject pins, String service, Issued... issued) {
    JsonArray list = new JsonArray();
    for (Issued one : issued) {
      list.add(one.fingerprint256());
    }
    return pins.put(service, list);
  }

  @Test
  void whoHasAPinnedCertificateIsCalled() {
    client(tls(own, ca), pins(SERVICE, impostor, right));

    assertThat(peers.call(serve(right)).caller().authorized()).isTrue();
  }

  @Test
  void whoHasAnotherCertificateGetsNothingOfTheCall() {
    client(tls(own, ca), pins(SERVICE, right));
    int port = serve(impostor);

    String expected =
        "127.0.0.1:" + port + " has a certificate that servicePins does not list for " + SERVICE;
    assertThat(peers.refusal(port)).isEqualTo(expected);
    // the socket is there now, and serves for no call either
    assertThat(peers.refusal(port)).isEqualTo(expected);
    assertThat(peers.total("server.connections")).isEqualTo(1);
    assertThat(peers.total("server.inFlight")).isZero();
  }

  @Test
  void ofTwoThatAnnounceAServiceTheImpostorGetsNoCall() {
    client(tls(own, ca), pins(SERVICE, right));
    int rightPort = serve(right);
    int impostorPort = serve(impostor);
    peers.link.route(SERVICE, impostorPort, rightPort);

    for (int i = 0; i < 20; i++) {
      assertThat(result(peers.send(SERVICE, i)).destination().port()).isEqualTo(rightPort);
    }
    assertThat(peers.calls).hasSize(20);
  }

  @Test
  void moreImpostorsThanDestinationsInUseKeepNobodyFromTheRightOne() {
    client(tls(own, ca), pins(SERVICE, right));
    int[] ports = new int[7];
    for (int i = 0; i < 6; i++) {
      ports[i] = serve(impostor);
    }
    ports[6] = serve(right);
    peers.link.route(SERVICE, ports);

    assertThat(result(peers.send(SERVICE, 1)).destination().port()).isEqualTo(ports[6]);
    assertThat(result(peers.send(SERVICE, 2)).destination().port()).isEqualTo(ports[6]);
  }

  @Test
  void servicesOnOneSocketHaveTheirOwnPins() {
    peers.handle("pinned");
    peers.handle("elsewhere");
    client(tls(own, ca), more(pins("pinned", right), "elsewhere", impostor));
    JsonArray services = new JsonArray().add(SERVICE).add("pinned").add("elsewhere");
    int port = peers.serve(server(tls(right, ca)).put("services", services)).port();
    peers.link.route(SERVICE, port).route("pinned", port).route("elsewhere", port);

    result(peers.send(SERVICE, 1));
    result(peers.send("pinned", 2));
    Throwable refused = catchThrowable(() -> result(peers.send("elsewhere", 3)));

    assertThat(Failure.of(refused)).isEqualTo(Failure.ERR_CONNECT);
    assertThat(peers.calls).extracting(call -> call.service()).containsExactly(SERVICE, "pinned");
    assertThat(peers.total("server.connections")).isEqualTo(1);
  }

  @Test
  void callsOfDifferentPinsThatWaitForOneSocketAreToldApart() {
    peers.handle("elsewhere");
    client(tls(own, ca), more(pins(SERVICE, right), "elsewhere", impostor));
    JsonArray services = new JsonArray().add(SERVICE).add("elsewhere");
    int port = peers.serve(server(tls(right, ca)).put("services", services)).port();
    peers.link.route(SERVICE, port).route("elsewhere", port);

    var misled = peers.send("elsewhere", 1);
    var well = peers.send(SERVICE, 2);

    assertThat(result(well).result().json()).isEqualTo(2);
    assertThat(Failure.of(catchThrowable(() -> result(misled)))).isEqualTo(Failure.ERR_CONNECT);
    assertThat(peers.calls).extracting(call -> call.service()).containsExactly(SERVICE);
  }

  @Test
  void pinsAloneTellWhoIsWhoWhereNoCaIsTrusted() {
    Issued foreign = certificates.foreignServer();
    client(tls(own, ca).put("rejectUnauthorized", false), pins(SERVICE, foreign));

    peers.call(serve(foreign));
  }

  @Test
  void pinsAloneKeepImpostorsOutWhereNoCaIsTrusted() {
    JsonObject any = tls(own, ca).put("rejectUnauthorized", false);
    client(any, pins(SERVICE, certificates.foreignServer()));

    assertThat(peers.refusal(serve(certificates.foreignServer()))).contains("servicePins");
  }
}
