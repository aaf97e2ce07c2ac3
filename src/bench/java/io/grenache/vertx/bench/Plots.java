package io.grenache.vertx.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Draws an item's results. */
final class Plots {
  private static final int WIDTH = 760;
  private static final int LABELS = 210;
  private static final int BAR = 26;
  private static final int CURVES_HEIGHT = 360;
  private static final double[] PERCENTILES = {0, 50, 75, 90, 95, 98, 99, 99.5, 99.8, 99.9, 99.99};

  private Plots() {}

  /** A bar for each contender's median rate, with a whisker from quartile to quartile. */
  static String rates(Results.Item item) {
    Svg svg = new Svg(WIDTH, 50 + BAR * item.rounds().size());
    svg.text(10, 20, "start", item.title() + ": requests a second");
    double most =
        item.rounds().values().stream()
            .mapToDouble(rounds -> Stats.of(rounds, Results.RATE).high())
            .max()
            .orElse(1);
    double scale = (WIDTH - LABELS - 90) / Math.max(1, most);
    int y = 36;
    int colour = 0;
    for (Map.Entry<String, List<Samples>> entry : item.rounds().entrySet()) {
      Stats rate = Stats.of(entry.getValue(), Results.RATE);
      double middle = y + BAR / 2.0 - 2;
      svg.text(LABELS - 8, middle + 4, "end", entry.getKey());
      svg.bar(LABELS, y, rate.median() * scale, BAR - 6, Svg.colour(colour++));
      svg.line(LABELS + rate.low() * scale, middle, LABELS + rate.high() * scale, middle);
      svg.text(LABELS + rate.high() * scale + 6, middle + 4, "start", Figures.text(rate.median()));
      y += BAR;
    }
    return svg.end();
  }

  /** Each contender's latency by percentile, all rounds together; the scale is logarithmic. */
  static String latencies(Results.Item item) {
    Svg svg = new Svg(WIDTH, CURVES_HEIGHT + 60);
    svg.text(10, 20, "start", item.title() + ": latency by percentile");
    double lowest = Double.MAX_VALUE;
    double highest = 1;
    List<Histogram> all = new ArrayList<>();
    for (List<Samples> rounds : item.rounds().values()) {
      Histogram sum = new Histogram(3);
      rounds.forEach(round -> sum.add(round.latencies()));
      all.add(sum);
      lowest = Math.min(lowest, Math.max(1000, sum.getValueAtPercentile(0)));
      highest = Math.max(highest, sum.getValueAtPercentile(99.99));
    }
    double floor = Math.floor(Math.log10(lowest));
    double decades = Math.max(1, Math.ceil(Math.log10(highest)) - floor);
    axes(svg, floor, decades);
    List<String> names = List.copyOf(item.rounds().keySet());
    for (int c = 0; c < all.size(); c++) {
      List<double[]> points = new ArrayList<>();
      for (int i = 0; i < PERCENTILES.length; i++) {
        double nanos = Math.max(1000, all.get(c).getValueAtPercentile(PERCENTILES[i]));
        points.add(new double[] {x(i), y(Math.log10(nanos), floor, decades)});
      }
      svg.curve(points, Svg.colour(c));
      svg.bar(WIDTH - 185, 40 + 18 * c, 10, 10, Svg.colour(c));
      svg.text(WIDTH - 170, 50 + 18 * c, "start", names.get(c));
    }
    return svg.end();
  }

  private static void axes(Svg svg, double floor, double decades) {
    for (int i = 0; i < PERCENTILES.length; i++) {
      svg.text(x(i), CURVES_HEIGHT + 48, "middle", ("p" + PERCENTILES[i]).replace(".0", ""));
    }
    for (int d = 0; d <= decades; d++) {
      double y = y(floor + d, floor, decades);
      svg.line(60, y, WIDTH - 200, y);
      svg.text(54, y + 4, "end", time(floor + d));
    }
  }

  private static String time(double logNanos) {
    double micros = Math.pow(10, logNanos - 3);
    return micros < 1e3
        ? "%.0f µs".formatted(micros)
        : micros < 1e6 ? "%.0f ms".formatted(micros / 1e3) : "%.0f s".formatted(micros / 1e6);
  }

  private static double x(int percentile) {
    return 70 + percentile * (WIDTH - 280.0) / (PERCENTILES.length - 1);
  }

  private static double y(double log, double floor, double decades) {
    return 30 + CURVES_HEIGHT * (1 - (log - floor) / decades);
  }
}
