package io.grenache.vertx.server;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Call;
import io.grenache.vertx.testing.RawPeer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PingingCallerTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    result(vertx.close());
  }

  @Test
  void a_caller_that_pings_for_long_without_calling_is_not_taken_for_one_with_a_huge_message() {
    JsonObject json =
        ServerOptions.DEFAULTS
            .withHost("127.0.0.1")
            .withServices("orders")
            .withLameDuck(Duration.ZERO)
            .toJson();
    ServerVerticle server =
        new ServerVerticle(
            ServerOptions.fromJson(
                json.put("maxFrameBytes", 1024)
                    .put("maxMessageBytes", 1024)
                    .put("maxUnfinishedBytes", 1024)));
    result(vertx.deployVerticle(server));
    vertx.eventBus().<Call>consumer("grenache.service.orders").handler(call -> call.reply("here"));
    RawPeer peer = new RawPeer(vertx, server.port());

    // 26 KB in all, more than any socket may hold
    for (int i = 0; i < 200; i++) {
      peer.frame(WebSocketFrame.pingFrame(Buffer.buffer(new byte[125])));
    }

    assertThat(peer.text("[1,\"orders\",0]").receive()).isEqualTo("[1,null,\"here\"]");
  }
}
