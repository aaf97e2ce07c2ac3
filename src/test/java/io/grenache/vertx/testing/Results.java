package io.grenache.vertx.testing;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for futures in blocking tests. */
public final class Results {
  private Results() {}

  /** What the future gives within 10 s; what it failed with is thrown. */
  public static <T> T result(Future<T> future) {
    try {
      return future.await(10, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("the future did not complete within 10 s", e);
    }
  }
}
