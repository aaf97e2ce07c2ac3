package io.grenache.vertx.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures that are aimed at, and whether they are reached. */
final class Figures {
  /**
   * One of them.
   *
   * @param atMost whether less is better
   * @param must what it has to be
   * @param aim what it should be
   */
  record Figure(String name, String unit, boolean atMost, Stats value, double must, double aim) {
    String reached(double bound) {
      if (Double.isNaN(value.median())) {
        return "not measured";
      }
      return (atMost ? value.median() <= bound : value.median() >= bound) ? "yes" : "**no**";
    }

    String bound(double bound) {
      return (atMost ? "at most " : "") + text(bound) + unit;
    }

    String measured() {
      return Double.isNaN(value.median())
          ? "–"
          : "%s%s (%s to %s)"
              .formatted(text(value.median()), unit, text(value.low()), text(value.high()));
    }
  }

  private final Results results;
  private final List<Figure> figures = new ArrayList<>();

  private Figures(Results results) {
    this.results = results;
  }

  static List<Figure> of(Results results) {
    Figures figures = new Figures(results);
    figures.throughput();
    figures.latency();
    figures.cost();
    return figures.figures;
  }

  private void throughput() {
    faster(Plan.HELLO_64, Lineup.PLAIN, Lineup.REFERENCE, 3, 4);
    faster(Plan.HELLO_1000, Lineup.PLAIN, Lineup.REFERENCE, 3, 5);
    faster(Plan.HELLO_64, Lineup.HELPERS, Lineup.REFERENCE, 4, 8);
    faster(Plan.HELLO_1000, Lineup.HELPERS, Lineup.REFERENCE, 6, 10);
    faster(Plan.HELLO_1000, Lineup.HELPERS, Lineup.ECHO, 0.45, 0.7);
    faster(Plan.HELLO_64, Lineup.PLAIN, Lineup.GRPC, 1.5, 3);
    faster(Plan.OBJECT_64, Lineup.HELPERS, Lineup.REFERENCE, 4, 6);
    faster(Plan.HELLO_64, Lineup.NODE_TO_OURS, Lineup.REFERENCE, 1.1, 1.3);
    String few = Lineup.HELPERS + Plan.sockets(3);
    String many = Lineup.HELPERS + Plan.sockets(3000);
    faster(Plan.IDLE, many, few, 0.75, 0.9);
  }

  private void latency() {
    for (String ours : List.of(Lineup.PLAIN, Lineup.HELPERS)) {
      Stats p50 = results.ratio(Plan.HELLO_1, ours, Lineup.REFERENCE, Results.P50);
      add(Plan.HELLO_1 + ": p50 of " + ours + " to reference", " ×", true, p50, 1.0, 0.7);
    }
    for (String ours : List.of(Lineup.PLAIN, Lineup.HELPERS)) {
      Stats p99 = results.ratio(Plan.OPEN, ours, Lineup.REFERENCE, Results.P99);
      add(Plan.OPEN + ": p99 of " + ours + " to reference", " ×", true, p99, 0.5, 0.33);
    }
  }

  private void cost() {
    String process = Allocation.GROUP;
    add(above("plain"), " B", true, results.fact(process, above("plain")), 1024, 512);
    add(above("helpers"), " B", true, results.fact(process, above("helpers")), 512, 256);
    Stats connection = results.fact(MemoryFigures.GROUP, MemoryFigures.CONNECTION);
    add(MemoryFigures.CONNECTION, " KiB", true, connection, 16, 8);
    Stats first = results.fact(FirstReplies.GROUP, FirstReplies.SHARED);
    add("JVM start to first reply", " ms", true, first, 1200, 800);
  }

  /** What an in-process call allocates above the floor of its kind. */
  static String above(String kind) {
    String floor = kind.equals("plain") ? Allocation.PLAIN_FLOOR : Allocation.HELPERS_FLOOR;
    return kind + ", allocated a request above " + floor;
  }

  private void faster(String item, String contender, String to, double must, double aim) {
    Stats ratio = results.ratio(item, contender, to, Results.RATE);
    add(item + ": " + contender + " to " + to, " ×", false, ratio, must, aim);
  }

  private void add(String name, String unit, boolean atMost, Stats value, double must, double aim) {
    figures.add(new Figure(name, unit, atMost, value, must, aim));
  }

  /** A number with as many digits as tell something. */
  static String text(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value);
  }
}
