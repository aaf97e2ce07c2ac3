package io.grenache.vertx.bench;

import io.grenache.vertx.grape.GrapeOptions;
import io.grenache.vertx.grape.GrapeVerticle;
import io.grenache.vertx.interop.PeerModules;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs everything side by side and writes {@code target/bench/report.md}. System properties: {@code
 * bench.quick} a short form; {@code bench.only} a regular expression of the items that run; {@code
 * bench.rounds}, {@code bench.millis} and {@code bench.loops} as {@link Settings} has them; {@code
 * bench.jmh} the microbenchmarks in place of all that.
 */
public final class Bench {
  private static final String MEMORY = "memory";
  private static final String FIRST = "first";
  private static final String ALLOCATION = "allocation";

  private Bench() {}

  /** Runs until the report is written. */
  public static void main(String[] args) throws Exception {
    Settings settings = Settings.fromProperties();
    Files.createDirectories(settings.target());
    // threads of Vert.x would live on
    try {
      if (Settings.flag("bench.jmh")) {
        Microbenchmarks.run(settings);
      } else {
        run(settings);
      }
      System.exit(0);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void run(Settings settings) throws Exception {
    // a report that cannot be written must not leave an old one in its place
    try (Stream<Path> old = Files.list(settings.target())) {
      for (Path file : old.filter(path -> path.toString().matches(".*\\.(md|svg)")).toList()) {
        Files.delete(file);
      }
    }
    Machine machine = Machine.now(settings);
    Results results = new Results();
    Path peers = PeerModules.install();
    GrapeVerticle grape = new GrapeVerticle(GrapeOptions.DEFAULTS.withPort(0));
    Await.get(Vertx.vertx().deployVerticle(grape));
    String url = "http://127.0.0.1:" + grape.port();
    try (Launcher launcher = new Launcher(settings, peers)) {
      // alone on the machine, before the others run
      allocation(settings, launcher, results);
      Progress.tell("start");
      Lineup lineup = new Lineup(launcher, url, settings.loops());
      if (settings.runs(FIRST)) {
        Progress.tell(FIRST);
        new FirstReplies(settings, launcher, url).run(results);
      }
      new Plan(settings, lineup, results).run();
      if (settings.runs(MEMORY)) {
        Progress.tell(MEMORY);
        new MemoryFigures(settings, lineup, results).run();
      }
      new Report(settings, machine.after(), launcher.jars(), results).write();
    }
    Progress.tell("written: " + settings.target().resolve("report.md"));
  }

  private static void allocation(Settings settings, Launcher launcher, Results results)
      throws Exception {
    if (!settings.runs(ALLOCATION)) {
      return;
    }
    Progress.tell(ALLOCATION);
    JsonObject options =
        new JsonObject()
            .put("millis", settings.millis())
            .put("warmUpMillis", settings.firstWarmUpMillis());
    List<JsonObject> rounds = new ArrayList<>();
    try (Child child = launcher.java(ALLOCATION, Allocation.class, options, List.of())) {
      child.ready();
      for (int i = 0; i < settings.rounds(); i++) {
        rounds.add(child.ask("measure", new JsonObject()).getJsonObject("result"));
      }
    }
    for (String name : rounds.get(0).fieldNames()) {
      for (String figure : rounds.get(0).getJsonObject(name).fieldNames()) {
        results.add(
            new Results.Fact(
                Allocation.GROUP,
                name + ", " + (figure.equals("bytes") ? "allocated a request" : "rate"),
                figure.equals("bytes") ? "bytes" : "a second",
                rounds.stream()
                    .mapToDouble(round -> round.getJsonObject(name).getDouble(figure))
                    .toArray()));
      }
    }
    above(results, rounds, "plain", Allocation.PLAIN_FLOOR);
    above(results, rounds, "helpers", Allocation.HELPERS_FLOOR);
  }

  private static void above(Results results, List<JsonObject> rounds, String name, String floor) {
    results.add(
        new Results.Fact(
            Allocation.GROUP,
            Figures.above(name),
            "bytes",
            rounds.stream()
                .mapToDouble(
                    round ->
                        round.getJsonObject(name).getDouble("bytes")
                            - round.getJsonObject(floor).getDouble("bytes"))
                .toArray()));
  }
}
