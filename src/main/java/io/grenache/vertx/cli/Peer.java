package io.grenache.vertx.cli;

import io.grenache.vertx.Grenache;
import io.grenache.vertx.GrenacheOptions;
import io.grenache.vertx.server.ServerOptions;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One Vert.x and its Grenache for as long as a command runs. Closing withdraws, drains and closes,
 * in that order.
 */
final class Peer implements AutoCloseable {
  // all but what a server takes to leave
  private static final long CLOSE_SECONDS = 5;
  private static final long START_SECONDS = 15;

  private final Vertx vertx;
  private final Grenache grenache;
  private final long closeSeconds;
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean closed;

  private Peer(Vertx vertx, Grenache grenache, Duration leaving) {
    this.vertx = vertx;
    this.grenache = grenache;
    this.closeSeconds = CLOSE_SECONDS + leaving.toSeconds();
  }

  /** Starts, or throws what the part that failed says. */
  static Peer start(GrenacheOptions options) {
    return start(newVertx(), options);
  }

  /**
   * Starts, or throws what the part that failed says.
   *
   * @param first verticles to deploy before: handlers must be there when a server is announced
   */
  static Peer start(Vertx vertx, GrenacheOptions options, Deployable... first) {
    try {
      for (Deployable verticle : first) {
        await(vertx.deployVerticle(verticle), START_SECONDS);
      }
      return new Peer(
          vertx, await(Grenache.start(vertx, options), START_SECONDS), leaving(options.server()));
    } catch (RuntimeException e) {
      vertx.close().await();
      throw e;
    }
  }

  private static Duration leaving(ServerOptions server) {
    return server == null ? Duration.ZERO : server.lameDuck().plus(server.drain());
  }

  /** A Vert.x that writes no files. */
  static Vertx newVertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false)));
  }

  Vertx vertx() {
    return vertx;
  }

  Grenache grenache() {
    return grenache;
  }

  /** From now on Ctrl-C, or another signal to end, closes what is open before the process ends. */
  void closeWhenInterrupted() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "grenache-shutdown"));
  }

  /** Waits until a signal has closed everything. */
  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      try {
        await(grenache.close(), closeSeconds);
      } finally {
        await(vertx.close(), CLOSE_SECONDS);
        ended.countDown();
      }
    }
  }

  /** The future's result; what it failed with is thrown. */
  static <T> T await(Future<T> future, long seconds) {
    try {
      return future.await(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("not done within " + seconds + " s", e);
    }
  }
}
