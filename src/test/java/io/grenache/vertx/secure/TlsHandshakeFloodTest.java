package io.grenache.vertx.secure;

import static io.grenache.vertx.secure.SecurePeers.server;
import static io.grenache.vertx.secure.SecurePeers.tls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.testing.Issued;
import io.grenache.vertx.testing.RawSocket;
import io.grenache.vertx.testing.TestCertificates;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Strangers at a port with TLS who do not get as far as to be strangers with a name. */
@Timeout(30)
class TlsHandshakeFloodTest {
  private static final int MANY = 50;

  @TempDir private Path directory;
  private TestCertificates certificates;
  private Issued own;
  private JsonObject client;
  private final SecurePeers peers = new SecurePeers();
  private final List<RawSocket> strangers = new ArrayList<>();

  @BeforeEach
  void make() {
    certificates = TestCertificates.in(directory);
    own = certificates.server();
    client = tls(certificates.client(), certificates.ca());
  }

  @AfterEach
  void stop() throws IOException {
    leave();
    peers.close();
  }

  private int serve(String option, int value, int instances) {
    JsonObject options = server(tls(own, certificates.ca()).put("reloadMs", 0)).put(option, value);
    return peers.serve(options, instances).port();
  }

  /** Connects many who say nothing, and counts those that are not closed. */
  private long silent(int port) throws IOException {
    for (int i = 0; i < MANY; i++) {
      strangers.add(new RawSocket(port));
    }
    long open = 0;
    for (RawSocket stranger : strangers) {
      open += isOpen(stranger) ? 1 : 0;
    }
    return open;
  }

  private static boolean isOpen(RawSocket stranger) throws IOException {
    stranger.socket.setSoTimeout(100);
    try {
      stranger.readToEnd();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    }
  }

  private static byte[] hello() {
    try {
      SSLEngine engine = SSLContext.getDefault().createSSLEngine();
      engine.setUseClientMode(true);
      ByteBuffer hello = ByteBuffer.allocate(1 << 15);
      engine.wrap(ByteBuffer.allocate(0), hello);
      return Arrays.copyOf(hello.array(), hello.position());
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private void leave() throws IOException {
    for (RawSocket stranger : strangers) {
      stranger.close();
    }
    strangers.clear();
  }

  private void isServed(int port) {
    assertThat(peers.call(port, client).caller().authorized()).isTrue();
  }

  @Test
  void past_the_limit_they_are_closed_at_once_and_make_room_when_they_leave() throws IOException {
    int port = serve("maxConnections", 5, 1);
    for (int round = 1; round <= 3; round++) {
      assertThat(silent(port)).isEqualTo(5);
      assertThat(peers.total("server.tooManyConnections")).isEqualTo(45L * round);
      leave();
      // until the server has seen that they left
      await().ignoreExceptions().untilAsserted(() -> isServed(port));
      await().until(() -> peers.total("server.connections") == 0);
    }
    assertThat(peers.total("server.tooManyOfAddress")).isZero();
  }

  @Test
  void those_of_one_address_leave_room_for_others() throws IOException {
    int port = serve("maxConnectionsPerAddress", 5, 1);
    assertThat(silent(port)).isEqualTo(5);
    assertThat(peers.total("server.tooManyOfAddress")).isEqualTo(45);
    try (RawSocket other = new RawSocket(port, "127.0.0.2")) {
      assertThat(isOpen(other)).isTrue();
    }
    leave();
    await().ignoreExceptions().untilAsserted(() -> isServed(port));
  }

  @Test
  void the_limit_holds_after_certificates_were_read_again() throws IOException {
    int port = serve("maxConnections", 5, 1);
    Issued renewed = certificates.server();
    Files.writeString(own.key(), renewed.keyPem());
    Files.writeString(own.cert(), renewed.certPem());
    peers.vertx.eventBus().publish(Addresses.DEFAULT.reloadTls(), "now");
    peers.event(Event.TLS_RELOADED);

    assertThat(silent(port)).isEqualTo(5);
    leave();
    await().ignoreExceptions().untilAsserted(() -> isServed(port));
  }

  @Test
  void those_who_are_silent_for_too_long_are_closed_and_counted() throws IOException {
    int port =
        peers
            .serve(
                server(tls(own, certificates.ca()))
                    .put("handshakeTimeoutMs", 200)
                    .put("admissionTimeoutMs", 200))
            .port();
    try (RawSocket stranger = new RawSocket(port)) {
      stranger.readToEnd();
    }
    await().until(() -> peers.total("server.handshakeTimeouts") == 1);
  }

  @Test
  void none_of_them_writes_into_the_log() throws IOException {
    int port = serve("maxConnections", 5, 1);
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    root.addAppender(logged);
    try {
      byte[] hello = hello();
      byte[] half = Arrays.copyOf(hello, hello.length / 2);
      for (byte[] sent : List.of(new byte[0], half, hello, "GET /\r\n\r\n".getBytes())) {
        try (RawSocket stranger = new RawSocket(port).send(sent)) {
          stranger.socket.shutdownOutput();
          stranger.readToEnd();
        }
        RawSocket reset = new RawSocket(port).send(sent);
        if (sent == hello) {
          // what the server says
          reset.socket.getInputStream().read();
        }
        reset.socket.setSoLinger(true, 0);
        reset.close();
      }
      // while the server does its arithmetic
      for (int i = 0; i < 4 * MANY; i++) {
        RawSocket reset = new RawSocket(port).send(hello);
        reset.socket.setSoLinger(true, 0);
        reset.close();
      }
      silent(port);
      leave();
      await().ignoreExceptions().untilAsserted(() -> isServed(port));
    } finally {
      root.detachAppender(logged);
    }
    assertThat(logged.list)
        .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .isEmpty();
  }
}
