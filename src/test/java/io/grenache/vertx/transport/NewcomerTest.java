package io.grenache.vertx.transport;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.listen.ListenOptions;
import io.grenache.vertx.message.Admission;
import io.grenache.vertx.telemetry.Tally;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NewcomerTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String WITHOUT_VERSION =
      "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  private static final String HANDSHAKE = WITHOUT_VERSION + "Sec-WebSocket-Version: 13\r\n\r\n";

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger guests = new AtomicInteger();
  private Listener listener;

  @BeforeEach
  void listen() {
    ListenOptions options = ListenOptions.DEFAULTS.withHost("127.0.0.1");
    listener =
        new Listener(
            vertx,
            "deployment",
            options,
            Tally.of(vertx, "grenache"),
            "server",
            handshake -> Future.succeededFuture(Admission.ADMIT),
            arrival -> guests.incrementAndGet());
    result(listener.listen());
  }

  @AfterEach
  void close() {
    result(vertx.close());
  }

  /** All that comes back until the other side closes, long before the time for handshakes ends. */
  private String answer(String sent) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", listener.port())) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void who_is_refused_is_closed_and_does_not_try_again_on_the_same_socket() throws IOException {
    assertThat(answer(GET)).startsWith("HTTP/1.1 426 ");
    assertThat(answer(GET + HANDSHAKE)).startsWith("HTTP/1.1 426 ").doesNotContain("101");
    assertThat(guests).hasValue(0);
  }

  @Test
  void the_drafts_of_the_protocol_are_refused_with_the_version_that_is_spoken() throws IOException {
    assertThat(answer(WITHOUT_VERSION + "Sec-WebSocket-Version: 8\r\n\r\n"))
        .startsWith("HTTP/1.1 426 ")
        .containsIgnoringCase("Sec-WebSocket-Version: 13");
    assertThat(answer(WITHOUT_VERSION + "\r\n")).startsWith("HTTP/1.1 426 ");
    assertThat(guests).hasValue(0);
  }
}
