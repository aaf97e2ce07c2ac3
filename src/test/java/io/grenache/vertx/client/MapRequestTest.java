package io.grenache.vertx.client;

import static io.grenache.vertx.client.ClientFixture.fails;
import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.MapRequest;
import io.grenache.vertx.message.Outcome;
import io.grenache.vertx.message.Replies;
import io.grenache.vertx.testing.ScriptedServer;
import io.grenache.vertx.testing.StaticLink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MapRequestTest {
  private final ClientFixture client = new ClientFixture();
  private final Vertx vertx = client.vertx;
  private final StaticLink link = new StaticLink(vertx);

  @AfterEach
  void close() {
    client.close();
  }

  private ScriptedServer silent() {
    return new ScriptedServer(vertx, (socket, request) -> {});
  }

  private static MapRequest in(int ms, Object payload) {
    return MapRequest.of("s", payload).withTimeout(Duration.ofMillis(ms));
  }

  private static Outcome of(int port, Replies replies) {
    List<Outcome> found =
        replies.replies().stream().filter(o -> o.destination().port() == port).toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  @Test
  void every_destination_is_asked_once_whatever_the_cap() {
    List<ScriptedServer> servers =
        IntStream.range(0, 8).mapToObj(i -> ScriptedServer.echo(vertx)).toList();
    link.route("s", servers.stream().mapToInt(ScriptedServer::port).toArray());
    client.deploy(new JsonObject().put("maxActiveKeyDests", 2));

    Replies replies = result(client.map(in(5000, 7)));

    assertThat(replies.replies()).hasSize(8);
    for (ScriptedServer server : servers) {
      assertThat(of(server.port(), replies).result().json()).isEqualTo(7);
      assertThat(server.requests()).isEqualTo(1);
    }
  }

  @Test
  void a_limit_picks_that_many_and_not_always_the_same() {
    int[] ports = IntStream.range(0, 6).map(i -> ScriptedServer.echo(vertx).port()).toArray();
    link.route("s", ports);
    client.deploy(new JsonObject());
    Set<Destination> seen = new HashSet<>();

    for (int i = 0; i < 60; i++) {
      Replies replies = result(client.map(in(5000, i).withLimit(2)));
      assertThat(replies.replies()).hasSize(2).doesNotHaveDuplicates();
      replies.replies().forEach(outcome -> seen.add(outcome.destination()));
    }

    assertThat(seen).hasSize(6);
    assertThat(result(client.map(in(5000, 0).withLimit(100))).replies()).hasSize(6);
  }

  @Test
  void a_destination_that_fails_has_its_own_failure_and_no_other_answers_for_it() {
    ScriptedServer good = ScriptedServer.echo(vertx);
    ScriptedServer dying = new ScriptedServer(vertx, (socket, request) -> socket.close());
    ScriptedServer late = silent();
    ScriptedServer refusing =
        new ScriptedServer(
            vertx,
            (socket, request) ->
                socket.writeTextMessage(
                    new JsonArray().add(request.getValue(0)).add("no funds").addNull().encode()));
    int nobody = ClientFixture.freePort();
    link.route("s", good.port(), dying.port(), late.port(), refusing.port(), nobody);
    client.deploy(new JsonObject().put("attempts", 3));

    Replies replies = result(client.map(in(400, "x")));

    assertThat(replies.replies()).hasSize(5);
    assertThat(of(good.port(), replies).result().json()).isEqualTo("x");
    assertThat(of(dying.port(), replies).failure()).isEqualTo(Failure.ERR_TRANSPORT_CLOSE);
    assertThat(of(late.port(), replies).failure()).isEqualTo(Failure.ERR_TIMEOUT);
    assertThat(of(refusing.port(), replies).failure()).isEqualTo(Failure.ERR_APPLICATION);
    assertThat(of(refusing.port(), replies).message()).isEqualTo("no funds");
    assertThat(of(nobody, replies).failure()).isEqualTo(Failure.ERR_CONNECT);
    for (ScriptedServer server : List.of(good, dying, late, refusing)) {
      assertThat(server.requests()).isEqualTo(1);
    }
  }

  @Test
  void the_json_form_is_taken_and_answered_alike() {
    ScriptedServer good = ScriptedServer.echo(vertx);
    int nobody = ClientFixture.freePort();
    link.route("s", good.port(), nobody);
    client.deploy(new JsonObject());
    JsonObject body =
        new JsonObject().put("service", "s").put("payload", "x").put("timeoutMs", 2000);

    JsonArray replies =
        result(vertx.eventBus().<JsonObject>request("grenache.rpc.map", body))
            .body()
            .getJsonArray("replies");

    assertThat(replies).hasSize(2);
    assertThat(replies)
        .contains(
            new JsonObject().put("destination", "127.0.0.1:" + good.port()).put("result", "x"))
        .anySatisfy(
            outcome -> {
              assertThat(((JsonObject) outcome).getString("destination"))
                  .isEqualTo("127.0.0.1:" + nobody);
              assertThat(((JsonObject) outcome).getString("error")).isEqualTo("ERR_CONNECT");
            });
  }

  @Test
  void it_fails_as_a_whole_where_nobody_is_to_be_asked_or_the_body_is_wrong() {
    client.deploy(new JsonObject());

    fails(client.map(in(1000, 0)), Failure.ERR_GRAPE_LOOKUP_EMPTY);
    fails(
        vertx.eventBus().request("grenache.rpc.map", new JsonObject().put("limit", 0)),
        Failure.ERR_BAD_REQUEST);
  }

  @Test
  void it_fails_as_a_whole_with_more_destinations_than_requests_may_be_under_way() {
    ScriptedServer server = ScriptedServer.echo(vertx);
    link.route("s", server.port(), ScriptedServer.echo(vertx).port());
    client.deploy(new JsonObject().put("maxInFlight", 1));

    fails(client.map(in(1000, 0)), Failure.ERR_OVERLOADED);
    assertThat(server.requests()).isZero();
    assertThat(result(client.map(in(1000, 0).withLimit(1))).replies()).hasSize(1);
  }

  @Test
  void the_deadline_holds_for_all_destinations_together() {
    link.route("s", silent().port(), silent().port());
    client.deploy(new JsonObject());
    long start = System.nanoTime();

    Replies replies = result(client.map(in(150, 0)));

    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isBetween(150L, 1400L);
    assertThat(replies.replies())
        .hasSize(2)
        .allSatisfy(outcome -> assertThat(outcome.failure()).isEqualTo(Failure.ERR_TIMEOUT));
  }

  @Test
  void the_deadline_bounds_the_lookup_too() {
    Vertx other = Vertx.vertx();
    try {
      other.eventBus().consumer("grenache.link.lookup", message -> {});
      result(other.deployVerticle(new ClientVerticle(ClientOptions.DEFAULTS)));
      long start = System.nanoTime();
      fails(other.eventBus().request("grenache.rpc.map", in(150, 0)), Failure.ERR_TIMEOUT);
      assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isBetween(145L, 1400L);
    } finally {
      result(other.close());
    }
  }

  @Test
  void undeploying_ends_what_is_open_with_an_outcome_each() {
    ScriptedServer first = silent();
    ScriptedServer second = silent();
    link.route("s", first.port(), second.port());
    String deployment = client.deploy(new JsonObject().put("drainMs", 50));
    Future<Replies> open = client.map(in(5000, 0));
    await().until(() -> first.requests() + second.requests() == 2);

    result(vertx.undeploy(deployment));

    assertThat(result(open).replies())
        .hasSize(2)
        .allSatisfy(
            outcome -> assertThat(outcome.failure()).isEqualTo(Failure.ERR_TRANSPORT_CLOSE));
  }
}
