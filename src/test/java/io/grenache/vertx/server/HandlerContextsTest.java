package io.grenache.vertx.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Call;
import io.grenache.vertx.testing.BusCalls;
import io.grenache.vertx.testing.HandlerKind;
import io.grenache.vertx.testing.SteadyCaller;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.context.storage.ContextLocal;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where handlers run, and what they see there. */
@Timeout(20)
class HandlerContextsTest {
  // known before a Vert.x is made
  private static final ContextLocal<String> OWN = ContextLocal.registerLocal(String.class);
  private static final int CALLS = 500;

  private final Queue<String> strays = new ConcurrentLinkedQueue<>();

  @ParameterizedTest
  @CsvSource({"PLAIN,EVENT_LOOP", "PLAIN,WORKER", "SERVICE,EVENT_LOOP", "SERVICE,WORKER"})
  void each_call_has_a_context_of_its_own_on_a_thread_of_its_verticle(
      HandlerKind kind, ThreadingModel model) {
    try (ServerInNetwork server = new ServerInNetwork(new JsonObject())) {
      Vertx vertx = server.vertx();
      BusCalls overTheBus = new BusCalls(vertx, "s");
      kind.deploy(
          vertx,
          new DeploymentOptions().setThreadingModel(model),
          "s",
          call -> keep(vertx, model, call));

      assertThat(SteadyCaller.call(vertx, server.port(), "s", CALLS, 16))
          .isEqualTo(Map.of("kept", CALLS));
      assertThat(strays).isEmpty();
      // the other way was taken, if it is there
      assertThat(overTheBus.count() < CALLS / 2).isEqualTo(kind == HandlerKind.SERVICE);
    }
  }

  /** While others are called. */
  private Future<String> keep(Vertx vertx, ThreadingModel model, Call call) {
    String own = call.payload().text();
    check(model, null);
    Vertx.currentContext().putLocal(OWN, own);
    return vertx
        .timer(1)
        .map(
            nothing -> {
              check(model, own);
              return "kept";
            });
  }

  private void check(ThreadingModel model, String expected) {
    Context now = Vertx.currentContext();
    if (now.threadingModel() != model
        || Context.isOnWorkerThread() != (model == ThreadingModel.WORKER)
        || Context.isOnEventLoopThread() != (model == ThreadingModel.EVENT_LOOP)
        || now.deploymentID() == null) {
      strays.add(now + " on " + Thread.currentThread());
    }
    String kept = now.getLocal(OWN);
    if (!Objects.equals(kept, expected)) {
      strays.add("kept " + kept + " in place of " + expected);
    }
  }
}
