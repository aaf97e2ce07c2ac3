package io.grenache.vertx.server;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.testing.BusCalls;
import io.grenache.vertx.testing.HandlerKind;
import io.grenache.vertx.testing.RawPeer;
import io.grenache.vertx.testing.SteadyCaller;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** What callers get of handlers that fail, throw, or answer late. */
@Timeout(20)
class HandlerAnswersTest {
  // so many that the first ones go over the event bus and the last ones past it
  private static final int CALLS = 100;
  private static final int TIMEOUT_MS = 500;

  private final Logger logger = (Logger) LoggerFactory.getLogger(Service.class);
  private final List<Promise<String>> owed = Collections.synchronizedList(new ArrayList<>());
  private ServerInNetwork server;
  private BusCalls overTheBus;

  @BeforeEach
  void silence() {
    logger.setLevel(Level.OFF);
  }

  private void start(int handlerTimeoutMs) {
    server = new ServerInNetwork(new JsonObject().put("handlerTimeoutMs", handlerTimeoutMs));
    overTheBus = new BusCalls(server.vertx(), "s");
  }

  @AfterEach
  void close() {
    logger.setLevel(null);
    server.close();
  }

  private void deploy(HandlerKind kind, Function<Call, ? extends Future<?>> handler) {
    kind.deploy(server.vertx(), new DeploymentOptions(), "s", handler);
  }

  private RawPeer peer() {
    return new RawPeer(server.vertx(), server.port(), "/ws", true);
  }

  private void eachIsAnswered(HandlerKind kind, String answer) {
    RawPeer peer = peer();
    for (int i = 0; i < CALLS; i++) {
      assertThat(peer.text("[" + i + ",\"s\",0]").receive()).isEqualTo("[" + i + "," + answer);
    }
    assertThat(overTheBus.count() < CALLS / 2).isEqualTo(kind == HandlerKind.SERVICE);
    assertThat(server.count("inFlight")).isZero();
  }

  static Stream<Named<Function<Call, Future<?>>>> broken() {
    return Stream.of(
        Named.of(
            "throws an exception",
            call -> {
              throw new IllegalStateException("secret");
            }),
        Named.of(
            "throws an error",
            call -> {
              throw new StackOverflowError("secret");
            }),
        Named.of(
            "throws a checked exception",
            call -> {
              throw HandlerAnswersTest.<RuntimeException>sneaked(new Exception("secret"));
            }),
        Named.of("gives null", call -> null),
        Named.of("fails", call -> Future.failedFuture(new IllegalStateException("secret"))),
        Named.of("fails by an error", call -> Future.failedFuture(new AssertionError("secret"))));
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T sneaked(Throwable cause) throws T {
    throw (T) cause;
  }

  @ParameterizedTest
  @MethodSource("broken")
  void a_service_that_breaks_is_named_so_at_once(Function<Call, Future<?>> handler) {
    start(15_000);
    deploy(HandlerKind.SERVICE, handler);

    eachIsAnswered(HandlerKind.SERVICE, "\"ERR_HANDLER\",null,{\"v\":1,\"f\":12}]");
  }

  @ParameterizedTest
  @EnumSource(HandlerKind.class)
  void a_handlers_own_failure_is_told_by_its_text(HandlerKind kind) {
    start(15_000);
    ReplyException failure = new ReplyException(ReplyFailure.RECIPIENT_FAILURE, 42, "out of tea");
    deploy(kind, call -> Future.failedFuture(failure));

    eachIsAnswered(kind, "\"out of tea\",null,{\"v\":1}]");
  }

  @ParameterizedTest
  @EnumSource(HandlerKind.class)
  void a_failure_of_the_table_is_told_by_its_name_and_number(HandlerKind kind) {
    start(15_000);
    deploy(
        kind,
        call -> Future.failedFuture(Failure.ERR_NOT_FOUND.with(Failure.ERR_NOT_FOUND.name())));

    eachIsAnswered(kind, "\"ERR_NOT_FOUND\",null,{\"v\":1,\"f\":15}]");
  }

  @Test
  void a_future_of_nothing_that_an_interceptor_gives_is_null() {
    start(15_000);
    result(
        Service.of(server.vertx(), "s")
            .withInterceptor((call, next) -> Future.succeededFuture())
            .handle(call -> Future.succeededFuture("not asked"))
            .completion());

    eachIsAnswered(HandlerKind.SERVICE, "null,null]");
  }

  private Future<String> answerUnlessOwed(Call call) {
    if (!call.payload().text().equals("\"owe\"")) {
      return Future.succeededFuture("done");
    }
    Promise<String> promise = Promise.promise();
    owed.add(promise);
    return promise.future();
  }

  @ParameterizedTest
  @EnumSource(HandlerKind.class)
  void a_late_answer_is_dropped(HandlerKind kind) {
    start(TIMEOUT_MS);
    deploy(kind, this::answerUnlessOwed);
    SteadyCaller.call(server.vertx(), server.port(), "s", CALLS, 1);
    RawPeer peer = peer();

    for (int i = 1; i <= 3; i++) {
      peer.text("[" + i + ",\"s\",\"owe\"]");
    }
    for (int i = 1; i <= 3; i++) {
      assertThat(peer.receive()).endsWith(",\"ERR_TIMEOUT\",null,{\"v\":1,\"f\":1}]");
    }
    assertThat(server.count("inFlight")).isZero();
    assertThat(server.count("handlerTimeouts")).isEqualTo(3);

    owed.get(0).complete("late");
    owed.get(1).fail("late");
    owed.get(2).fail(Failure.ERR_NOT_FOUND.with("late"));
    for (int i = 4; i < 10; i++) {
      assertThat(peer.text("[" + i + ",\"s\",0]").receive()).isEqualTo("[" + i + ",null,\"done\"]");
    }
    assertThat(peer.hasReceived()).isFalse();
    assertThat(server.count("inFlight")).isZero();
    assertThat(server.count("handlerTimeouts")).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(HandlerKind.class)
  void what_a_handler_owes_a_server_that_is_gone_is_not_in_flight(HandlerKind kind) {
    start(TIMEOUT_MS);
    deploy(kind, this::answerUnlessOwed);
    ServerOptions options =
        ServerOptions.fromJson(
            ServerOptions.DEFAULTS
                .withLameDuck(Duration.ZERO)
                .withHost("127.0.0.1")
                .withServices("s")
                .withPort(0)
                .toJson()
                .put("handlerTimeoutMs", TIMEOUT_MS)
                .put("drainMs", 1));
    ServerVerticle leaving = new ServerVerticle(options);
    String deployment = result(server.vertx().deployVerticle(leaving));
    SteadyCaller.call(server.vertx(), leaving.port(), "s", CALLS, 1);
    RawPeer peer = new RawPeer(server.vertx(), leaving.port(), "/ws", true);
    peer.text("[1,\"s\",\"owe\"]");
    server.untilCount("inFlight", 1);

    result(server.vertx().undeploy(deployment));
    assertThat(peer.closeCode()).isEqualTo(1001);
    server.untilCount("inFlight", 0);
    owed.get(0).complete("late");
    assertThat(SteadyCaller.call(server.vertx(), server.port(), "s", CALLS, 1))
        .isEqualTo(Map.of("done", CALLS));
    assertThat(server.count("inFlight")).isZero();
  }

  /** It may be answered when nobody waits any more. */
  @ParameterizedTest
  @EnumSource(HandlerKind.class)
  void what_is_owed_to_a_caller_that_is_gone_is_in_flight_until_its_time_is_over(HandlerKind kind) {
    start(TIMEOUT_MS);
    deploy(kind, this::answerUnlessOwed);
    SteadyCaller.call(server.vertx(), server.port(), "s", CALLS, 1);
    RawPeer peer = peer().text("[1,\"s\",\"owe\"]").text("[2,\"s\",\"owe\"]");
    server.untilCount("inFlight", 2);
    peer.close();

    owed.get(0).complete("unread");
    server.untilEmpty();
  }
}
