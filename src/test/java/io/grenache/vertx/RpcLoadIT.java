package io.grenache.vertx;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.client.ClientOptions;
import io.grenache.vertx.grape.GrapeOptions;
import io.grenache.vertx.link.LinkOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.server.ServerOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RpcLoadIT {
  private static final int REQUESTS = 100_000;
  private static final int IN_FLIGHT = 1000;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicIntegerArray handled = new AtomicIntegerArray(REQUESTS);
  private final AtomicIntegerArray answered = new AtomicIntegerArray(REQUESTS);

  @AfterEach
  void close() {
    result(vertx.close());
  }

  @Test
  void of_100_000_requests_none_is_lost_or_doubled_and_each_answer_is_for_its_own_question()
      throws Exception {
    Promise<Void> announced = Promise.promise();
    Grenache.register(vertx);
    vertx
        .eventBus()
        .<Event>localConsumer(
            Addresses.DEFAULT.events(),
            event -> {
              if (event.body().type().equals(Event.ANNOUNCED)) {
                announced.tryComplete();
              }
            });
    Grenache grenache =
        result(
            Grenache.start(
                vertx,
                GrenacheOptions.NONE
                    .withGrape(GrapeOptions.DEFAULTS.withPort(0))
                    .withLink(LinkOptions.DEFAULTS)
                    .withClient(ClientOptions.DEFAULTS)
                    .withServer(
                        ServerOptions.DEFAULTS
                            .withLameDuck(Duration.ZERO)
                            .withServices("load")
                            .withHost("127.0.0.1"))
                    .withInstances(2, 2)));
    for (int i = 0; i < 2; i++) {
      vertx
          .eventBus()
          .<Call>consumer(
              Addresses.DEFAULT.service("load"),
              call -> {
                int question = call.body().payload().as(Integer.class);
                handled.incrementAndGet(question);
                call.reply("answer " + question);
              });
    }

    result(announced.future());
    new Load().run();

    for (int i = 0; i < REQUESTS; i++) {
      assertThat(handled.get(i)).as("times that %d was handled", i).isOne();
      assertThat(answered.get(i)).as("times that %d was answered", i).isOne();
    }
    result(grenache.close());
  }

  /** Keeps a number of requests in flight, from one context. */
  private final class Load {
    private final Promise<Void> done = Promise.promise();
    private int next;
    private int ended;

    void run() throws Exception {
      long start = System.nanoTime();
      vertx.runOnContext(
          nothing -> {
            for (int i = 0; i < IN_FLIGHT; i++) {
              send();
            }
          });
      done.future().await(100, TimeUnit.SECONDS);
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf("%d requests, %d in flight: %.1f s%n", REQUESTS, IN_FLIGHT, seconds);
    }

    private void send() {
      if (next == REQUESTS) {
        return;
      }
      int question = next++;
      Request request = Request.of("load", question);
      vertx
          .eventBus()
          .<Reply>request(Addresses.DEFAULT.rpcRequest(), request, request.delivery())
          .onSuccess(
              reply -> {
                if (reply.body().result().as(String.class).equals("answer " + question)) {
                  answered.incrementAndGet(question);
                }
                if (++ended == REQUESTS) {
                  done.tryComplete();
                }
                send();
              })
          .onFailure(done::tryFail);
    }
  }
}
