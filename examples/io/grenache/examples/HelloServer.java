package io.grenache.examples;

import io.grenache.vertx.link.LinkOptions;
import io.grenache.vertx.link.LinkVerticle;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.server.ServerOptions;
import io.grenache.vertx.server.ServerVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.util.List;

/**
 * Serves {@code rpc_test}: whatever is asked, the answer is {@code world}. Takes the URL of a
 * grape, {@code http://127.0.0.1:30001} by default.
 */
public final class HelloServer {
  private HelloServer() {}

  /** Starts the server, and runs until the process is ended. */
  public static void main(String[] args) {
    String grape = args.length == 0 ? "http://127.0.0.1:30001" : args[0];
    start(Vertx.vertx(), grape)
        .onSuccess(server -> System.out.println("serving rpc_test at port " + server.port()))
        .onFailure(Throwable::printStackTrace);
  }

  /** Deploys a handler, a link and a server. */
  public static Future<ServerVerticle> start(Vertx vertx, String grape) {
    LinkOptions link = LinkOptions.DEFAULTS.withGrapes(List.of(grape));
    ServerVerticle server = new ServerVerticle(ServerOptions.DEFAULTS.withServices("rpc_test"));
    // two instances of the handler: two event loops share the calls
    return vertx
        .deployVerticle(WorldVerticle::new, new DeploymentOptions().setInstances(2))
        .compose(id -> vertx.deployVerticle(new LinkVerticle(link)))
        .compose(id -> vertx.deployVerticle(server))
        .map(id -> server);
  }

  /** Answers calls. */
  static final class WorldVerticle extends VerticleBase {
    @Override
    public Future<?> start() {
      var consumer = vertx.eventBus().<Call>consumer(Addresses.DEFAULT.service("rpc_test"));
      consumer.handler(this::answer);
      return consumer.completion();
    }

    private void answer(Message<Call> call) {
      if (call.body().payload().isNull()) {
        call.fail(1, "say something");
      } else {
        call.reply("world");
      }
    }
  }
}
