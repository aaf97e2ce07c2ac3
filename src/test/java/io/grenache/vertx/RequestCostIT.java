package io.grenache.vertx;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.grenache.vertx.client.ClientOptions;
import io.grenache.vertx.client.RpcClient;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.server.ServerOptions;
import io.grenache.vertx.testing.HandlerKind;
import io.grenache.vertx.testing.StaticLink;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a request allocates, both sides and Vert.x included: a count that does not depend on how
 * fast the machine is. It falls while the JVM compiles, so that the least of many batches counts.
 */
@Timeout(60)
class RequestCostIT {
  private static final int BATCH = 5_000;
  private static final int BATCHES = 40;
  private static final int IN_FLIGHT = 64;

  // all on one thread, whose allocations are then those of the requests
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

  @AfterEach
  void close() {
    result(vertx.close());
  }

  private void serve(HandlerKind kind) {
    result(kind.register(vertx, "hello", call -> Future.succeededFuture("world")));
    JsonObject server =
        ServerOptions.DEFAULTS
            .withServices("hello")
            .withHost("127.0.0.1")
            .withLameDuck(Duration.ZERO)
            .toJson()
            .put("announce", false);
    Grenache grenache =
        result(
            Grenache.start(
                vertx,
                GrenacheOptions.NONE
                    .withServer(ServerOptions.fromJson(server))
                    .withClient(ClientOptions.DEFAULTS)));
    new StaticLink(vertx).route("hello", grenache.serverPort());
  }

  @Test
  void a_request_by_the_helpers_allocates_at_most_3_kilobytes() {
    serve(HandlerKind.SERVICE);
    RpcClient client = RpcClient.create(vertx);

    assertThat(leastBytes(3_000, () -> client.request("hello", "hello", String.class)))
        .isLessThan(3_000);
  }

  @Test
  void a_request_over_the_bus_allocates_at_most_5_and_a_half_kilobytes() {
    serve(HandlerKind.PLAIN);

    assertThat(
            leastBytes(
                5_500,
                () -> {
                  Request request = Request.of("hello", "hello");
                  return vertx
                      .eventBus()
                      .<Reply>request(Addresses.DEFAULT.rpcRequest(), request, request.delivery())
                      .map(reply -> reply.body().result().as(String.class));
                }))
        .isLessThan(5_500);
  }

  /**
   * @param enough with which no further batch is needed
   */
  private long leastBytes(long enough, Supplier<Future<String>> request) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < BATCHES && least >= enough; i++) {
      least = Math.min(least, result(new Batch(request).run()));
    }
    return least;
  }

  /** So many requests, some at a time; gives the bytes that each allocated. */
  private final class Batch {
    private final Supplier<Future<String>> request;
    private final Promise<Long> done = Promise.promise();
    private long before;
    private int sent;
    private int answered;

    Batch(Supplier<Future<String>> request) {
      this.request = request;
    }

    Future<Long> run() {
      vertx.runOnContext(
          nothing -> {
            before = allocated();
            for (int i = 0; i < IN_FLIGHT; i++) {
              send();
            }
          });
      return done.future();
    }

    private void send() {
      sent++;
      request
          .get()
          .onComplete(
              answer -> {
                assertThat(answer).isEqualTo("world");
                if (++answered == BATCH) {
                  done.complete((allocated() - before) / BATCH);
                } else if (sent < BATCH) {
                  send();
                }
              },
              done::tryFail);
    }
  }

  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
