package io.grenache.vertx.fault;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.Grenache;
import io.grenache.vertx.GrenacheOptions;
import io.grenache.vertx.client.ClientOptions;
import io.grenache.vertx.grape.GrapeOptions;
import io.grenache.vertx.link.LinkOptions;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.testing.JavaProcess;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Three server processes, of which one is killed every so often and started again, a grape and a
 * client in this process, and a steady load.
 */
final class KillRun implements AutoCloseable {
  private static final String SERVICE = "killed";
  private static final int SERVERS = 3;
  private static final int ANSWER_AFTER_MS = 10;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  // how soon a socket to a killed process is known to be closed, on a busy machine
  private static final Duration NOTICED = Duration.ofMillis(1500);

  private final Vertx vertx = Vertx.vertx();
  private final Path directory;
  private final int rate;
  private final boolean samePorts;
  private final Grenache grenache;
  private final JavaProcess[] servers = new JavaProcess[SERVERS];
  private final List<JavaProcess> starting = new ArrayList<>();
  private final int[] ports = new int[SERVERS];
  private final List<Long> kills = new ArrayList<>();
  private final List<Long> ups = new ArrayList<>();
  private int started;

  /**
   * @param directory where servers write what they handled
   * @param rate requests a second
   * @param samePorts whether a server listens on the port it had before it was killed
   */
  KillRun(Path directory, int rate, boolean samePorts) {
    this.directory = directory;
    this.rate = rate;
    this.samePorts = samePorts;
    grenache =
        result(
            Grenache.start(
                vertx,
                GrenacheOptions.NONE
                    .withGrape(GrapeOptions.DEFAULTS.withPort(0))
                    .withLink(LinkOptions.DEFAULTS)
                    .withClient(ClientOptions.DEFAULTS)));
    for (int i = 0; i < SERVERS; i++) {
      ports[i] = samePorts ? freePort() : 0;
      start(i);
    }
    await().atMost(Duration.ofSeconds(60)).until(this::allServe);
    // what loads classes for seconds, here and in the servers, is no fault
    new Load(vertx, SERVICE, 500, TIMEOUT).with("payload", -1).start().send(750).stop();
  }

  /** Loads, kills and restarts for so long, then holds every request to what it may have become. */
  Accounts run(Duration duration, Duration killEvery) {
    Load load = new Load(vertx, SERVICE, rate, TIMEOUT).start();
    try {
      long now = System.nanoTime();
      long end = now + duration.toNanos();
      long killAt = now + killEvery.toNanos();
      // none is killed so late that it could not be back
      for (; now < end; now = System.nanoTime()) {
        load.send(rate / 20);
        boolean allServe = allServe();
        if (now - killAt >= 0 && end - now > killEvery.toNanos() / 2 && allServe) {
          kill(kills() % SERVERS);
          killAt = now + killEvery.toNanos();
        }
      }
    } catch (RuntimeException | Error e) {
      load.abandon();
      throw e;
    }
    return load.stop();
  }

  int kills() {
    return kills.size();
  }

  /** When what was killed and up again, and when requests failed, in seconds from the first one. */
  String story(Accounts accounts) {
    long zero = accounts.outcomes().stream().mapToLong(Outcome::sentNanos).min().orElse(0);
    Map<String, Long> failures =
        accounts.where(o -> !o.succeeded()).stream()
            .collect(
                Collectors.groupingBy(
                    o ->
                        "%5.1f s %s/%d"
                            .formatted(
                                (o.sentNanos() - zero) / 500_000_000L / 2.0,
                                o.failure(),
                                o.attempts()),
                    TreeMap::new,
                    Collectors.counting()));
    return "killed at %s s, up at %s s, failed by the time of sending %s; %s"
        .formatted(seconds(kills, zero), seconds(ups, zero), failures, accounts);
  }

  private static List<Double> seconds(List<Long> nanos, long zero) {
    return nanos.stream().map(at -> (at - zero) / 100_000_000L / 10.0).toList();
  }

  /** The rules of the kill test. */
  void check(Accounts accounts) {
    accounts.isComplete().hasNoFailureWithThreeAttempts();
    List<Outcome> failed = accounts.failed(1);
    assertThat(failed)
        .as("%d kills; %s", kills(), accounts)
        .allSatisfy(
            o -> {
              assertThat(o.failure()).as("%s", o).isEqualTo(Failure.ERR_TRANSPORT_CLOSE);
              assertThat(kills)
                  .as("a kill while it waited: %s", o)
                  .anyMatch(at -> at <= o.endedNanos() && o.endedNanos() - at < NOTICED.toNanos());
            });
    long waiting =
        kills.stream()
            .mapToLong(
                at -> accounts.where(o -> o.sentNanos() <= at && o.endedNanos() >= at).size())
            .sum();
    // what was under way, and what was written before the end of the sockets was noticed
    assertThat(failed.size())
        .as("failed with one attempt at %d kills; %s", kills(), accounts)
        .isLessThanOrEqualTo((int) waiting + kills() * Math.max(10, rate / 50));
    assertThat(handledTwice()).as("handled twice with one attempt").isEmpty();
  }

  private List<Integer> handledTwice() {
    Map<Integer, Integer> times = new HashMap<>();
    for (int i = 0; i < started; i++) {
      ByteBuffer ids = ByteBuffer.wrap(read(file(i)));
      while (ids.remaining() >= Integer.BYTES) {
        times.merge(ids.getInt(), 1, Integer::sum);
      }
    }
    assertThat(times).as("calls that were handled").isNotEmpty();
    return times.entrySet().stream()
        .filter(entry -> entry.getValue() > 1 && Load.attempts(entry.getKey()) == 1)
        .map(Map.Entry::getKey)
        .toList();
  }

  private void kill(int number) {
    kills.add(System.nanoTime());
    servers[number].close();
    servers[number].exitCode();
    start(number);
  }

  private void start(int number) {
    servers[number] =
        new JavaProcess(
            List.of(
                // what matters is that it is back soon
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dlogback.configurationFile=conf/logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                KilledServer.class.getName(),
                grenache.grapeUrl(),
                SERVICE,
                Integer.toString(ports[number]),
                file(started++).toString(),
                Integer.toString(ANSWER_AFTER_MS)));
    starting.add(servers[number]);
  }

  /** Whether those that were started are up: two others must be serving when one is killed. */
  private boolean allServe() {
    if (starting.removeIf(s -> s.rest().stream().anyMatch(l -> l.startsWith("serving ")))) {
      ups.add(System.nanoTime());
    }
    return starting.isEmpty();
  }

  private Path file(int number) {
    return directory.resolve("handled" + number);
  }

  private static byte[] read(Path file) {
    try {
      // the last one may not have come so far
      return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    for (JavaProcess server : servers) {
      if (server != null) {
        server.close();
      }
    }
    result(grenache.close());
    result(vertx.close());
  }
}
