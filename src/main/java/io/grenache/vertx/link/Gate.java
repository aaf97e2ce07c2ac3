package io.grenache.vertx.link;

import io.grenache.vertx.message.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Lets a bounded number of tasks run at a time; a bounded number of others wait their turn, and
 * what comes past these fails with {@code ERR_OVERLOADED}. Confined to its verticle's event loop.
 */
final class Gate {
  private final int max;
  private final int maxWaiting;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;

  Gate(int max, int maxWaiting) {
    this.max = max;
    this.maxWaiting = maxWaiting;
  }

  /** Runs the task when its turn comes. */
  <T> Future<T> run(Supplier<Future<T>> task) {
    if (waiting.size() >= maxWaiting) {
      return Future.failedFuture(
          Failure.ERR_OVERLOADED.with(waiting.size() + " wait for a grape already"));
    }
    Promise<T> promise = Promise.promise();
    waiting.add(
        () ->
            task.get()
                .onComplete(
                    ended -> {
                      running--;
                      promise.handle(ended);
                      next();
                    }));
    next();
    return promise.future();
  }

  private void next() {
    while (running < max && !waiting.isEmpty()) {
      running++;
      waiting.remove().run();
    }
  }
}
