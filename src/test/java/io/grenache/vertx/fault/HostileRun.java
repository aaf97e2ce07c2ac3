package io.grenache.vertx.fault;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.client.ClientVerticle;
import io.grenache.vertx.testing.JavaProcess;
import io.grenache.vertx.testing.StaticLink;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A server process with little memory, hostile processes, and well-behaved callers in this one: a
 * client of ours that calls at a steady rate, and newcomers.
 */
final class HostileRun implements AutoCloseable {
  /** The server's options. What they bound, times the sockets of an attack, fits its memory. */
  static final String OPTIONS =
      """
      {
        "host": "127.0.0.1",
        "services": ["echo", "slow", "memory"],
        "announce": false,
        "maxConnections": 20000,
        "maxConnectionsPerAddress": 20000,
        "admissionTimeoutMs": 2500,
        "handshakeTimeoutMs": 2500,
        "maxFrameBytes": 32768,
        "maxMessageBytes": 65536,
        "maxInFlight": 8,
        "maxWriteQueueBytes": 65536,
        "handlerTimeoutMs": 2500,
        "unreadTimeoutMs": 2500,
        "messageTimeoutMs": 5000,
        "idleTimeoutMs": 4000
      }
      """;

  private static final int MIB = 1 << 20;
  private static final int DIRECT_MIB = 64;
  // what is in use may not come near to what there is
  private static final int BOUND_PERCENT = 75;

  // class files and the like that are opened once and for all
  private static final int SPARE_DESCRIPTORS = 10;
  // what code was loaded meanwhile, and Netty's caches
  private static final long SPARE_HEAP = 8 * MIB;

  private static final int RATE = 50;
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);

  private final JsonObject options;
  private final int heapMib;
  private final JavaProcess victim;
  private final int port;
  private final VictimState before;
  private final Vertx vertx = Vertx.vertx();
  private final Load load;
  private final Newcomers newcomers;
  private long mostHeap;
  private long mostDirect;

  /**
   * @param changes to the server's options
   * @param heapMib how much heap the server has
   */
  HostileRun(JsonObject changes, int heapMib) {
    this.heapMib = heapMib;
    options = new JsonObject(OPTIONS).mergeIn(changes);
    victim =
        java(
            List.of("-Xmx" + heapMib + "m", "-XX:MaxDirectMemorySize=" + DIRECT_MIB + "m"),
            VictimServer.class,
            options.encode());
    String line = victim.line();
    assertThat(line).startsWith("serving ");
    port = Integer.parseInt(line.substring("serving ".length()));
    before = VictimState.of(port);
    result(vertx.deployVerticle(new ClientVerticle()));
    new StaticLink(vertx).route("echo", port);
    load = new Load(vertx, "echo", RATE, ANSWERED_WITHIN).start().send(RATE);
    newcomers = new Newcomers(port);
  }

  private static JavaProcess java(List<String> jvm, Class<?> main, String... arguments) {
    List<String> all = new ArrayList<>(jvm);
    all.addAll(
        List.of(
            "-XX:+ExitOnOutOfMemoryError",
            "-Dlogback.configurationFile=conf/logback.xml",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    all.addAll(List.of(arguments));
    return new JavaProcess(all);
  }

  JsonObject options() {
    return options;
  }

  /**
   * Attacks from a process of its own until that has ended; the server's memory is held to its
   * bounds all the while.
   *
   * @param sockets of each attack
   */
  List<AttackReport> attack(Map<Attack, Integer> sockets, Duration duration) {
    List<String> arguments = new ArrayList<>();
    arguments.add(Integer.toString(port));
    arguments.add(Long.toString(duration.toSeconds()));
    arguments.add(Long.toString(grace(sockets).toSeconds()));
    sockets.forEach((attack, count) -> arguments.add(attack + "=" + count));
    List<String> lines = new ArrayList<>();
    try (JavaProcess peer =
        java(List.of("-Xmx256m"), HostilePeer.class, arguments.toArray(String[]::new))) {
      await()
          .pollInterval(Duration.ofMillis(500))
          .atMost(duration.plus(grace(sockets)).plusSeconds(60))
          .until(
              () -> {
                checkMemory();
                lines.addAll(peer.rest());
                assertThat(peer.errors()).as("standard error of the hostile peer").isEmpty();
                return lines.contains("done");
              });
      assertThat(peer.exitCode()).isZero();
    }
    return lines.stream()
        .filter(line -> line.startsWith("{"))
        .map(line -> AttackReport.of(new JsonObject(line), sockets))
        .toList();
  }

  /** How long the slowest verdict takes to be carried out. */
  private Duration grace(Map<Attack, Integer> sockets) {
    return sockets.keySet().stream()
        .map(attack -> attack.verdict.bound(options))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO)
        .plus(AttackReport.LATE);
  }

  private void checkMemory() {
    VictimState now = state();
    mostHeap = Math.max(mostHeap, now.heap());
    mostDirect = Math.max(mostDirect, now.mostDirect());
    assertThat(now.heap()).as("heap in use: %s", now).isLessThan(bound(heapMib));
    assertThat(now.mostDirect()).as("direct memory: %s", now).isLessThan(bound(DIRECT_MIB));
  }

  private static long bound(int mib) {
    return (long) mib * MIB / 100 * BOUND_PERCENT;
  }

  private VictimState state() {
    try {
      return VictimState.of(port);
    } catch (UncheckedIOException | AssertionError e) {
      throw new AssertionError("the server does not answer; it wrote " + victim.errors(), e);
    }
  }

  /** The most memory that was in use so far. */
  String memory() {
    return "most heap in use %.1f of %d MiB, most direct memory %.1f of %d MiB; before the attacks %s"
        .formatted(mostHeap / (double) MIB, heapMib, mostDirect / (double) MIB, DIRECT_MIB, before);
  }

  /** Ends the callers, each of whose calls must have been answered. */
  String checkCallers() {
    newcomers.close();
    Accounts accounts = load.stop();
    String story =
        "client: %s; %d newcomers, the slowest took %d ms"
            .formatted(accounts, newcomers.count(), newcomers.slowestMs());
    assertThat(accounts.where(call -> !call.succeeded()).size()).as(story).isZero();
    accounts.isComplete();
    assertThat(newcomers.failures()).as(story).isEmpty();
    assertThat(newcomers.slowestMs()).as(story).isLessThan(ANSWERED_WITHIN.toMillis());
    assertThat(newcomers.count()).isPositive();
    return story;
  }

  /** With the callers gone too, the server holds nothing that it did not hold at first. */
  VictimState checkNothingIsLeft() {
    result(vertx.close());
    return await()
        .atMost(Duration.ofSeconds(10))
        .until(
            this::state,
            now ->
                now.connections() == before.connections()
                    && now.inFlight() == before.inFlight()
                    && now.descriptors() <= before.descriptors() + SPARE_DESCRIPTORS
                    && now.heap() < before.heap() + SPARE_HEAP);
  }

  /** Nothing that a peer sends is worth a line on standard error. */
  List<String> serverErrors() {
    return victim.errors();
  }

  @Override
  public void close() {
    load.abandon();
    newcomers.close();
    victim.close();
    result(vertx.close());
  }
}
