package io.grenache.vertx.bench;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Has the contenders of an item work in alternating rounds: each once a round, one behind the
 * other, and another one first each time.
 */
final class Rounds {
  /** What goes before a turn, and belongs neither to it nor to what was measured. */
  interface Preparation {
    void run() throws Exception;
  }

  /** A contender's part in an item. */
  record Turn(String contender, Child client, String how, JsonObject load, Preparation before) {
    static Turn closed(String contender, Child client, Work work, int inFlight, int services) {
      JsonObject load = load(work).put("inFlight", inFlight).put("services", services);
      return new Turn(contender, client, "closed", load, () -> {});
    }

    static Turn open(String contender, Child client, Work work, double rate) {
      return new Turn(contender, client, "open", load(work).put("rate", rate), () -> {});
    }

    private static JsonObject load(Work work) {
      // scripts of Node.js are told the payload; JVMs know it
      return new JsonObject()
          .put("work", work.id())
          .put("payload", Json.decodeValue(Json.encodeToBuffer(work.tree())));
    }

    Turn named(String name, Preparation preparation) {
      return new Turn(name, client, how, load, preparation);
    }
  }

  /** After so many requests the compilers of a JVM have done most of what they do. */
  static final long WARM_REQUESTS = 100_000;

  /** At most so many times as long as is set. */
  static final int WARM_UPS = 4;

  private final Settings settings;

  Rounds(Settings settings) {
    this.settings = settings;
  }

  /** Runs an item; gives each contender's rounds, in order. */
  Map<String, List<Samples>> run(List<Turn> turns) throws Exception {
    for (Turn turn : turns) {
      turn.before.run();
      run(turn, settings.warmUpMillis());
    }
    Map<String, List<Samples>> results = new LinkedHashMap<>();
    turns.forEach(turn -> results.put(turn.contender, new ArrayList<>()));
    List<Turn> order = new ArrayList<>(turns);
    for (int round = 0; round < settings.rounds(); round++) {
      for (Turn turn : order) {
        turn.before.run();
        run(turn, settings.settleMillis());
        results.get(turn.contender).add(run(turn, settings.millis()));
      }
      Collections.rotate(order, -1);
    }
    return results;
  }

  /**
   * Has contenders work before any of them is measured, longer where it takes longer to get
   * compiled.
   */
  void warmUp(List<Turn> turns) throws Exception {
    for (Turn turn : turns) {
      long requests = 0;
      for (int i = 0; i < WARM_UPS && requests < WARM_REQUESTS; i++) {
        requests += run(turn, settings.firstWarmUpMillis()).requests();
      }
    }
  }

  private static Samples run(Turn turn, long millis) throws Exception {
    JsonObject load = turn.load.copy().put("millis", millis);
    return Samples.fromJson(turn.client.ask(turn.how, load).getJsonObject("result"));
  }
}
