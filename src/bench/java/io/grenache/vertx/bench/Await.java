package io.grenache.vertx.bench;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/** Waits on threads that may wait. */
final class Await {
  private static final long SECONDS = 30;

  private Await() {}

  static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
  }
}
