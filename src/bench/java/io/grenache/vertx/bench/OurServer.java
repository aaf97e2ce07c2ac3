package io.grenache.vertx.bench;

import io.grenache.vertx.Grenache;
import io.grenache.vertx.GrenacheOptions;
import io.grenache.vertx.link.LinkOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.server.ServerOptions;
import io.grenache.vertx.server.Service;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** This toolkit's server, with a handler verticle that does without helpers, or with them. */
final class OurServer {
  /** All come from one address here. */
  private static final int CONNECTIONS = 10_000;

  private OurServer() {}

  /**
   * Serves, and announces at a grape if there is a link to one.
   *
   * @param link null to announce nowhere
   * @return the port, once all is announced
   */
  static int start(Vertx vertx, LinkOptions link, String name, boolean helpers) throws Exception {
    UserVerticle.deploy(vertx, helpers ? v -> helpers(v, name) : v -> plain(v, name));
    Future<Void> announced = announced(vertx, Names.of(name));
    ServerOptions server =
        ServerOptions.DEFAULTS
            .withServices(Names.of(name).toArray(String[]::new))
            .withHost("127.0.0.1");
    JsonObject json =
        server.toJson().put("announce", link != null).put("maxConnectionsPerAddress", CONNECTIONS);
    GrenacheOptions options = GrenacheOptions.NONE.withServer(ServerOptions.fromJson(json));
    Grenache grenache =
        Await.get(Grenache.start(vertx, link == null ? options : options.withLink(link)));
    if (link != null) {
      Await.get(announced);
    }
    return grenache.serverPort();
  }

  private static Future<?> plain(Vertx vertx, String name) {
    List<Future<?>> registered = new ArrayList<>();
    for (Work work : Work.values()) {
      for (String service : Names.of(name, work)) {
        registered.add(
            vertx
                .eventBus()
                .<Call>consumer(
                    Addresses.DEFAULT.service(service),
                    call -> call.reply(work == Work.HELLO ? "world" : call.body().payload().json()))
                .completion());
      }
    }
    return Future.all(registered);
  }

  private static Future<?> helpers(Vertx vertx, String name) {
    List<Future<?>> registered = new ArrayList<>();
    for (Work work : Work.values()) {
      for (String service : Names.of(name, work)) {
        registered.add(handle(vertx, work, service));
      }
    }
    return Future.all(registered);
  }

  private static Future<?> handle(Vertx vertx, Work work, String service) {
    return work == Work.HELLO
        ? Service.handle(vertx, service, call -> Future.succeededFuture("world")).completion()
        : Service.handle(vertx, service, work.type(), Future::succeededFuture).completion();
  }

  private static Future<Void> announced(Vertx vertx, List<String> services) {
    Promise<Void> all = Promise.promise();
    Set<String> missing = new HashSet<>(services);
    vertx
        .eventBus()
        .<Event>localConsumer(
            Addresses.DEFAULT.events(),
            event -> {
              if (event.body().type().equals(Event.ANNOUNCED)
                  && missing.remove(event.body().service())
                  && missing.isEmpty()) {
                all.complete();
              }
            });
    return all.future();
  }
}
