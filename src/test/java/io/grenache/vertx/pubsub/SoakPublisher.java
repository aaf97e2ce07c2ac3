package io.grenache.vertx.pubsub;

import com.sun.management.OperatingSystemMXBean;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.telemetry.Tally;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * A publisher in a process of its own. Prints its port; then takes lines {@code <messages a second>
 * <seconds of warm-up> <seconds>} and answers each with {@code tick} every second and with what the
 * seconds after the warm-up cost, in JSON; what was dropped includes the warm-up.
 *
 * <p>A message has 200 bytes: its number as a long, from 1 on; when it was sent in microseconds
 * since 1970, negative for one of the warm-up; and zeros.
 */
final class SoakPublisher {
  static final int BYTES = 200;
  private static final String CHANNEL = "soak";
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final Vertx vertx;
  private long number;

  private SoakPublisher(Vertx vertx) {
    this.vertx = vertx;
  }

  public static void main(String[] arguments)
      throws IOException, TimeoutException, InterruptedException {
    Vertx vertx = Vertx.vertx();
    PubOptions options =
        PubOptions.fromJson(
            new JsonObject()
                .put("host", "127.0.0.1")
                .put("channels", new io.vertx.core.json.JsonArray().add(CHANNEL))
                .put("announce", false)
                .put("onSlow", "drop-oldest")
                .put("maxConnections", 2000)
                .put("maxConnectionsPerAddress", 2000));
    var verticles = new CopyOnWriteArrayList<PubVerticle>();
    vertx
        .deployVerticle(
            () -> {
              PubVerticle verticle = new PubVerticle(options);
              verticles.add(verticle);
              return verticle;
            },
            new DeploymentOptions().setInstances(2))
        .await(10, TimeUnit.SECONDS);
    say(verticles.get(0).port(CHANNEL));
    SoakPublisher publisher = new SoakPublisher(vertx);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      int rate = Integer.parseInt(words[0]);
      long dropped = publisher.total("dropped");
      publisher.run(rate, Integer.parseInt(words[1]), false);
      JsonObject cost = publisher.measure(rate, Integer.parseInt(words[2]));
      say(cost.put("dropped", publisher.total("dropped") - dropped));
    }
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private static void say(Object line) {
    System.out.println(line);
    System.out.flush();
  }

  private JsonObject measure(int rate, int seconds) throws IOException, InterruptedException {
    long sent = total("sent");
    long cpuNs = SYSTEM.getProcessCpuTime();
    long beginUs = SoakSubscribers.nowUs();
    long peakHeap = run(rate, seconds, true);
    long endUs = SoakSubscribers.nowUs();
    long waiting = number - total("published");
    finish();
    cpuNs = SYSTEM.getProcessCpuTime() - cpuNs;
    System.gc();
    return new JsonObject()
        .put("last", number)
        .put("beginUs", beginUs)
        .put("publishUs", endUs - beginUs)
        .put("waiting", waiting)
        .put("subscribers", total("subscribers"))
        .put("sent", total("sent") - sent)
        .put("cpuNs", cpuNs)
        .put("peakHeap", peakHeap)
        .put("heap", heap())
        .put("residentKib", residentKib());
  }

  /** Waits until nothing more leaves: what still waits belongs to it too. */
  private void finish() throws InterruptedException {
    long untilNs = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    long before;
    do {
      before = total("sent") + total("dropped");
      TimeUnit.MILLISECONDS.sleep(300);
      say("tick");
    } while (total("sent") + total("dropped") > before && System.nanoTime() - untilNs < 0);
  }

  /** Publishes by the clock; tells the most heap that was in use. */
  private long run(int rate, int seconds, boolean measured) {
    String address = Addresses.DEFAULT.pub(CHANNEL);
    long periodNs = TimeUnit.SECONDS.toNanos(1) / rate;
    long nextNs = System.nanoTime();
    long peak = 0;
    for (int n = 0; n < rate * seconds; n++) {
      for (long ns = nextNs - System.nanoTime(); ns > 0; ns = nextNs - System.nanoTime()) {
        LockSupport.parkNanos(ns);
      }
      nextNs += periodNs;
      number++;
      long us = SoakSubscribers.nowUs();
      Buffer message = Buffer.buffer(BYTES).appendLong(number).appendLong(measured ? us : -us);
      vertx.eventBus().send(address, message.appendBytes(new byte[BYTES - message.length()]));
      if (n % rate == rate - 1) {
        peak = Math.max(peak, heap());
        say("tick");
      }
    }
    return peak;
  }

  private long total(String name) {
    return Tally.of(vertx, "grenache").total("pub." + name).sum();
  }

  private static long heap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long residentKib() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }
}
