package io.grenache.vertx.pubsub;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Event;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Subscribers that do not keep up; what lies in the system's buffers comes on top of the queues.
 */
@Timeout(60)
class PubSlowIT extends PubFixture {
  private static final PubOptions BOUNDED =
      with(OPTIONS, "maxQueueMessages", 10, "maxWriteQueueBytes", 16_384);
  private static final String FILL = "x".repeat(20_000);
  // 12 MB, which no system takes from a socket that nobody reads
  private static final int MANY = 600;

  private int taken;
  // held, or it would be collected with its sockets
  private WebSocketClient client;

  private void publishMany(int from, int to) {
    for (int n = from; n < to; n++) {
      taken += publish(n + " " + FILL);
    }
  }

  private long reported() {
    return events(Event.SLOW_SUBSCRIBER).stream()
        .mapToLong(event -> Long.parseLong(event.message().split(" ")[0]))
        .sum();
  }

  @Test
  void drop_oldest_gives_the_latest_in_order_and_tells_of_the_rest_at_most_once_a_second()
      throws Exception {
    try (StalledPeer slow = new StalledPeer(deploy(BOUNDED))) {
      untilSubscribers(1);
      publishMany(0, MANY);

      assertThat(taken).isEqualTo(MANY);
      assertThat(total("queued")).isEqualTo(10);
      assertThat(total("queuedBytes")).isBetween(10 * 20_000L, 10 * 20_020L);
      List<Integer> got = slow.readUpTo(MANY - 1);
      assertThat(got).isSorted().doesNotHaveDuplicates();
      assertThat(got.subList(got.size() - 10, got.size()))
          .isEqualTo(IntStream.range(MANY - 10, MANY).boxed().toList());
      assertThat(total("dropped")).isEqualTo(MANY - got.size()).isPositive();
      assertThat(total("queued")).isZero();
    }
    untilSubscribers(0);
    await().until(() -> reported() == total("dropped"));
    List<Event> told = events(Event.SLOW_SUBSCRIBER);
    assertThat(told.get(0).message()).isEqualTo("1 message dropped (drop-oldest)");
    assertThat(told.get(0).service()).isEqualTo("prices");
    assertThat(told.get(0).destination()).startsWith("127.0.0.1:");
    for (int i = 1; i < told.size(); i++) {
      assertThat(Duration.between(told.get(i - 1).at(), told.get(i).at()))
          .isGreaterThan(Duration.ofMillis(950));
    }
  }

  @Test
  void drop_newest_gives_what_waited_and_the_sender_knows() throws Exception {
    int port = deploy(BOUNDED.withOnSlow(SlowPolicy.DROP_NEWEST));
    try (StalledPeer slow = new StalledPeer(port)) {
      untilSubscribers(1);
      publishMany(0, MANY);
      assertThat(taken).isLessThan(MANY);
      assertThat(total("dropped")).isEqualTo(MANY - taken);

      var undeployed = vertx.undeploy(deployment);
      List<Integer> got = slow.readToEnd();

      assertThat(got).isSorted().doesNotHaveDuplicates().hasSize(taken).doesNotContain(MANY - 1);
      assertThat(slow.closeCode()).isEqualTo(1001);
      result(undeployed);
    }
  }

  @Test
  void disconnect_leaves_the_subscriber_and_tells_of_it() throws Exception {
    int port = deploy(BOUNDED.withOnSlow(SlowPolicy.DISCONNECT));
    try (StalledPeer slow = new StalledPeer(port)) {
      PubPeer quick = new PubPeer(vertx, port);
      untilSubscribers(2);
      publishMany(0, MANY);

      untilSubscribers(1);
      assertThat(total("slowClosed")).isEqualTo(1);
      assertThat(total("queued")).isZero();
      assertThat(events(Event.SLOW_SUBSCRIBER))
          .singleElement()
          .satisfies(
              event -> assertThat(event.message()).startsWith("left, with 10 messages of 200"));
      List<Integer> got = slow.readToEnd();
      assertThat(got).isEqualTo(IntStream.range(0, got.size()).boxed().toList());
      for (int n = 0; n < MANY; n++) {
        assertThat((String) quick.next()).startsWith(n + " ");
      }
    }
  }

  @Test
  void the_queue_is_bounded_in_bytes_too() throws Exception {
    PubOptions options = with(BOUNDED, "maxQueueMessages", 1000, "maxQueueBytes", 100_000);
    try (StalledPeer slow = new StalledPeer(deploy(options))) {
      untilSubscribers(1);
      publishMany(0, MANY);

      assertThat(total("queued")).isEqualTo(4);
      // one of the size of the whole queue takes all of it
      publish(MANY + " " + "x".repeat(99_900));
      assertThat(total("queued")).isEqualTo(1);
      assertThat(total("queuedBytes")).isLessThan(100_000);
      assertThat(slow.readUpTo(MANY)).contains(0).doesNotContain(MANY - 1);
    }
  }

  @Test
  void one_that_reads_nothing_for_too_long_is_left_whatever_the_policy() throws Exception {
    try (StalledPeer slow = new StalledPeer(deploy(with(BOUNDED, "unreadTimeoutMs", 300)))) {
      untilSubscribers(1);
      publishMany(0, MANY);

      untilSubscribers(0);
      assertThat(total("unreadClosed")).isEqualTo(1);
      assertThat(total("queued")).isZero();
      assertThat(slow.closeCode()).isEqualTo(1006);
    }
  }

  @Test
  void one_that_reads_all_the_time_is_not_left_for_never_catching_up() throws Exception {
    int port = deploy(with(BOUNDED, "pingIntervalMs", 100, "idleTimeoutMs", 1000));
    try (StalledPeer slow = new StalledPeer(port)) {
      untilSubscribers(1);
      publishMany(0, MANY);
      long until = System.nanoTime() + Duration.ofSeconds(3).toNanos();
      for (int n = MANY; System.nanoTime() < until; n += 20) {
        publishMany(n, n + 20);
        slow.read(20);
      }

      assertThat(total("idleClosed")).isZero();
      assertThat(total("subscribers")).isEqualTo(1);
    }
  }

  @Test
  void undeploying_waits_for_one_that_does_not_read_no_longer_than_allowed() throws Exception {
    try (StalledPeer slow = new StalledPeer(deploy(with(BOUNDED, "drainMs", 200)))) {
      untilSubscribers(1);
      publishMany(0, MANY);
      long before = System.nanoTime();

      result(vertx.undeploy(deployment));

      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(6));
      await().until(() -> total("subscribers") == 0);
      assertThat(total("queued")).isZero();
      assertThat(slow.readToEnd()).isNotEmpty();
    }
  }

  @Test
  void of_two_hundred_subscribers_one_that_stops_reading_costs_the_others_nothing()
      throws Exception {
    int enough = 20;
    int port = deploy(with(BOUNDED, "maxQueueMessages", 40), 2).port("prices");
    client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions().setMaxConnections(200).setMaxFrameSize(1 << 16));
    List<Reader> quick = Stream.generate(() -> new Reader(port)).limit(199).toList();
    try (StalledPeer slow = new StalledPeer(port)) {
      untilSubscribers(200);
      int count = 0;
      while (total("dropped") < enough && count < MANY) {
        int atLeast = count - 20;
        // as fast as the quick ones read
        await()
            .pollInterval(Duration.ofMillis(1))
            .until(() -> quick.stream().allMatch(reader -> reader.received.get() > atLeast));
        publishMany(count, ++count);
      }
      int all = count;
      await().until(() -> quick.stream().allMatch(reader -> reader.received.get() == all));

      assertThat(quick).noneMatch(reader -> reader.disordered.get());
      assertThat(total("dropped")).isEqualTo(enough);
      assertThat(total("queued")).isEqualTo(40);
      assertThat(total("queuedBytes")).isLessThan(41 * 20_020L);
      assertThat(reportedBy("127.0.0.1")).hasSize(1);
      assertThat(slow.readUpTo(all - 1)).isSorted().hasSize(all - enough);
    }
  }

  private Set<String> reportedBy(String host) {
    return events(Event.SLOW_SUBSCRIBER).stream()
        .map(Event::destination)
        .filter(destination -> destination.startsWith(host))
        .collect(Collectors.toSet());
  }

  /** A subscriber that reads, and keeps nothing but whether all is in order. */
  private final class Reader {
    private final AtomicInteger received = new AtomicInteger();
    private final AtomicBoolean disordered = new AtomicBoolean();

    Reader(int port) {
      result(
          client
              .connect(port, "127.0.0.1", "/ws")
              .onSuccess(socket -> socket.textMessageHandler(this::take)));
    }

    private void take(String text) {
      if (!text.startsWith(received.getAndIncrement() + " ")) {
        disordered.set(true);
      }
    }
  }
}
