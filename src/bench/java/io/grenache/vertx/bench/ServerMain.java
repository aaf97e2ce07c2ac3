package io.grenache.vertx.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * A contender's server. Its one argument is {@code {"kind", "name", "grape", "loops",
 * "clusterPort"}}; it tells its {@code port}.
 */
public final class ServerMain {
  private ServerMain() {}

  /** Serves until its standard input ends. */
  public static void main(String[] args) {
    Lines.run(() -> run(new JsonObject(args[0])));
  }

  private static void run(JsonObject options) throws Exception {
    JsonObject facts = new JsonObject().put("port", start(options));
    Lines.ready(facts);
    Lines.serve(Map.of("live", command -> Memory.live(), "used", command -> Memory.used()));
  }

  private static int start(JsonObject options) throws Exception {
    VertxOptions vertx = UserVerticle.options(options.getInteger("loops"));
    String kind = options.getString("kind");
    String name = options.getString("name");
    switch (kind) {
      case "plain", "helpers":
        return OurServer.start(
            Vertx.vertx(vertx),
            OurCalls.grape(options.getString("grape")),
            name,
            kind.equals("helpers"));
      case "echo":
        return Echo.Server.start(Vertx.vertx(vertx));
      case "grpc":
        return Grpc.serve();
      case "cluster":
        int port = options.getInteger("clusterPort");
        Cluster.serve(vertx, port);
        return port;
      default:
        throw new IllegalArgumentException("no such server: " + kind);
    }
  }
}
