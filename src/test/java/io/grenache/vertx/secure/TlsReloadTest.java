package io.grenache.vertx.secure;

import static io.grenache.vertx.secure.SecurePeers.SERVICE;
import static io.grenache.vertx.secure.SecurePeers.server;
import static io.grenache.vertx.secure.SecurePeers.tls;
import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Caller;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.testing.Ca;
import io.grenache.vertx.testing.Issued;
import io.grenache.vertx.testing.TestCertificates;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys and certificates are replaced while servers and clients go on. */
@Timeout(30)
class TlsReloadTest {
  @TempDir private Path directory;
  private TestCertificates certificates;
  private Ca ca;
  private Issued old;
  private Issued renewed;
  private Issued client;
  private final SecurePeers peers = new SecurePeers();

  @BeforeEach
  void make() {
    certificates = TestCertificates.in(directory);
    ca = certificates.ca();
    old = certificates.server();
    renewed = certificates.server();
    client = certificates.client();
  }

  @AfterEach
  void stop() {
    peers.close();
  }

  private static JsonObject never(JsonObject tls) {
    return tls.put("reloadMs", 0);
  }

  private static void replace(Issued of, Issued with) {
    try {
      Files.writeString(of.key(), with.keyPem());
      Files.writeString(of.cert(), with.certPem());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void reload() {
    peers.vertx.eventBus().publish(Addresses.DEFAULT.reloadTls(), "now");
  }

  /** The certificate that a new connection is shown. */
  private static Certificate shownAt(int port) {
    TrustManager any =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type)
              throws CertificateException {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type)
              throws CertificateException {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {any}, null);
      try (SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
        socket.startHandshake();
        return socket.getSession().getPeerCertificates()[0];
      }
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void newConnectionsSeeTheNewCertificateAndOldSocketsGoOn() {
    SecurePeers.Served served = peers.serve(server(never(tls(old, ca))));
    peers.client(never(tls(client, ca)));
    String address = peers.call(served.port()).caller().address();
    assertThat(shownAt(served.port())).isEqualTo(old.certificate());

    replace(old, renewed);
    assertThat(shownAt(served.port())).isEqualTo(old.certificate());
    reload();

    Event event = peers.event(Event.TLS_RELOADED);
    assertThat(peers.event(Event.TLS_RELOADED).message()).isNotEqualTo(event.message());
    assertThat(shownAt(served.port())).isEqualTo(renewed.certificate());
    Call later = peers.call(served.port());
    assertThat(later.caller().address()).isEqualTo(address);
    assertThat(later.caller().authorized()).isTrue();
  }

  @Test
  void aFileThatHasChangedIsNoticedWithoutBeingTold() {
    SecurePeers.Served served = peers.serve(server(tls(old, ca).put("reloadMs", 50)));

    replace(old, renewed);

    await().until(() -> shownAt(served.port()).equals(renewed.certificate()));
    Event event = peers.event(Event.TLS_RELOADED);
    assertThat(event.destination()).isEqualTo("127.0.0.1:" + served.port());
    assertThat(event.message()).isNull();
  }

  @Test
  void aBrokenFileIsReportedAndTheOldOneStaysInUse() throws IOException {
    SecurePeers.Served served = peers.serve(server(never(tls(old, ca))));
    Files.writeString(old.cert(), "nothing");
    reload();

    Event failed = peers.event(Event.TLS_RELOAD_FAILED);
    assertThat(failed.message()).isEqualTo("tls[cert has no certificate in PEM]");
    assertThat(failed.destination()).isEqualTo("127.0.0.1:" + served.port());
    assertThat(shownAt(served.port())).isEqualTo(old.certificate());
    assertThat(peers.call(served.port(), tls(client, ca)).caller().authorized()).isTrue();

    // half of it was replaced
    Files.writeString(old.cert(), renewed.certPem());
    reload();
    assertThat(peers.event(Event.TLS_RELOAD_FAILED).message())
        .isEqualTo("tls[key does not belong to cert]");

    replace(old, renewed);
    reload();
    assertThat(peers.event(Event.TLS_RELOADED).message()).isNull();
    assertThat(shownAt(served.port())).isEqualTo(renewed.certificate());
  }

  @Test
  void aFileThatStaysBrokenIsReportedOnce() throws IOException {
    SecurePeers.Served served = peers.serve(server(tls(old, ca).put("reloadMs", 20)));
    peers.events.clear();
    Files.delete(old.cert());
    assertThat(peers.event(Event.TLS_RELOAD_FAILED).message()).contains("no such file");

    // many looks later
    await().during(Duration.ofMillis(300)).until(() -> peers.events.isEmpty());

    Files.writeString(old.cert(), old.certPem());
    replace(old, renewed);
    await().until(() -> shownAt(served.port()).equals(renewed.certificate()));
  }

  @Test
  void aClientsOwnCertificateIsRenewedForItsNextSocket() {
    Issued next = certificates.client("next");
    int port = peers.serve(server(never(tls(old, ca)))).port();
    JsonObject options = new JsonObject().put("tls", never(tls(client, ca)));
    // a socket that is not used is closed at once, so that there is a next one
    peers.client(options.put("inactivityTimeoutMs", 40).put("connectTimeoutMs", 9000), 1);
    assertThat(known(port)).isEqualTo(client.fingerprint256());

    replace(client, next);
    reload();
    await()
        .until(
            () ->
                peers.events.stream()
                    .anyMatch(
                        event ->
                            event.type().equals(Event.TLS_RELOADED)
                                && event.destination() == null));

    await().until(() -> known(port).equals(next.fingerprint256()));
  }

  private String known(int port) {
    Caller caller = peers.call(port).caller();
    assertThat(caller.authorized()).isTrue();
    return caller.certificate().fingerprint256();
  }

  @Test
  void aClientThatNamesItsServerStillDoesAfterAReload() {
    Issued named = certificates.wrongHost();
    int port = peers.serve(server(never(tls(named, ca)))).port();
    JsonObject tls = never(tls(client, ca)).put("serverName", "other.example");
    JsonObject options = new JsonObject().put("tls", tls).put("inactivityTimeoutMs", 40);
    peers.client(options.put("connectTimeoutMs", 9000), 1);
    String first = peers.call(port).caller().address();

    replace(client, certificates.client("next"));
    reload();

    await().until(() -> !peers.call(port).caller().address().equals(first));
    await().until(() -> !known(port).equals(client.fingerprint256()));

    // and is as strict as before
    Issued stranger = certificates.foreignCa().issue("other").dns("other.example").create();
    int foreign = peers.serve(server(never(tls(stranger, ca)))).port();
    peers.link.route("elsewhere", foreign);
    assertThatThrownBy(() -> result(peers.send("elsewhere", 1)))
        .hasMessageContaining("not trusted");
  }

  @Test
  void whomToTrustIsReadAgainToo() throws IOException {
    Issued foreign = certificates.foreignClient();
    int port = peers.serve(server(never(tls(old, ca)))).port();
    peers.refusal(port, tls(foreign, ca));

    JsonObject strangers = tls(foreign, ca).put("ca", ca.pem());
    Files.writeString(ca.cert(), ca.pem() + certificates.foreignCa().pem());
    reload();
    assertThat(peers.event(Event.TLS_RELOADED).message()).isNull();

    assertThat(peers.call(port, strangers).caller().authorized()).isTrue();
  }

  @Test
  void allInstancesOfAServerChangeTogether() {
    int port = peers.serve(server(never(tls(old, ca))), 2).port();

    replace(old, renewed);
    reload();

    List<Event> both = List.of(peers.event(Event.TLS_RELOADED), peers.event(Event.TLS_RELOADED));
    assertThat(both).extracting(Event::message).containsOnlyNulls();
    for (int i = 0; i < 4; i++) {
      assertThat(shownAt(port)).isEqualTo(renewed.certificate());
    }
    peers.client(new JsonObject().put("tls", tls(client, ca)), 2);
    for (int i = 0; i < 4; i++) {
      assertThat(peers.call(port).caller().authorized()).isTrue();
    }
  }

  @Test
  void afterTheServerIsGoneNothingIsReadAnyMore() {
    SecurePeers.Served served = peers.serve(server(tls(old, ca).put("reloadMs", 20)));
    peers.undeploy(served.deployment());
    peers.events.clear();

    replace(old, renewed);
    reload();
    // another server that is told of the same change has read it; the one that is gone has not
    JsonObject services = server(never(tls(certificates.server(), ca)));
    peers.serve(services.put("services", new JsonArray().add(SERVICE)));
    reload();
    assertThat(peers.event(Event.TLS_RELOADED).message()).isEqualTo("nothing has changed");
    assertThat(peers.events).noneMatch(event -> event.type().startsWith("TlsReload"));
  }
}
