package io.grenache.vertx.testing;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.server.Service;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.util.function.Function;

/** The ways to handle calls: what callers see must be the same. */
public enum HandlerKind {
  /** A consumer of the event bus that answers its messages by itself. */
  PLAIN {
    @Override
    public Future<Void> register(
        Vertx vertx, String service, Function<Call, ? extends Future<?>> handler) {
      Codecs.register(vertx);
      return vertx
          .eventBus()
          .<Call>consumer(Addresses.DEFAULT.service(service))
          .handler(message -> answer(message, handler.apply(message.body())))
          .completion();
    }
  },

  /** By {@link Service}, which servers of the same Vert.x may call past the event bus. */
  SERVICE {
    @Override
    public Future<Void> register(
        Vertx vertx, String service, Function<Call, ? extends Future<?>> handler) {
      return Service.handle(vertx, service, handler).completion();
    }
  };

  /** Completes when calls reach the handler. */
  public abstract Future<Void> register(
      Vertx vertx, String service, Function<Call, ? extends Future<?>> handler);

  /** A verticle with such a handler. */
  public VerticleBase verticle(String service, Function<Call, ? extends Future<?>> handler) {
    return new VerticleBase() {
      @Override
      public Future<?> start() {
        return register(vertx, service, handler);
      }
    };
  }

  /** Deploys such verticles, and gives the deployment. */
  public String deploy(
      Vertx vertx,
      DeploymentOptions options,
      String service,
      Function<Call, ? extends Future<?>> handler) {
    return Results.result(vertx.deployVerticle(() -> verticle(service, handler), options));
  }

  private static void answer(Message<Call> message, Future<?> answer) {
    answer.onComplete(message::reply, cause -> Failure.answer(message, cause));
  }
}
