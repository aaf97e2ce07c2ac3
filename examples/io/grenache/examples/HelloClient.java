package io.grenache.examples;

import io.grenache.vertx.client.ClientOptions;
import io.grenache.vertx.client.ClientVerticle;
import io.grenache.vertx.link.LinkOptions;
import io.grenache.vertx.link.LinkVerticle;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.List;

/**
 * Asks {@code rpc_test} and prints the answer. Takes the URL of a grape, {@code
 * http://127.0.0.1:30001} by default.
 */
public final class HelloClient {
  private HelloClient() {}

  /** Sends one request, and ends. */
  public static void main(String[] args) {
    String grape = args.length == 0 ? "http://127.0.0.1:30001" : args[0];
    Vertx vertx = Vertx.vertx();
    start(vertx, grape)
        .compose(nothing -> hello(vertx))
        .onSuccess(System.out::println)
        .onFailure(Throwable::printStackTrace)
        .eventually(vertx::close);
  }

  /** Deploys a link and a client. */
  public static Future<Void> start(Vertx vertx, String grape) {
    LinkOptions link = LinkOptions.DEFAULTS.withGrapes(List.of(grape));
    return vertx
        .deployVerticle(new LinkVerticle(link))
        .compose(id -> vertx.deployVerticle(new ClientVerticle(ClientOptions.DEFAULTS)))
        .mapEmpty();
  }

  /** Asks and gives the answer. Any verticle can do this: all it takes is the event bus. */
  public static Future<String> hello(Vertx vertx) {
    Request request = Request.of("rpc_test", "hello").withTimeout(Duration.ofSeconds(10));
    return vertx
        .eventBus()
        .<Reply>request(Addresses.DEFAULT.rpcRequest(), request, request.delivery())
        .map(Message::body)
        .map(reply -> reply.result().as(String.class));
  }
}
