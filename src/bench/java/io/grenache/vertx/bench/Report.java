package io.grenache.vertx.bench;

import static io.grenache.vertx.bench.Figures.text;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Writes {@code report.md} and its plots. */
final class Report {
  private static final List<String> LATENCIES = List.of(Plan.HELLO_1, Plan.HELLO_64, Plan.OPEN);
  private static final String CONTENDERS =
      """
      | contender | how it runs |
      |---|---|
      | reference | `grenache-nodejs-ws` 1.0.0, client and server, each a process of Node.js |
      | ours, plain | user verticle → `eventBus.request` → client verticle → wire → server verticle → consumer that replies with `message.reply`; results read as values of Vert.x |
      | ours, helpers | the same through `RpcClient` and `Service.handle`, with the application's own types |
      | ours, helpers, default loops | the same with as many event loops as Vert.x has by default, two a core: then each verticle has its own, and a request changes threads four times |
      | Node client, our server | the reference's client; the server of "ours, helpers" |
      | our client, Node server | the client of "ours, helpers"; the reference's server |
      | bare echo | WebSockets of Vert.x that carry the same frames, one socket unless it says more; no JSON, no bus; flushes consolidated on both sides: the ceiling of the stack |
      | grpc-java | grpc-netty, unary, in the clear, direct executor, one event loop a process; bytes that neither side decodes |
      | clustered bus | `request` and `reply` on an event bus of two nodes over Hazelcast |
      """;

  private final Settings settings;
  private final Machine machine;
  private final String jars;
  private final Results results;
  private final StringBuilder out = new StringBuilder();

  Report(Settings settings, Machine machine, String jars, Results results) {
    this.settings = settings;
    this.machine = machine;
    this.jars = jars;
    this.results = results;
  }

  void write() throws IOException {
    line("# Side by side");
    line("");
    figures();
    contenders();
    for (Results.Item item : results.items()) {
      item(item);
      if (!item.id().equals(Plan.OPEN)) {
        plot(item.id(), Plots.rates(item));
      }
      if (LATENCIES.contains(item.id())) {
        plot(item.id() + "-latency", Plots.latencies(item));
      }
    }
    facts();
    settings();
    Files.writeString(settings.target().resolve("report.md"), out);
  }

  private void figures() {
    line(
        "Everything is a median, with its quartiles; ratios are those of the rounds, each to the same round.");
    line("");
    line("| figure | measured | must | reached | aim | reached |");
    line("|---|---|---|---|---|---|");
    for (Figures.Figure figure : Figures.of(results)) {
      row(
          figure.name(),
          figure.measured(),
          figure.bound(figure.must()),
          figure.reached(figure.must()),
          figure.bound(figure.aim()),
          figure.reached(figure.aim()));
    }
    line("");
  }

  private void contenders() {
    line("## Contenders");
    line("");
    line("Each is a client process and a server process on loopback.");
    line("");
    out.append(CONTENDERS);
    line("");
  }

  private void plot(String name, String svg) throws IOException {
    Files.writeString(settings.target().resolve(name + ".svg"), svg);
    line("![" + name + "](" + name + ".svg)");
    line("");
  }

  private void item(Results.Item item) {
    line("## " + item.id());
    line("");
    line(item.title() + ".");
    line("");
    String by = " × " + item.yardstick();
    line(
        "| contender | requests/s |"
            + by
            + " | p50 µs |"
            + by
            + " | p99 µs |"
            + by
            + " | failures |");
    line("|---|---|---|---|---|---|---|---|");
    for (Map.Entry<String, List<Samples>> entry : item.rounds().entrySet()) {
      List<Samples> rounds = entry.getValue();
      row(
          entry.getKey(),
          quartiles(Stats.of(rounds, Results.RATE)),
          ratio(item, entry.getKey(), Results.RATE),
          quartiles(Stats.of(rounds, Results.P50)),
          ratio(item, entry.getKey(), Results.P50),
          quartiles(Stats.of(rounds, Results.P99)),
          ratio(item, entry.getKey(), Results.P99),
          failures(rounds));
    }
    line("");
  }

  private String ratio(Results.Item item, String contender, ToDoubleFunction<Samples> figure) {
    return quartiles(results.ratio(item.id(), contender, item.yardstick(), figure));
  }

  private static String failures(List<Samples> rounds) {
    long failures = rounds.stream().mapToLong(Samples::failures).sum();
    return failures == 0
        ? "0"
        : "**"
            + failures
            + "** "
            + rounds.stream().map(Samples::failure).filter(f -> f != null).findFirst().orElse("");
  }

  private void facts() {
    String group = "";
    for (Results.Fact fact : results.facts()) {
      if (!fact.group().equals(group)) {
        group = fact.group();
        line("");
        line("## " + group);
        line("");
        line("| what | median (quartiles) | |");
        line("|---|---|---|");
      }
      Stats stats = Stats.of(fact.values());
      String value = fact.values().length == 1 ? text(stats.median()) : quartiles(stats);
      row(fact.name(), value, fact.unit());
    }
    line("");
  }

  private void settings() {
    line("## Settings");
    line("");
    line("| | |");
    line("|---|---|");
    machine.facts().forEach((name, value) -> row(name, value));
    row("rounds", settings.rounds() + ", alternating, another contender first in each");
    row(
        "a turn",
        settings.millis() + " ms, after " + settings.settleMillis() + " ms that are not counted");
    row(
        "warm-up",
        settings.firstWarmUpMillis()
            + " ms a contender before all items, up to "
            + Rounds.WARM_UPS
            + " times that until it has answered "
            + Rounds.WARM_REQUESTS
            + " requests; "
            + settings.warmUpMillis()
            + " ms before each item; not counted");
    row(
        "event loops of a process with Vert.x",
        settings.loops() == 0 ? "Vert.x's own choice" : "" + settings.loops());
    row("JVM flags", String.join(" ", Launcher.JVM) + "; for the clustered bus those of Hazelcast");
    row(
        "closed loop",
        "so many callers, each asks again when it has its answer: latencies are those of this many"
            + " callers, not of a rate");
    row(
        "open loop",
        "calls begin at a fixed rate, and latencies count from when they were meant to begin:"
            + " nothing is omitted when a side stalls. A thread of its own keeps the pace in"
            + " JVMs (every 50 µs); `setImmediate` in Node.js, which keeps its loop turning");
    row("latencies", "HdrHistogram, 3 digits, one a round; percentiles are medians of the rounds'");
    row("jars", jars);
    line("");
  }

  private static String quartiles(Stats stats) {
    return "%s (%s–%s)".formatted(text(stats.median()), text(stats.low()), text(stats.high()));
  }

  private void row(String... cells) {
    line("| " + String.join(" | ", cells) + " |");
  }

  private void line(String text) {
    out.append(text).append('\n');
  }
}
