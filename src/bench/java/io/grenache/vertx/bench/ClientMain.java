package io.grenache.vertx.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A contender's client. Its one argument is {@code {"kind", "server", "grape", "port", "loops",
 * "clusterPort"}}, {@code server} being what the services' names begin with.
 */
public final class ClientMain {
  private static final long PATIENCE_SECONDS = 60;

  private ClientMain() {}

  /** Calls when it is told to, until its standard input ends. */
  public static void main(String[] args) {
    Lines.run(() -> run(new JsonObject(args[0])));
  }

  private static void run(JsonObject options) throws Exception {
    Calls calls = start(options);
    Lines.ready(new JsonObject());
    Lines.serve(
        Map.of(
            "closed",
            command -> {
              return load(calls, command)
                  .closed(
                      command.getInteger("inFlight"),
                      command.getInteger("services"),
                      command.getLong("millis"))
                  .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            },
            "open",
            command -> {
              return load(calls, command)
                  .open(command.getDouble("rate"), command.getLong("millis"))
                  .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            },
            "sockets",
            command -> {
              calls.sockets(command.getInteger("count"));
              return null;
            },
            "live",
            command -> Memory.live(),
            "used",
            command -> Memory.used()));
  }

  private static Load load(Calls calls, JsonObject command) {
    return new Load(calls, Work.of(command.getString("work")));
  }

  private static Calls start(JsonObject options) throws Exception {
    VertxOptions vertx = UserVerticle.options(options.getInteger("loops"));
    String kind = options.getString("kind");
    String server = options.getString("server");
    return switch (kind) {
      case "plain" ->
          OurCalls.plain(Vertx.vertx(vertx), OurCalls.grape(options.getString("grape")), server);
      case "helpers" ->
          OurCalls.helpers(Vertx.vertx(vertx), OurCalls.grape(options.getString("grape")), server);
      case "echo" -> new Echo.Client(Vertx.vertx(vertx), options.getInteger("port"), server);
      case "grpc" -> new Grpc.Client(options.getInteger("port"));
      case "cluster" -> Cluster.client(vertx, options.getInteger("clusterPort"));
      default -> throw new IllegalArgumentException("no such client: " + kind);
    };
  }
}
