package io.grenache.vertx.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * What one round of one contender gave: {@code {"requests", "failures", "failure", "millis",
 * "latencies": [nanoseconds, count, …]}}, as the scripts of Node.js give it too.
 */
record Samples(long requests, long failures, String failure, double millis, Histogram latencies) {

  static JsonObject toJson(
      long requests, long failures, String failure, double millis, Histogram latencies) {
    JsonArray pairs = new JsonArray();
    for (HistogramIterationValue value : latencies.recordedValues()) {
      pairs.add(value.getValueIteratedTo()).add(value.getCountAtValueIteratedTo());
    }
    return new JsonObject()
        .put("requests", requests)
        .put("failures", failures)
        .put("failure", failure)
        .put("millis", millis)
        .put("latencies", pairs);
  }

  static Samples fromJson(JsonObject json) {
    Histogram latencies = new Histogram(3);
    JsonArray pairs = json.getJsonArray("latencies");
    for (int i = 0; i < pairs.size(); i += 2) {
      latencies.recordValueWithCount(pairs.getLong(i), pairs.getLong(i + 1));
    }
    return new Samples(
        json.getLong("requests"),
        json.getLong("failures"),
        json.getString("failure"),
        json.getDouble("millis"),
        latencies);
  }

  /** Requests a second. */
  double rate() {
    return requests * 1000 / millis;
  }

  /** In microseconds. */
  double percentile(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1000.0;
  }
}
