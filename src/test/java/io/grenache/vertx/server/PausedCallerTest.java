package io.grenache.vertx.server;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.client.ClientOptions;
import io.grenache.vertx.client.ClientVerticle;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.testing.StaticLink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A caller that has as many calls in flight as it may is not read from, its pings neither. */
@Timeout(30)
class PausedCallerTest {
  private static final int MAX_IN_FLIGHT = 10;
  private static final int CALLS = 40;
  private static final int SLOW_MS = 1200;

  private ServerInNetwork server;

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void its_calls_are_answered_however_soon_it_takes_silence_for_an_end() {
    server = new ServerInNetwork(new JsonObject().put("maxInFlight", MAX_IN_FLIGHT));
    Vertx vertx = server.vertx();
    AtomicInteger calls = new AtomicInteger();
    server.handling(
        call -> {
          if (calls.incrementAndGet() > MAX_IN_FLIGHT) {
            call.reply(1);
          } else {
            vertx.setTimer(SLOW_MS, id -> call.reply(1));
          }
        });
    new StaticLink(vertx).route("s", server.port());
    ClientOptions impatient =
        ClientOptions.fromJson(
            new JsonObject()
                .put("pingIntervalMs", 500)
                .put("pingTimeoutMs", 500)
                .put("maxActiveDestTransports", 1));
    result(vertx.deployVerticle(new ClientVerticle(impatient)));

    List<Future<Reply>> replies = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      Request request = Request.of("s", "x".repeat(1000)).withTimeout(Duration.ofSeconds(20));
      replies.add(
          vertx
              .eventBus()
              .<Reply>request("grenache.rpc.request", request, request.delivery())
              .map(Message::body));
    }

    for (Future<Reply> reply : replies) {
      assertThat(result(reply).result().json()).isEqualTo(1);
    }
    assertThat(server.count("pauses")).isPositive();
  }
}
