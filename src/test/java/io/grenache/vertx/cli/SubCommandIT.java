package io.grenache.vertx.cli;

import static io.grenache.vertx.cli.RunnableJar.grenache;
import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.testing.JavaProcess;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The command {@code sub}, as a user runs it. */
@Timeout(90)
class SubCommandIT {
  private final Vertx vertx = Vertx.vertx();
  private final List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    result(vertx.close());
  }

  private int publisher() {
    HttpServer server =
        result(
            vertx
                .createHttpServer()
                .webSocketHandler(
                    socket -> {
                      sockets.add(socket);
                      socket.closeHandler(nothing -> sockets.remove(socket));
                    })
                .listen(0, "127.0.0.1"));
    return server.actualPort();
  }

  @Test
  void each_message_is_a_line_until_it_is_interrupted() {
    String port = Integer.toString(publisher());
    try (JavaProcess grape = grenache("grape", "--port", "0")) {
      String url = grape.line().replace("grape at ", "");
      try (JavaProcess announce = grenache("announce", "ticks", port, "--grape", url)) {
        announce.line();
        try (JavaProcess sub = grenache("sub", "ticks", "--grape", url)) {
          await().atMost(Duration.ofSeconds(20)).until(() -> sockets.size() == 1);
          sockets.get(0).writeTextMessage("größer");
          sockets.get(0).writeBinaryMessage(Buffer.buffer("bytes"));
          sockets.get(0).writeBinaryMessage(Buffer.buffer(new byte[] {0, -1, 65}));
          assertThat(sub.line()).isEqualTo("größer");
          assertThat(sub.line()).isEqualTo("bytes");
          assertThat(sub.line()).isEqualTo("AP9B");

          sub.interrupt();
          assertThat(sub.exitCode()).isEqualTo(130);
          assertThat(sub.errors()).isEmpty();
          await().until(sockets::isEmpty);
        }
      }
    }
  }
}
