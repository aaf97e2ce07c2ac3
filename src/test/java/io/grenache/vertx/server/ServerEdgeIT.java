package io.grenache.vertx.server;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Call;
import io.grenache.vertx.testing.RawSocket;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ServerEdgeIT {
  private static final ServerOptions OPTIONS =
      ServerOptions.DEFAULTS.withLameDuck(Duration.ZERO).withHost("127.0.0.1").withServices("s");
  private final Vertx vertx = Vertx.vertx();
  private String deployment;

  @AfterEach
  void close() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  private int deploy(JsonObject changes) {
    ServerVerticle server =
        new ServerVerticle(ServerOptions.fromJson(OPTIONS.toJson().mergeIn(changes)));
    deployment = result(vertx.deployVerticle(server));
    return server.port();
  }

  private void handle(Handler<Message<Call>> handler) {
    result(vertx.eventBus().<Call>consumer("grenache.service.s").handler(handler).completion());
  }

  // S1
  @Test
  void a_caller_that_sends_pings_and_never_reads_is_not_read_either() throws Exception {
    int port = deploy(new JsonObject().put("maxWriteQueueBytes", 65_536));
    byte[] ping = RawSocket.frame(9, new byte[125]);
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int i = 0; i < 1000; i++) {
      many.writeBytes(ping);
    }
    AtomicLong written = new AtomicLong();
    try (RawSocket socket = new RawSocket(port).upgrade()) {
      Thread flood =
          new Thread(
              () -> {
                try {
                  while (written.get() < 80 << 20) {
                    socket.send(many.toByteArray());
                    written.addAndGet(many.size());
                  }
                } catch (IOException e) {
                  // closed
                }
              });
      flood.start();
      flood.join(8000);
      assertThat(written.get() >> 20)
          .as("MiB of pings taken, for each of which the server holds a pong")
          .isLessThan(30);
    }
  }

  // S2
  @Test
  void sockets_that_never_ask_for_an_upgrade_are_bounded_too() throws Exception {
    int port = deploy(new JsonObject().put("maxConnections", 2));
    List<RawSocket> idle = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      idle.add(new RawSocket(port).send("GET /ws HTTP/1.1\r\nX-Slow: "));
    }
    Thread.sleep(500);
    int open = 0;
    for (RawSocket socket : idle) {
      socket.socket.setSoTimeout(20);
      try {
        if (socket.socket.getInputStream().read() >= 0) {
          open++;
        }
      } catch (java.net.SocketTimeoutException e) {
        open++;
      } catch (IOException e) {
        // refused
      }
      socket.close();
    }
    assertThat(open).isLessThanOrEqualTo(2);
  }

  // S3
  @Test
  void after_a_message_that_closes_the_socket_no_call_of_it_reaches_a_handler() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    handle(
        call -> {
          calls.incrementAndGet();
          call.reply(1);
        });
    int port = deploy(new JsonObject());
    try (RawSocket socket = new RawSocket(port).upgrade()) {
      ByteArrayOutputStream both = new ByteArrayOutputStream();
      both.writeBytes(RawSocket.text("garbage"));
      both.writeBytes(RawSocket.text("[1,\"s\",1]"));
      socket.send(both.toByteArray());
      Thread.sleep(500);
      assertThat(calls).hasValue(0);
    }
  }

  // S3: RFC 6455, 5.5.1: no data frame follows a close frame
  @Test
  void no_reply_follows_the_close_frame() throws Exception {
    List<Message<Call>> calls = Collections.synchronizedList(new ArrayList<>());
    handle(calls::add);
    int port = deploy(new JsonObject());
    try (RawSocket socket = new RawSocket(port).upgrade()) {
      socket.send(RawSocket.text("[1,\"s\",1]"));
      await().until(() -> calls.size() == 1);
      socket.send(RawSocket.text("garbage"));
      InputStream in = socket.socket.getInputStream();
      assertThat(in.read()).isEqualTo(0x88);
      in.readNBytes(in.read());
      calls.get(0).reply("late");
      socket.socket.setSoTimeout(1000);
      int next;
      try {
        next = in.read();
      } catch (java.net.SocketTimeoutException e) {
        next = -1;
      }
      assertThat(next).as("first byte behind the close frame").isEqualTo(-1);
    }
  }

  // S4
  @Test
  void undeploying_lets_a_slow_caller_read_its_answer_within_the_drain_time() throws Exception {
    String big = "x".repeat(12 << 20);
    handle(call -> call.reply(big));
    int port = deploy(new JsonObject().put("drainMs", 10_000));
    try (RawSocket socket = new RawSocket(port).upgrade()) {
      socket.send(RawSocket.text("[1,\"s\",1]"));
      Thread.sleep(500);
      Future<Void> undeployed = vertx.undeploy(deployment);
      Thread.sleep(3500);
      socket.socket.setSoTimeout(3000);
      long read = 0;
      byte[] buffer = new byte[1 << 16];
      try {
        for (int n;
            read < big.length() && (n = socket.socket.getInputStream().read(buffer)) >= 0; ) {
          read += n;
        }
      } catch (IOException e) {
        // cut
      }
      assertThat(read).isGreaterThanOrEqualTo(big.length());
      undeployed.await(15, TimeUnit.SECONDS);
    }
  }

  // S5
  @Test
  void undeploying_does_not_wait_for_sockets_in_the_middle_of_their_handshake() throws Exception {
    int port = deploy(new JsonObject());
    try (RawSocket idle = new RawSocket(port);
        RawSocket half = new RawSocket(port).send("GET /ws HTTP/1.1\r\nHost: ");
        RawSocket silent = new RawSocket(port).upgrade()) {
      Thread.sleep(100);
      long start = System.nanoTime();
      vertx.undeploy(deployment).await(20, TimeUnit.SECONDS);
      assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(4000);
      assertThat(idle.head()).endsWith("<end>");
      assertThat(half.head()).endsWith("<end>");
      assertThat(silent).isNotNull();
    }
  }

  // S6
  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void many_calls_that_are_refused_at_once_and_pause_the_socket_are_all_answered(int maxInFlight)
      throws Exception {
    int port = deploy(new JsonObject().put("maxInFlight", maxInFlight));
    int count = 20_000;
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      many.writeBytes(RawSocket.text("[1,\"u\",1]"));
    }
    int size = "[1,\"ERR_UNKNOWN_SERVICE\",null]".length() + 2;
    try (RawSocket socket = new RawSocket(port).upgrade()) {
      Thread writer =
          new Thread(
              () -> {
                try {
                  socket.send(many.toByteArray());
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      writer.start();
      assertThat(socket.socket.getInputStream().readNBytes(size * count)).hasSize(size * count);
    }
  }

  // S7
  @Test
  void a_service_whose_name_no_call_can_have_fails_the_deployment() {
    assertThatThrownBy(
            () -> deploy(new JsonObject().put("services", new JsonArray().add("n".repeat(2000)))))
        .hasMessageContaining("1024");
  }

  // S8
  @Test
  void a_handshake_that_is_none_is_answered_with_an_error() throws Exception {
    int port = deploy(new JsonObject());
    for (String head :
        List.of(
            "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n",
            "POST /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 2\r\n\r\nab",
            "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\r\n",
            "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 99\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")) {
      try (RawSocket socket = new RawSocket(port).send(head)) {
        assertThat(socket.head()).as(head).startsWith("HTTP/1.1 4");
      }
    }
  }

  // S9
  @Test
  void a_vertx_may_be_closed_at_any_moment_of_a_deployment() throws Exception {
    for (int i = 0; i < 20; i++) {
      Vertx other = Vertx.vertx();
      Future<String> deployed =
          other.deployVerticle(
              () -> new ServerVerticle(OPTIONS), new DeploymentOptions().setInstances(2));
      if (i % 2 == 0) {
        Thread.sleep(i);
      }
      other.close().await(10, TimeUnit.SECONDS);
      await().until(deployed::isComplete);
    }
  }
}
