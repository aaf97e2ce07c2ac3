package io.grenache.vertx;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.client.ClientOptions;
import io.grenache.vertx.grape.GrapeOptions;
import io.grenache.vertx.link.LinkOptions;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.server.ServerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GrenacheEdgeIT {
  private static final GrenacheOptions ALL =
      GrenacheOptions.NONE
          .withGrape(GrapeOptions.DEFAULTS.withPort(0))
          .withLink(LinkOptions.DEFAULTS)
          .withClient(ClientOptions.DEFAULTS)
          .withServer(
              ServerOptions.DEFAULTS
                  .withLameDuck(Duration.ZERO)
                  .withServices("s")
                  .withHost("127.0.0.1"));

  @Test
  void vertx_can_be_closed_at_any_moment_of_the_start() throws Exception {
    for (int i = 0; i < 15; i++) {
      Vertx vertx = Vertx.vertx();
      // its future may stay open: of what Vert.x is asked for while it closes, some is never
      // answered
      Grenache.start(vertx, ALL);
      Thread.sleep(3L * i);
      long begun = System.nanoTime();
      vertx.close().await(20, TimeUnit.SECONDS);
      assertThat((System.nanoTime() - begun) / 1_000_000).as("ms, moment " + i).isLessThan(4000);
    }
  }

  @Test
  void closing_vertx_with_calls_in_flight_answers_them_and_ends_within_the_drain_time()
      throws Exception {
    Vertx vertx = Vertx.vertx();
    AtomicInteger calls = new AtomicInteger();
    vertx.eventBus().<Call>consumer("grenache.service.s", call -> calls.incrementAndGet());
    AtomicInteger announced = new AtomicInteger();
    Grenache.register(vertx);
    vertx
        .eventBus()
        .<Event>localConsumer(
            "grenache.events",
            e -> {
              if (e.body().type().equals(Event.ANNOUNCED)) {
                announced.incrementAndGet();
              }
            });
    result(Grenache.start(vertx, ALL));
    await().until(() -> announced.get() > 0);
    Request request = Request.of("s", 1).withTimeout(Duration.ofSeconds(30));
    Future<?> waiting =
        vertx.eventBus().request("grenache.rpc.request", request, request.delivery());
    await().until(() -> calls.get() == 1);
    long begun = System.nanoTime();
    vertx.close().await(30, TimeUnit.SECONDS);
    assertThat((System.nanoTime() - begun) / 1_000_000).as("ms").isLessThan(13_000);
    await().atMost(2, TimeUnit.SECONDS).until(waiting::isComplete);
  }

  @Test
  void a_second_close_from_another_thread_gives_the_same_future() throws Exception {
    for (int i = 0; i < 10; i++) {
      Vertx vertx = Vertx.vertx();
      Grenache grenache = result(Grenache.start(vertx, ALL));
      java.util.concurrent.CyclicBarrier both = new java.util.concurrent.CyclicBarrier(2);
      java.util.List<Future<Void>> closed =
          java.util.Collections.synchronizedList(new java.util.ArrayList<>());
      Runnable close =
          () -> {
            try {
              both.await();
              closed.add(grenache.close());
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          };
      Thread other = new Thread(close);
      other.start();
      close.run();
      other.join();
      result(Future.all(closed));
      result(vertx.close());
      assertThat(closed.get(0)).isSameAs(closed.get(1));
    }
  }
}
