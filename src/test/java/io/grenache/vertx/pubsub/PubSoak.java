package io.grenache.vertx.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.testing.JavaProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A publisher and a thousand subscribers, in processes of their own, by hand: {@code mvn -Psoak
 * test -Dtest=PubSoak}. System properties: {@code pub.rates} messages a second, {@code
 * pub.seconds}, {@code pub.warmSeconds}, {@code pub.subscribers} in each of two processes.
 */
@Timeout(900)
class PubSoak {
  private static final int SUBSCRIBERS = Integer.getInteger("pub.subscribers", 500);
  private static final int SECONDS = Integer.getInteger("pub.seconds", 20);
  private static final int WARM_SECONDS = Integer.getInteger("pub.warmSeconds", 5);
  private static final int MIB = 1 << 20;

  private final List<JavaProcess> processes = new ArrayList<>();
  private final List<JavaProcess> subscribers = new ArrayList<>();
  private JavaProcess publisher;

  @BeforeEach
  void start() {
    // compiled as a publisher that runs for long is
    publisher = start("-XX:TieredStopAtLevel=4", "-Xmx256m", SoakPublisher.class.getName());
    String port = publisher.line();
    for (int n = 0; n < 2; n++) {
      subscribers.add(
          start("-Xmx64m", SoakSubscribers.class.getName(), port, String.valueOf(SUBSCRIBERS)));
    }
    subscribers.forEach(process -> assertThat(process.line()).isEqualTo("ready"));
  }

  private JavaProcess start(String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "-Dlogback.configurationFile=conf/logback.xml",
                "-cp",
                System.getProperty("java.class.path")));
    all.addAll(List.of(arguments));
    JavaProcess process = new JavaProcess(all, true);
    processes.add(process);
    return process;
  }

  @AfterEach
  void end() {
    processes.forEach(JavaProcess::close);
  }

  @Test
  void a_thousand_subscribers_get_every_message_in_order() {
    for (String rate : System.getProperty("pub.rates", "25,50,100,200").split(",")) {
      run(Integer.parseInt(rate));
    }
  }

  private void run(int rate) {
    publisher.type(rate + " " + WARM_SECONDS + " " + SECONDS + "\n");
    String line = publisher.line();
    while (line.equals("tick")) {
      line = publisher.line();
    }
    JsonObject cost = new JsonObject(line);
    subscribers.forEach(process -> process.type(cost.getLong("last") + "\n"));
    Outcome outcome = new Outcome(rate, cost);
    subscribers.forEach(process -> outcome.add(new JsonObject(process.line())));
    outcome.print();
    outcome.check();
  }

  /** What came of one rate. */
  private static final class Outcome {
    private final int rate;
    private final JsonObject cost;
    private final long expected;
    private final TreeMap<Integer, Long> delays = new TreeMap<>();
    private final Map<String, Long> sums = new TreeMap<>();
    private long lastUs;

    Outcome(int rate, JsonObject cost) {
      this.rate = rate;
      this.cost = cost;
      expected = 2L * SUBSCRIBERS * rate * SECONDS;
    }

    void add(JsonObject report) {
      for (String name : Arrays.asList("measured", "missing", "disordered", "closed")) {
        sums.merge(name, report.getLong(name), Long::sum);
      }
      lastUs = Math.max(lastUs, report.getLong("lastUs"));
      JsonArray classes = report.getJsonArray("delays");
      for (int i = 0; i < classes.size(); i += 2) {
        delays.merge(classes.getInteger(i), classes.getLong(i + 1), Long::sum);
      }
    }

    /** In milliseconds. */
    private double delay(double share) {
      long left = (long) Math.ceil(share * sums.get("measured"));
      for (Map.Entry<Integer, Long> step : delays.entrySet()) {
        left -= step.getValue();
        if (left <= 0) {
          return (step.getKey() + 1) * SoakSubscribers.STEP_US / 1000.0;
        }
      }
      return Double.NaN;
    }

    void print() {
      System.out.printf(
          Locale.ROOT,
          "%d messages/s (really %.1f) to %d subscribers for %d s: %d still on the bus then;"
              + " delivered %d of %d, %.0f/s of"
              + " %d/s; dropped %d, missing in sequence %d (both with the warm-up), out of order %d,"
              + " closed %d; delay p50 %.1f ms, p99 %.1f ms, max %.1f ms; publisher %.2f us"
              + " processor time a delivery, %.0f %% of one; heap %.1f MiB (peak %.1f),"
              + " resident %d MiB%n",
          rate,
          rate * SECONDS * 1e6 / cost.getLong("publishUs"),
          cost.getLong("subscribers"),
          SECONDS,
          cost.getLong("waiting"),
          sums.get("measured"),
          expected,
          sums.get("measured") * 1e6 / (lastUs - cost.getLong("beginUs")),
          2 * SUBSCRIBERS * rate,
          cost.getLong("dropped"),
          sums.get("missing"),
          sums.get("disordered"),
          sums.get("closed"),
          delay(0.5),
          delay(0.99),
          delay(1),
          cost.getLong("cpuNs") / 1e3 / cost.getLong("sent"),
          cost.getLong("cpuNs") / 10.0 / (lastUs - cost.getLong("beginUs")),
          cost.getLong("heap") / (double) MIB,
          cost.getLong("peakHeap") / (double) MIB,
          cost.getLong("residentKib") / 1024);
    }

    void check() {
      assertThat(cost.getLong("subscribers")).isEqualTo(2L * SUBSCRIBERS);
      assertThat(sums.get("disordered")).as("out of order").isZero();
      assertThat(sums.get("closed")).as("closed").isZero();
      assertThat(cost.getLong("heap")).as("heap").isLessThan(96L * MIB);
      assertThat(cost.getLong("residentKib")).as("resident").isLessThan(768 * 1024L);
      assertThat(sums.get("missing")).as("missing").isEqualTo(cost.getLong("dropped"));
      if (rate <= 50) {
        assertThat(cost.getLong("dropped")).as("dropped").isZero();
        assertThat(sums.get("measured")).isEqualTo(expected);
      }
    }
  }
}
