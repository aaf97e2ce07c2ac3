package io.grenache.vertx.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CodecsTest {

  @Test
  void registeringAgainDoesNothing() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Codecs.register(vertx);
      Codecs.register(vertx);
      everyBodyPasses(vertx);
    } finally {
      close(vertx);
    }
  }

  @Test
  void anotherVertxHasCodecsOfItsOwn() throws Exception {
    Vertx one = Vertx.vertx();
    Vertx two = Vertx.vertx();
    try {
      Codecs.register(one);
      Codecs.register(two);
      everyBodyPasses(one);
      everyBodyPasses(two);
    } finally {
      close(one);
      close(two);
    }
  }

  @Test
  void manyThreadsRegisterAtOnceAndEachFindsTheCodecsWhenItReturns() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 5; round++) {
        Vertx vertx = Vertx.vertx();
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> runs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          runs.add(
              threads.submit(
                  () -> {
                    start.await();
                    Codecs.register(vertx);
                    // the last codec registered: without it, this throws
                    vertx.eventBus().send("nobody", Payload.NULL);
                    return null;
                  }));
        }
        start.countDown();
        for (Future<?> run : runs) {
          run.get(10, TimeUnit.SECONDS);
        }
        close(vertx);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void everyBodyPasses(Vertx vertx) throws Exception {
    var consumer = vertx.eventBus().localConsumer("echo", message -> message.reply(message.body()));
    for (Object body : Samples.ALL) {
      Object back =
          vertx
              .eventBus()
              .request("echo", body, new DeliveryOptions().setLocalOnly(true))
              .toCompletionStage()
              .toCompletableFuture()
              .get(5, TimeUnit.SECONDS)
              .body();
      assertThat(back).isSameAs(body);
    }
    consumer.unregister().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
  }

  private static void close(Vertx vertx) throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
