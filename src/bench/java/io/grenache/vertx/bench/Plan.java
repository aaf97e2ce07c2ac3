package io.grenache.vertx.bench;

import static io.grenache.vertx.bench.Lineup.CLUSTER;
import static io.grenache.vertx.bench.Lineup.ECHO;
import static io.grenache.vertx.bench.Lineup.GRPC;
import static io.grenache.vertx.bench.Lineup.HELPERS;
import static io.grenache.vertx.bench.Lineup.NODE_TO_OURS;
import static io.grenache.vertx.bench.Lineup.OURS_TO_NODE;
import static io.grenache.vertx.bench.Lineup.PLAIN;
import static io.grenache.vertx.bench.Lineup.RAW_TO_OURS;
import static io.grenache.vertx.bench.Lineup.REFERENCE;
import static io.grenache.vertx.bench.Lineup.SPREAD_OUT;

import io.grenache.vertx.bench.Rounds.Turn;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Which contenders do what. */
final class Plan {
  static final String HELLO_64 = "hello-64";
  static final String HELLO_1000 = "hello-1000";
  static final String HELLO_1 = "hello-1";
  static final String OBJECT_64 = "object-64";
  static final String OPEN = "open";
  static final String IDLE = "sockets-idle";
  static final String SPREAD = "sockets-spread";

  private static final List<String> ALL =
      List.of(
          REFERENCE, PLAIN, HELPERS, SPREAD_OUT, NODE_TO_OURS, OURS_TO_NODE, ECHO, GRPC, CLUSTER);
  private static final List<String> UNMIXED =
      List.of(REFERENCE, PLAIN, HELPERS, ECHO, GRPC, CLUSTER);
  private static final List<String> PRODUCTS = List.of(REFERENCE, PLAIN, HELPERS);
  private static final int MANY = 1000;
  private static final int USUAL = 64;

  // a client of this toolkit or of the reference opens up to three to a destination
  private static final int CLIENTS_OWN_SOCKETS = 3;
  private static final int[] SOCKETS = {CLIENTS_OWN_SOCKETS, 100, 3000};

  private final Settings settings;
  private final Lineup lineup;
  private final Rounds rounds;
  private final Results results;

  Plan(Settings settings, Lineup lineup, Results results) {
    this.settings = settings;
    this.lineup = lineup;
    this.rounds = new Rounds(settings);
    this.results = results;
  }

  void run() throws Exception {
    Progress.tell("warm-up");
    List<Turn> turns = new ArrayList<>();
    for (String contender : ALL) {
      turns.add(Turn.closed(contender, lineup.client(contender), Work.HELLO, USUAL, 1));
    }
    rounds.warmUp(turns);
    measure();
  }

  private void measure() throws Exception {
    closed(HELLO_64, ALL, Work.HELLO, USUAL, 1);
    closed(HELLO_1000, ALL, Work.HELLO, MANY, 1);
    closed(HELLO_1, ALL, Work.HELLO, 1, 1);
    closed(OBJECT_64, UNMIXED, Work.OBJECT, USUAL, 1);
    closed("array-64", UNMIXED, Work.ARRAY, USUAL, 1);
    open();
    closed("services-4", PRODUCTS, Work.HELLO, USUAL, 4);
    closed("services-16", PRODUCTS, Work.HELLO, USUAL, 16);
    idleSockets();
    spreadSockets();
  }

  private void closed(String id, List<String> contenders, Work work, int inFlight, int services)
      throws Exception {
    List<Turn> turns = new ArrayList<>();
    for (String contender : contenders) {
      turns.add(Turn.closed(contender, lineup.client(contender), work, inFlight, services));
    }
    String of = services == 1 ? "" : ", " + services + " services in turn";
    measure(id, work.id() + ", " + inFlight + " in flight" + of, REFERENCE, turns);
  }

  private void open() throws Exception {
    List<Samples> closed = results.rounds(HELLO_64, REFERENCE);
    if (closed == null) {
      return;
    }
    double rate = Math.floor(Stats.of(closed, Results.RATE).median() / 2);
    List<Turn> turns = new ArrayList<>();
    for (String contender : ALL) {
      turns.add(Turn.open(contender, lineup.client(contender), Work.HELLO, rate));
    }
    String title =
        "hello, open loop at %,.0f a second, half of what the reference did with 64 in flight"
            .formatted(rate);
    measure(OPEN, title, REFERENCE, turns);
  }

  private void idleSockets() throws Exception {
    List<Turn> turns = new ArrayList<>();
    try (IdleSockets idle = new IdleSockets(lineup.port("helpers"))) {
      for (int count : SOCKETS) {
        turns.add(
            Turn.closed(HELPERS, lineup.client(HELPERS), Work.HELLO, MANY, 1)
                .named(HELPERS + sockets(count), () -> idle.hold(count - CLIENTS_OWN_SOCKETS)));
      }
      measure(
          IDLE,
          "hello, 1000 in flight, while so many sockets are open to the server: the client's own 3,"
              + " the others idle",
          HELPERS + sockets(CLIENTS_OWN_SOCKETS),
          turns);
    }
  }

  private void spreadSockets() throws Exception {
    if (settings.quick()) {
      return;
    }
    List<Turn> turns = new ArrayList<>();
    for (String contender : List.of(ECHO, RAW_TO_OURS)) {
      for (int count : SOCKETS) {
        Child client = lineup.client(contender);
        turns.add(
            Turn.closed(contender, client, Work.HELLO, MANY, 1)
                .named(
                    contender + sockets(count),
                    () -> client.ask("sockets", new JsonObject().put("count", count))));
      }
    }
    measure(
        SPREAD,
        "hello, 1000 in flight, spread over so many sockets: each then carries single frames, so"
            + " that nothing is left to consolidate",
        ECHO + sockets(CLIENTS_OWN_SOCKETS),
        turns);
  }

  static String sockets(int count) {
    return ", %,d sockets".formatted(count);
  }

  private void measure(String id, String title, String yardstick, List<Turn> turns)
      throws Exception {
    if (settings.runs(id)) {
      Progress.tell(id);
      results.add(new Results.Item(id, title, yardstick, rounds.run(turns)));
    }
  }
}
