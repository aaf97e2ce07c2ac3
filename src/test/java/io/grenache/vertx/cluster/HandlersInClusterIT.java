package io.grenache.vertx.cluster;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.server.ServerOptions;
import io.grenache.vertx.server.ServerVerticle;
import io.grenache.vertx.testing.BusCalls;
import io.grenache.vertx.testing.HandlerKind;
import io.grenache.vertx.testing.RawPeer;
import io.grenache.vertx.testing.SteadyCaller;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.test.fakecluster.FakeClusterManager;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A server on one node, and handlers of its calls on that and on another one. */
@Timeout(60)
class HandlersInClusterIT {
  private static final int CALLS = 1000;
  private static final int IN_FLIGHT = 32;
  private static final int TIMEOUT_MS = 2000;
  private static final String HERE = "here";
  private static final String THERE = "there";

  private Vertx here;
  private Vertx there;
  private int port;
  private BusCalls overTheBus;

  @BeforeEach
  void start() {
    here = node();
    there = node();
    ServerVerticle server =
        new ServerVerticle(
            ServerOptions.fromJson(
                ServerOptions.DEFAULTS
                    .withLameDuck(Duration.ZERO)
                    .withHost("127.0.0.1")
                    .withServices("s")
                    .withPort(0)
                    .toJson()
                    .mergeIn(new JsonObject().put("handlerTimeoutMs", TIMEOUT_MS))));
    result(here.deployVerticle(server));
    port = server.port();
    overTheBus = new BusCalls(here, "s");
  }

  @AfterEach
  void close() {
    result(there.close());
    result(here.close());
    FakeClusterManager.reset();
  }

  private static Vertx node() {
    Vertx vertx =
        result(
            Vertx.builder()
                .with(
                    new VertxOptions()
                        .setEventBusOptions(new EventBusOptions().setHost("127.0.0.1")))
                .withClusterManager(new FakeClusterManager())
                .buildClustered());
    Codecs.register(vertx);
    return vertx;
  }

  private static String deploy(Vertx node, HandlerKind kind, String answer) {
    return kind.deploy(node, new DeploymentOptions(), "s", call -> Future.succeededFuture(answer));
  }

  private Map<String, Integer> call(int calls) {
    return SteadyCaller.call(here, port, "s", calls, IN_FLIGHT);
  }

  private SteadyCaller caller() {
    return new SteadyCaller(here, port, "s").start(IN_FLIGHT);
  }

  private void bothGetTheirShare() {
    Map<String, Integer> shares = call(CALLS);
    assertThat(shares).containsOnlyKeys(HERE, THERE);
    assertThat(shares.get(THERE)).isBetween(CALLS / 4, CALLS * 3 / 4);
  }

  @ParameterizedTest
  @EnumSource(HandlerKind.class)
  void a_handler_on_another_node_is_called(HandlerKind kind) {
    deploy(there, kind, THERE);

    assertThat(call(CALLS)).isEqualTo(Map.of(THERE, CALLS));
    assertThat(overTheBus.count()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"PLAIN,PLAIN", "PLAIN,SERVICE", "SERVICE,PLAIN", "SERVICE,SERVICE"})
  void handlers_on_both_nodes_share_the_calls_until_one_goes(HandlerKind one, HandlerKind other) {
    String first = deploy(here, one, HERE);
    String second = deploy(there, other, THERE);
    bothGetTheirShare();

    result(there.undeploy(second));
    assertThat(call(CALLS)).isEqualTo(Map.of(HERE, CALLS));

    // one that joins when calls may pass by the bus
    deploy(there, other, THERE);
    assertThat(call(300)).containsKey(THERE);
    bothGetTheirShare();

    result(here.undeploy(first));
    assertThat(call(CALLS)).isEqualTo(Map.of(THERE, CALLS));
  }

  @Test
  void a_service_alone_in_the_cluster_is_called_past_the_bus() {
    deploy(here, HandlerKind.SERVICE, HERE);
    call(100);
    int before = overTheBus.count();

    assertThat(call(CALLS)).isEqualTo(Map.of(HERE, CALLS));
    assertThat(overTheBus.count() - before).isBetween(5, CALLS / 10);
  }

  @ParameterizedTest
  @CsvSource({"PLAIN,PLAIN", "PLAIN,SERVICE", "SERVICE,PLAIN", "SERVICE,SERVICE"})
  void when_a_node_closes_its_calls_are_answered_and_the_other_takes_all(
      HandlerKind one, HandlerKind other) throws InterruptedException {
    deploy(here, one, HERE);
    deploy(there, other, THERE);
    SteadyCaller caller = caller();
    caller.awaitAnswers(300);

    Future<Void> closed = there.close();
    caller.awaitAnswers(300);
    result(closed);
    caller.awaitAnswers(100);
    assertThat(caller.stop().keySet())
        .contains(HERE, THERE)
        .isSubsetOf(HERE, THERE, "ERR_TIMEOUT", "ERR_NO_HANDLER, not run");
    assertThat(call(CALLS)).isEqualTo(Map.of(HERE, CALLS));
  }

  @ParameterizedTest
  @EnumSource(HandlerKind.class)
  void calls_of_a_handler_whose_node_closes_are_never_left_in_silence(HandlerKind kind)
      throws InterruptedException {
    Promise<Void> called = Promise.promise();
    kind.deploy(
        there,
        new DeploymentOptions(),
        "s",
        call -> {
          if (!call.payload().text().equals("\"slow\"")) {
            return Future.succeededFuture(THERE);
          }
          called.complete();
          return Promise.promise().future();
        });
    SteadyCaller caller = caller();
    caller.awaitAnswers(200);
    RawPeer waiting = new RawPeer(here, port, "/ws", true).text("[1,\"s\",\"slow\"]");
    result(called.future());

    result(there.close());
    // it ran, as far as the server knows
    assertThat(waiting.receive()).isEqualTo("[1,\"ERR_TIMEOUT\",null,{\"v\":1,\"f\":1}]");
    caller.awaitAnswers(50);
    assertThat(caller.stop().keySet())
        .contains(THERE, "ERR_NO_HANDLER, not run")
        .isSubsetOf(THERE, "ERR_TIMEOUT", "ERR_NO_HANDLER, not run");
    assertThat(call(20)).isEqualTo(Map.of("ERR_NO_HANDLER, not run", 20));
  }
}
