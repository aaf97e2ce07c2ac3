package io.grenache.vertx.client;

import static io.grenache.vertx.client.ClientFixture.fails;
import static io.grenache.vertx.client.ClientFixture.in;
import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Destinations;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Lookup;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.testing.RawServer;
import io.grenache.vertx.testing.ScriptedServer;
import io.grenache.vertx.testing.StaticLink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes silent is found out, what comes back is found again, and a lost link is outlived. */
@Timeout(30)
class LivenessTest {
  private final ClientFixture client = new ClientFixture();
  private final Vertx vertx = client.vertx;

  @AfterEach
  void close() {
    client.close();
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  @Test
  void a_socket_that_went_silent_is_found_by_a_ping_and_its_calls_fail() {
    RawServer server =
        new RawServer(
            vertx,
            (connection, socket, message) -> {
              // answers the first call, and no ping ever
              if (message.endsWith("\"first\"]")) {
                String rid = message.substring(1, message.indexOf(','));
                socket.write(RawServer.text("[" + rid + ",null,1]"));
              }
            });
    new StaticLink(vertx).route("s", server.port());
    client.deploy(
        new JsonObject().put("pingIntervalMs", 150).put("pingTimeoutMs", 150).put("drainMs", 1));
    result(client.request(in(5000, "first")));
    long lastSign = System.nanoTime();

    List<Future<Reply>> lost =
        List.of(client.request(in(8000, "second")), client.request(in(8000, "third")));

    lost.forEach(reply -> fails(reply, Failure.ERR_TRANSPORT_CLOSE));
    assertThat(millisSince(lastSign)).isBetween(250L, 1500L);
    assertThat(server.sockets()).hasSizeGreaterThanOrEqualTo(1);
  }

  @Test
  void a_socket_that_answers_pings_may_take_its_time_with_a_call() {
    ScriptedServer slow =
        new ScriptedServer(
            vertx,
            (socket, request) ->
                vertx.setTimer(
                    600,
                    id ->
                        socket.writeTextMessage(
                            new JsonArray().add(request.getValue(0)).addNull().add(1).encode())));
    new StaticLink(vertx).route("s", slow.port());
    client.deploy(new JsonObject().put("pingIntervalMs", 40).put("pingTimeoutMs", 200));

    assertThat(result(client.request(in(5000, 0))).result().json()).isEqualTo(1);
    assertThat(slow.sockets()).hasSize(1);
  }

  @Test
  void a_destination_that_came_back_is_found_without_a_users_call() {
    int port = ClientFixture.freePort();
    new StaticLink(vertx).route("s", port);
    client.deploy(new JsonObject().put("asideMs", 50).put("maxAsideMs", 50));
    fails(client.request(in(2000, 0)), Failure.ERR_CONNECT);

    KinPeer back =
        new KinPeer(vertx, port, (socket, frame) -> KinPeer.answer(socket, frame, "back"));

    await().until(() -> back.sockets().size() == 1);
    assertThat(back.frames()).isEmpty();
    assertThat(result(client.request(in(2000, 0))).result().json()).isEqualTo("back");
    assertThat(back.sockets()).as("the probe's socket is used").hasSize(1);
  }

  @Test
  void calls_without_an_answer_in_a_row_set_a_destination_aside() {
    ScriptedServer dull =
        new ScriptedServer(
            vertx,
            (socket, request) -> {
              if ("hello".equals(request.getValue(2))) {
                socket.writeTextMessage(
                    new JsonArray().add(request.getValue(0)).addNull().add(1).encode());
              }
            });
    ScriptedServer echo = ScriptedServer.echo(vertx);
    new StaticLink(vertx).route("s", dull.port()).route("t", echo.port(), dull.port());
    client.deploy(
        new JsonObject()
            .put("timeoutsToAside", 3)
            .put("asideMs", 20_000)
            .put("maxAsideMs", 20_000));

    // only a call that was written counts
    result(client.request(in(5000, "hello")));
    for (int i = 0; i < 3; i++) {
      fails(client.request(in(50, i)), Failure.ERR_TIMEOUT);
    }

    await().until(() -> dull.requests() == 4);
    for (int i = 0; i < 30; i++) {
      result(client.request(Request.of("t", i).withTimeout(Duration.ofSeconds(2))));
    }
    assertThat(dull.requests()).isEqualTo(4);
  }

  @Test
  void routes_outlive_a_lost_link_until_they_are_stale() {
    ScriptedServer echo = ScriptedServer.echo(vertx);
    AtomicInteger lookups = new AtomicInteger();
    Codecs.register(vertx);
    vertx
        .eventBus()
        .<Lookup>consumer(
            Addresses.DEFAULT.lookup(),
            message -> {
              if (lookups.incrementAndGet() == 1) {
                List<Destination> found = List.of(new Destination("127.0.0.1", echo.port()));
                message.reply(new Destinations("s", found, Duration.ofMillis(100)));
              } else {
                Failure.answer(message, Failure.ERR_GRAPE.with("down"));
              }
            });
    client.deploy(new JsonObject().put("staleMs", 600));
    long before = System.nanoTime();
    result(client.request(in(2000, 0)));
    long known = System.nanoTime();

    await()
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              long asked = System.nanoTime();
              Future<Reply> reply = client.request(in(2000, 0));
              boolean failed = result(reply.map(false).otherwise(e -> gone(e)));
              if (failed) {
                assertThat(millisSince(before))
                    .as("not given up early")
                    .isGreaterThanOrEqualTo(700);
              } else {
                assertThat(asked - known).isLessThan(TimeUnit.MILLISECONDS.toNanos(700));
              }
              return failed;
            });
    assertThat(lookups.get()).isBetween(2, 4);
  }

  private static boolean gone(Throwable cause) {
    assertThat(Failure.of(cause)).isEqualTo(Failure.ERR_GRAPE);
    return true;
  }
}
