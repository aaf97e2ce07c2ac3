package io.grenache.vertx.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A median and its quartiles. */
record Stats(double low, double median, double high) {
  static final Stats NONE = new Stats(Double.NaN, Double.NaN, Double.NaN);

  static Stats of(double... values) {
    if (values.length == 0) {
      return NONE;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Stats(quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75));
  }

  private static double quantile(double[] sorted, double at) {
    double place = at * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** Of one contender's rounds. */
  static Stats of(List<Samples> rounds, ToDoubleFunction<Samples> figure) {
    return rounds == null ? NONE : of(rounds.stream().mapToDouble(figure).toArray());
  }

  /** Of the ratios of two contenders, round by round. */
  static Stats ratio(List<Samples> rounds, List<Samples> to, ToDoubleFunction<Samples> figure) {
    if (rounds == null || to == null) {
      return NONE;
    }
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(rounds.size(), to.size()); i++) {
      ratios.add(figure.applyAsDouble(rounds.get(i)) / figure.applyAsDouble(to.get(i)));
    }
    return of(ratios.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
