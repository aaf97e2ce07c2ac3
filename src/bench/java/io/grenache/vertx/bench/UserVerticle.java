package io.grenache.vertx.bench;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/** Where a user's code runs: a verticle that does what it is given. */
final class UserVerticle extends VerticleBase {
  /** Starts the user's part, on the verticle's own loop. */
  interface Start {
    Future<?> start(Vertx vertx);
  }

  private final Start start;

  UserVerticle(Start start) {
    this.start = start;
  }

  @Override
  public Future<?> start() {
    return start.start(vertx);
  }

  void execute(Runnable task) {
    context.runOnContext(nothing -> task.run());
  }

  /** An event loop deployed to, without anything on it yet. */
  static UserVerticle deploy(Vertx vertx, Start start) throws Exception {
    UserVerticle verticle = new UserVerticle(start);
    Await.get(vertx.deployVerticle(verticle));
    return verticle;
  }

  /**
   * @param loops how many event loops, or 0 for Vert.x's own choice
   */
  static VertxOptions options(int loops) {
    VertxOptions options = new VertxOptions();
    return loops == 0 ? options : options.setEventLoopPoolSize(loops);
  }
}
