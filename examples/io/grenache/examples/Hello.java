package io.grenache.examples;

import io.grenache.vertx.*;
import io.grenache.vertx.client.ClientOptions;
import io.grenache.vertx.grape.GrapeOptions;
import io.grenache.vertx.link.LinkOptions;
import io.grenache.vertx.message.*;
import io.grenache.vertx.server.ServerOptions;
import io.vertx.core.Vertx;
import java.time.Duration;

public class Hello {
  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    vertx.eventBus().<Call>consumer("grenache.service.rpc_test", call -> call.reply("world"));
    vertx.eventBus().<Event>localConsumer("grenache.events", event -> onEvent(vertx, event.body()));

    GrenacheOptions options =
        GrenacheOptions.NONE
            .withGrape(
                GrapeOptions.DEFAULTS.withPort(0)) // or none, and the grapes of your network:
            .withLink(LinkOptions.DEFAULTS) // .withGrapes(List.of("http://10.0.0.1:30001"))
            // without a lame duck of zero it would serve on for 15 s when it leaves
            .withServer(ServerOptions.DEFAULTS.withServices("rpc_test").withLameDuck(Duration.ZERO))
            .withClient(ClientOptions.DEFAULTS);
    Grenache.start(vertx, options).onFailure(Throwable::printStackTrace);
  }

  static void onEvent(Vertx vertx, Event event) {
    if (event.type().equals(Event.ANNOUNCED)) {
      Request request = Request.of("rpc_test", "hello");
      vertx
          .eventBus()
          .<Reply>request("grenache.rpc.request", request, request.delivery())
          .onSuccess(reply -> System.out.println(reply.body().result().json()))
          .onFailure(cause -> System.out.println(Failure.of(cause) + ": " + cause.getMessage()))
          .eventually(vertx::close);
    }
  }
}
