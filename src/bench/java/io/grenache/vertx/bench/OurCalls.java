package io.grenache.vertx.bench;

import io.grenache.vertx.Grenache;
import io.grenache.vertx.GrenacheOptions;
import io.grenache.vertx.client.ClientOptions;
import io.grenache.vertx.client.RpcClient;
import io.grenache.vertx.link.LinkOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/** This toolkit's client, as a verticle uses it that does without helpers, or with them. */
abstract class OurCalls implements Calls {
  private static final String ADDRESS = Addresses.DEFAULT.rpcRequest();

  private final UserVerticle user;

  private OurCalls(Vertx vertx, LinkOptions link) throws Exception {
    user = UserVerticle.deploy(vertx, nothing -> Future.succeededFuture());
    Await.get(
        Grenache.start(
            vertx, GrenacheOptions.NONE.withLink(link).withClient(ClientOptions.DEFAULTS)));
  }

  @Override
  public void execute(Runnable task) {
    user.execute(task);
  }

  static LinkOptions grape(String url) {
    return LinkOptions.DEFAULTS.withGrapes(List.of(url));
  }

  /** Sends requests on the bus; values of Vert.x go out and come back. */
  static Calls plain(Vertx vertx, LinkOptions link, String server) throws Exception {
    Names names = new Names(server);
    return new OurCalls(vertx, link) {
      @Override
      public void call(Work work, int service, Done done) {
        Request request = Request.of(names.service(work, service), work.tree());
        vertx
            .eventBus()
            .<Reply>request(ADDRESS, request, request.delivery())
            .onComplete(
                reply -> Calls.answered(work, reply.body().result().json(), done), done::done);
      }
    };
  }

  /** Sends requests by an {@link RpcClient}; an application's own types go out and come back. */
  static Calls helpers(Vertx vertx, LinkOptions link, String server) throws Exception {
    Names names = new Names(server);
    RpcClient client = RpcClient.create(vertx);
    return new OurCalls(vertx, link) {
      @Override
      public void call(Work work, int service, Done done) {
        client
            .request(names.service(work, service), work.typed(), work.type())
            .onComplete(result -> Calls.answered(work, result, done), done::done);
      }
    };
  }
}
