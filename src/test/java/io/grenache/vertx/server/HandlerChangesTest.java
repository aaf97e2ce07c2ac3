package io.grenache.vertx.server;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.testing.HandlerKind;
import io.grenache.vertx.testing.RawPeer;
import io.grenache.vertx.testing.SteadyCaller;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Handlers come and go while calls are under way; callers get an answer all the same. */
@Timeout(30)
class HandlerChangesTest {
  private static final int IN_FLIGHT = 64;
  private static final String DONE = "done";
  private static final String NOT_RUN = "ERR_NO_HANDLER, not run";

  // a warning a message
  private final Logger discards =
      (Logger) LoggerFactory.getLogger("io.vertx.core.eventbus.impl.MessageConsumerImpl");
  private ServerInNetwork server;

  static Stream<Arguments> handlers() {
    return Stream.of(HandlerKind.values())
        .flatMap(
            kind ->
                Stream.of(
                    Arguments.of(kind, new DeploymentOptions()),
                    Arguments.of(kind, worker()),
                    Arguments.of(kind, worker().setWorkerPoolName("s").setWorkerPoolSize(2))));
  }

  private static DeploymentOptions worker() {
    return new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER);
  }

  /**
   * Vert.x drops the messages that wait for a worker pool which closes with its verticle, and tells
   * nobody.
   */
  private static boolean mayBeDropped(HandlerKind kind, DeploymentOptions options) {
    return kind == HandlerKind.PLAIN && options.getWorkerPoolName() != null;
  }

  private void start(HandlerKind kind, DeploymentOptions options) {
    // as far as not even a slow machine gets where no call may be dropped
    int timeoutMs = mayBeDropped(kind, options) ? 500 : 15_000;
    server = new ServerInNetwork(new JsonObject().put("handlerTimeoutMs", timeoutMs));
  }

  private static Set<String> outcomes(
      HandlerKind kind, DeploymentOptions options, String... expected) {
    Set<String> outcomes = new TreeSet<>(List.of(expected));
    if (mayBeDropped(kind, options)) {
      outcomes.add("ERR_TIMEOUT");
    }
    return outcomes;
  }

  @BeforeEach
  void silence() {
    discards.setLevel(Level.ERROR);
  }

  @AfterEach
  void close() {
    discards.setLevel(null);
    server.close();
  }

  private Vertx vertx() {
    return server.vertx();
  }

  private String deploy(HandlerKind kind, DeploymentOptions options) {
    return deploy(kind, options, call -> Future.succeededFuture(DONE));
  }

  private String deploy(
      HandlerKind kind, DeploymentOptions options, Function<Call, ? extends Future<?>> handler) {
    return kind.deploy(vertx(), options, "s", handler);
  }

  private void undeploy(String deployment) {
    result(vertx().undeploy(deployment));
  }

  private Map<String, Integer> call(int calls) {
    return SteadyCaller.call(vertx(), server.port(), "s", calls, IN_FLIGHT);
  }

  @ParameterizedTest
  @MethodSource("handlers")
  void every_call_is_answered_once_by_a_handler_or_because_there_is_none(
      HandlerKind kind, DeploymentOptions options) throws InterruptedException {
    start(kind, options);
    SteadyCaller caller = new SteadyCaller(vertx(), server.port(), "s").start(IN_FLIGHT);
    for (int round = 0; round < 8; round++) {
      String one = deploy(kind, options);
      caller.awaitAnswers(50);
      String two = deploy(kind, new DeploymentOptions(options).setInstances(2));
      caller.awaitAnswers(50);
      undeploy(one);
      caller.awaitAnswers(50);
      undeploy(two);
      caller.awaitAnswers(50);
    }
    deploy(kind, options);

    assertThat(caller.stop().keySet())
        .contains(DONE, NOT_RUN)
        .isSubsetOf(outcomes(kind, options, DONE, NOT_RUN));
    assertThat(call(200)).isEqualTo(Map.of(DONE, 200));
    server.untilCount("inFlight", 0);
  }

  @ParameterizedTest
  @MethodSource("handlers")
  void no_call_fails_while_another_handler_stays(HandlerKind kind, DeploymentOptions options)
      throws InterruptedException {
    start(kind, options);
    deploy(kind, new DeploymentOptions());
    SteadyCaller caller = new SteadyCaller(vertx(), server.port(), "s").start(IN_FLIGHT);
    for (int round = 0; round < 20; round++) {
      String passing = deploy(kind, options);
      caller.awaitAnswers(100);
      undeploy(passing);
    }

    assertThat(caller.stop().keySet()).contains(DONE).isSubsetOf(outcomes(kind, options, DONE));
  }

  @ParameterizedTest
  @MethodSource("handlers")
  void what_an_undeployed_handler_still_answers_reaches_the_caller(
      HandlerKind kind, DeploymentOptions options) {
    start(kind, options);
    Promise<Void> called = Promise.promise();
    Promise<String> answer = Promise.promise();
    String deployment =
        deploy(
            kind,
            options,
            call -> {
              if (!call.payload().text().equals("\"slow\"")) {
                return Future.succeededFuture(DONE);
              }
              called.complete();
              return answer.future();
            });
    assertThat(call(200)).containsOnlyKeys(DONE);
    RawPeer peer = new RawPeer(vertx(), server.port(), "/ws", true).text("[1,\"s\",\"slow\"]");
    result(called.future());

    undeploy(deployment);
    assertThat(peer.text("[2,\"s\",0]").receive())
        .isEqualTo("[2,\"ERR_NO_HANDLER\",null,{\"v\":1,\"f\":11,\"ran\":false}]");
    answer.complete("late");
    assertThat(peer.receive()).isEqualTo("[1,null,\"late\"]");
    server.untilCount("inFlight", 0);
  }
}
