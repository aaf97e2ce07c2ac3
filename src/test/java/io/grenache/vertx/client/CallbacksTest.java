package io.grenache.vertx.client;

import static io.grenache.vertx.client.ClientFixture.in;
import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.client.ClientChangesTest.Way;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.testing.Results;
import io.grenache.vertx.testing.ScriptedServer;
import io.grenache.vertx.testing.StaticLink;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What waits for a reply runs where it was asked for, whichever way the request took. */
@Timeout(20)
class CallbacksTest {
  private static final JsonObject AT_ONCE = new JsonObject().put("drainMs", 1);

  private final ClientFixture fixture = new ClientFixture();
  private final Vertx vertx = fixture.vertx;
  private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
  private final StaticLink link = new StaticLink(vertx);

  @BeforeEach
  void start() {
    vertx.exceptionHandler(uncaught::add);
    link.route("s", ScriptedServer.echo(vertx).port());
  }

  @AfterEach
  void close() {
    assertThat(uncaught).isEmpty();
    fixture.close();
  }

  private void onItsContext(ThreadingModel model, Consumer<Vertx> task) {
    result(
        vertx.deployVerticle(
            new VerticleBase() {
              @Override
              public Future<?> start() {
                task.accept(vertx);
                return Future.succeededFuture();
              }
            },
            new DeploymentOptions().setThreadingModel(model)));
  }

  @ParameterizedTest
  @MethodSource("io.grenache.vertx.client.ClientChangesTest#waysAndModels")
  void what_a_callback_throws_is_told_to_vertx(Way way, ThreadingModel model) {
    fixture.deploy(AT_ONCE);
    Function<Request, Future<Reply>> requests = way.of(fixture);
    RuntimeException thrown = new IllegalStateException("thrown by a callback");

    onItsContext(
        model,
        vertx ->
            requests
                .apply(in(5000, 1))
                .onSuccess(
                    reply -> {
                      throw thrown;
                    }));
    await().untilAsserted(() -> assertThat(uncaught).containsExactly(thrown));

    requests
        .apply(in(5000, 1))
        .onSuccess(
            reply -> {
              throw thrown;
            });
    await().untilAsserted(() -> assertThat(uncaught).containsExactly(thrown, thrown));
    uncaught.clear();
  }

  @ParameterizedTest
  @MethodSource("io.grenache.vertx.client.ClientChangesTest#waysAndModels")
  void a_time_limit_of_the_callers_own_ends_on_its_context(Way way, ThreadingModel model) {
    ScriptedServer silent = new ScriptedServer(vertx, (socket, request) -> {});
    link.route("silent", silent.port());
    fixture.deploy(AT_ONCE);
    Function<Request, Future<Reply>> requests = way.of(fixture);
    Promise<Boolean> there = Promise.promise();

    onItsContext(
        model,
        vertx -> {
          Context caller = vertx.getOrCreateContext();
          requests
              .apply(Request.of("silent", 1))
              .timeout(50, TimeUnit.MILLISECONDS)
              .onFailure(e -> there.complete(Vertx.currentContext() == caller));
        });

    assertThat(result(there.future())).isTrue();
  }

  private static void askAgain(
      Function<Request, Future<Reply>> requests, int times, Promise<Void> done) {
    if (times == 0) {
      done.complete();
    } else {
      requests.apply(in(5000, 1)).onFailure(e -> askAgain(requests, times - 1, done));
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void whoever_is_refused_may_ask_again_at_once(Way way) {
    ScriptedServer silent = new ScriptedServer(vertx, (socket, request) -> {});
    link.route("silent", silent.port());
    fixture.deploy(AT_ONCE.copy().put("maxInFlight", 1));
    Function<Request, Future<Reply>> requests = way.of(fixture);
    requests.apply(Request.of("silent", 1));
    await().until(() -> silent.requests() == 1);
    List<Future<Void>> all = new ArrayList<>();
    // so many that each event loop has one, that of the client too
    for (int i = 0; i < VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE; i++) {
      Promise<Void> done = Promise.promise();
      all.add(done.future());
      onItsContext(ThreadingModel.EVENT_LOOP, vertx -> askAgain(requests, 5000, done));
    }

    all.forEach(Results::result);
  }

  /** Or what it deploys, and its timers, would go with the client. */
  @ParameterizedTest
  @EnumSource(Way.class)
  void a_callback_of_a_thread_that_is_not_of_vertx_does_not_run_as_a_part_of_the_client(Way way) {
    fixture.deploy(AT_ONCE);
    Promise<Boolean> apart = Promise.promise();

    way.of(fixture)
        .apply(in(5000, 1))
        .onSuccess(reply -> apart.complete(Vertx.currentContext().deploymentID() == null));

    assertThat(result(apart.future())).isTrue();
  }
}
