package io.grenache.vertx.bench;

import io.grenache.vertx.link.LinkOptions;
import io.grenache.vertx.message.Destination;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Heap allocated a call, both sides in this one process and on one event loop: of the toolkit
 * without and with its helpers, and of what a call cannot do without: an echo of its frame, and
 * hops on the event bus. Its one argument is {@code {"millis", "warmUpMillis"}}.
 */
public final class Allocation {
  static final String GROUP = "both sides in one process, 64 in flight";
  static final String PLAIN_FLOOR = "echo + 2 requests";
  static final String HELPERS_FLOOR = "echo + 4 sends";

  private static final int IN_FLIGHT = 64;

  private Allocation() {}

  /**
   * Measures when it is told to: {@code measure} gives each contender's {@code {"bytes", "rate"}}.
   */
  public static void main(String[] args) {
    Lines.run(() -> run(new JsonObject(args[0])));
  }

  private static void run(JsonObject options) throws Exception {
    long millis = options.getLong("millis");
    Map<String, Calls> all = contenders();
    warmUp(all, options.getLong("warmUpMillis"));
    Lines.ready(new JsonObject());
    Lines.serve(Map.of("measure", command -> measure(all, millis)));
  }

  private static void warmUp(Map<String, Calls> all, long millis) throws Exception {
    for (Calls calls : all.values()) {
      long requests = 0;
      for (int i = 0; i < Rounds.WARM_UPS && requests < Rounds.WARM_REQUESTS; i++) {
        requests += load(calls, millis).getLong("requests");
      }
    }
  }

  private static JsonObject load(Calls calls, long millis) throws Exception {
    return new Load(calls, Work.HELLO).closed(IN_FLIGHT, 1, millis).get(60, TimeUnit.SECONDS);
  }

  private static JsonObject measure(Map<String, Calls> all, long millis) throws Exception {
    JsonObject measured = new JsonObject();
    for (Map.Entry<String, Calls> entry : all.entrySet()) {
      long before = Memory.allocated();
      JsonObject load = load(entry.getValue(), millis);
      long bytes = Memory.allocated() - before;
      if (load.getLong("failures") > 0) {
        throw new IllegalStateException(entry.getKey() + ": " + load.getString("failure"));
      }
      long requests = load.getLong("requests");
      measured.put(
          entry.getKey(),
          new JsonObject()
              .put("bytes", (double) bytes / requests)
              .put("rate", requests * 1000.0 / millis));
    }
    return measured;
  }

  private static Map<String, Calls> contenders() throws Exception {
    Map<String, Calls> all = new LinkedHashMap<>();
    all.put("plain", ours("plain"));
    all.put("helpers", ours("helpers"));
    Vertx vertx = Vertx.vertx(UserVerticle.options(1));
    Calls echo = new Echo.Client(vertx, Echo.Server.start(vertx), "helpers");
    all.put("echo", echo);
    all.put(PLAIN_FLOOR, Floor.requests(vertx, echo, 2));
    all.put(HELPERS_FLOOR, Floor.sends(vertx, echo, 4));
    return all;
  }

  private static Calls ours(String kind) throws Exception {
    boolean helpers = kind.equals("helpers");
    Vertx vertx = Vertx.vertx(UserVerticle.options(1));
    int port = OurServer.start(vertx, null, kind, helpers);
    Map<String, List<Destination>> routes = new HashMap<>();
    Names.of(kind).forEach(name -> routes.put(name, List.of(new Destination("127.0.0.1", port))));
    LinkOptions link = LinkOptions.DEFAULTS.withRoutes(routes);
    return helpers ? OurCalls.helpers(vertx, link, kind) : OurCalls.plain(vertx, link, kind);
  }
}
