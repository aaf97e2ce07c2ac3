package io.grenache.vertx.bench;

import io.grenache.vertx.Grenache;
import io.grenache.vertx.GrenacheOptions;
import io.grenache.vertx.client.ClientOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * A process that asks one thing. Its one argument is {@code {"grape", "service"}}; it is ready when
 * the answer has come.
 */
public final class FirstReply {
  private FirstReply() {}

  /** Asks; ends with its standard input. */
  public static void main(String[] args) {
    Lines.run(() -> run(new JsonObject(args[0])));
  }

  private static void run(JsonObject options) throws Exception {
    Vertx vertx = Vertx.vertx();
    Await.get(
        Grenache.start(
            vertx,
            GrenacheOptions.NONE
                .withLink(OurCalls.grape(options.getString("grape")))
                .withClient(ClientOptions.DEFAULTS)));
    Request request = Request.of(options.getString("service"), "hello");
    Reply reply =
        Await.get(
                vertx
                    .eventBus()
                    .<Reply>request(Addresses.DEFAULT.rpcRequest(), request, request.delivery()))
            .body();
    Lines.ready(new JsonObject().put("result", reply.result().json()));
    if (options.getBoolean("archive", false)) {
      // the archive of classes is written when a JVM ends by itself
      System.exit(0);
    }
    Lines.serve(Map.of());
  }
}
