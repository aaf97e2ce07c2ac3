package io.grenache.vertx.pubsub;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Subscribe;
import io.grenache.vertx.message.Subscribe.Mode;
import io.grenache.vertx.testing.RawServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Publishers come, go, die and come back. */
@Timeout(30)
class PublishersTest {
  private static final JsonObject TICKS =
      new JsonObject().put("channels", new JsonArray().add("ticks"));

  private final SubFixture sub = new SubFixture();
  private final Vertx vertx = sub.vertx;
  private final TestPublisher one = new TestPublisher(vertx);
  private final TestPublisher two = new TestPublisher(vertx);
  private final WatchedLink link = new WatchedLink(vertx);

  @AfterEach
  void close() {
    sub.close();
  }

  private static JsonObject ticks(Mode mode) {
    return new JsonObject()
        .put(
            "channels",
            new JsonArray()
                .add(new JsonObject().put("channel", "ticks").put("mode", mode.toString())));
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  private long open() {
    return one.sockets().size() + two.sockets().size();
  }

  @Test
  void every_publisher_is_heard() {
    link.list("ticks", one.port(), two.port());
    List<Object> received = sub.received("ticks");
    sub.deploy(TICKS);
    sub.untilConnected(one, two);

    one.send("from one");
    two.send("from two");

    await().until(() -> received.size() == 2);
    assertThat(received).containsExactlyInAnyOrder("from one", "from two");
    for (TestPublisher publisher : List.of(one, two)) {
      assertThat(sub.events(Event.CONNECTED))
          .anyMatch(
              event ->
                  event.service().equals("ticks")
                      && event.destination().equals(publisher.destination()));
    }
  }

  @Test
  void one_of_two_publishers_is_heard_and_the_other_one_when_that_goes() {
    link.list("ticks", one.port(), two.port());
    List<Object> received = sub.received("ticks");
    sub.deploy(ticks(Mode.ONE));
    await().until(() -> sub.total("publishers") == 1);
    TestPublisher first = one.accepted() == 1 ? one : two;
    TestPublisher second = first == one ? two : one;
    assertThat(open()).isEqualTo(1);

    first.send("first");
    await().until(() -> received.equals(List.of("first")));
    first.close();
    sub.untilConnected(second);
    second.send("second");

    await().until(() -> received.equals(List.of("first", "second")));
    assertThat(sub.told(Event.DISCONNECTED, first.destination())).containsExactly("it has closed");
    assertThat(second.accepted()).isEqualTo(1);
  }

  @Test
  void one_is_looked_for_among_many_that_refuse() {
    int dead = closedPort();
    link.list("ticks", dead, closedPort(), closedPort(), one.port(), closedPort());
    sub.deploy(ticks(Mode.ONE));
    sub.untilConnected(one);

    link.change("ticks", dead);
    List<Object> received = sub.received("ticks");
    one.send("kept while it lives");
    await().until(() -> received.size() == 1);
  }

  @Test
  void a_publisher_that_was_killed_and_started_again_is_back_and_events_say_so() {
    link.list("ticks", one.port());
    List<Object> received = sub.received("ticks");
    sub.deploy(TICKS);
    sub.untilConnected(one);
    int port = one.port();
    one.close();
    await()
        .until(
            () ->
                sub.told(Event.DISCONNECTED, one.destination())
                    .contains("it could not be connected to: connection refused"));
    // for some turns
    await().during(Duration.ofMillis(300)).until(() -> sub.total("publishers") == 0);

    TestPublisher again = new TestPublisher(vertx, port);
    long started = System.nanoTime();
    sub.untilConnected(again);

    assertThat(millisSince(started)).isLessThan(1000);
    again.send("back");
    await().until(() -> received.equals(List.of("back")));
    assertThat(sub.told(Event.DISCONNECTED, one.destination()))
        .as("not each attempt")
        .containsExactly("it has closed", "it could not be connected to: connection refused");
    assertThat(sub.events(Event.CONNECTED)).hasSize(2);
  }

  @Test
  void a_new_publisher_is_found_when_the_link_tells() {
    link.list("ticks", one.port());
    sub.deploy(TICKS);
    sub.untilConnected(one);

    link.change("ticks", one.port(), two.port());

    sub.untilConnected(one, two);
    assertThat(one.accepted()).isEqualTo(1);
    assertThat(link.asked()).isEqualTo(1);
  }

  @Test
  void a_new_publisher_is_found_by_asking_again_if_the_link_did_not_tell() {
    link.list("ticks", one.port());
    sub.deploy(TICKS.copy().put("lookupMs", 50));
    sub.untilConnected(one);

    link.list("ticks", one.port(), two.port());

    sub.untilConnected(one, two);
  }

  @Test
  void who_vanishes_from_the_list_is_kept_while_it_lives_and_then_given_up() {
    link.list("ticks", one.port());
    List<Object> received = sub.received("ticks");
    sub.deploy(TICKS);
    sub.untilConnected(one);
    int port = one.port();

    link.change("ticks");
    one.send("still here");
    await().until(() -> received.equals(List.of("still here")));
    one.close();
    // so long that it is tried once more, whether it had lasted or not
    await().during(Duration.ofMillis(300)).until(() -> sub.total("publishers") == 0);

    TestPublisher stranger = new TestPublisher(vertx, port);
    await().during(Duration.ofMillis(300)).until(() -> stranger.accepted() == 0);
    link.change("ticks", port);
    sub.untilConnected(stranger);
  }

  @Test
  void who_refuses_and_vanishes_is_not_tried_any_more() {
    int dead = closedPort();
    link.list("ticks", dead);
    sub.deploy(TICKS);
    await().until(() -> !sub.events(Event.DISCONNECTED).isEmpty());

    link.change("ticks");
    await().during(Duration.ofMillis(200)).until(() -> sub.total("publishers") == 0);
    TestPublisher late = new TestPublisher(vertx, dead);

    await().during(Duration.ofMillis(300)).until(() -> late.accepted() == 0);
  }

  @Test
  void who_accepts_and_closes_at_once_is_tried_more_and_more_seldom() {
    TestPublisher rude = new TestPublisher(vertx);
    rude.onAccept(socket -> socket.close());
    link.list("ticks", rude.port());
    sub.deploy(TICKS.copy().put("backoffMs", 20).put("maxBackoffMs", 10_000));

    await().until(() -> rude.accepted() >= 4);
    await().during(Duration.ofMillis(500)).until(() -> rude.accepted() < 9);
  }

  @Test
  void a_silent_dead_publisher_is_found_by_a_ping() {
    // shakes hands, sends once, and answers no ping ever
    RawServer silent = new RawServer(vertx, (connection, socket, message) -> {});
    link.list("ticks", silent.port());
    List<Object> received = sub.received("ticks");
    sub.deploy(TICKS.copy().put("pingIntervalMs", 150).put("pingTimeoutMs", 100));
    await().until(() -> silent.sockets().size() == 1);
    silent.sockets().get(0).write(RawServer.text("last words"));
    await().pollInterval(Duration.ofMillis(1)).until(() -> received.size() == 1);
    long lastSign = System.nanoTime();

    await()
        .pollInterval(Duration.ofMillis(5))
        .until(() -> !sub.events(Event.DISCONNECTED).isEmpty());

    assertThat(millisSince(lastSign)).isBetween(200L, 1500L);
    assertThat(sub.events(Event.DISCONNECTED).get(0).message())
        .isEqualTo("it has not answered a ping within 100 ms");
    await().until(() -> silent.sockets().size() == 2);
  }

  @Test
  void a_publisher_that_has_nothing_to_say_but_answers_pings_is_kept() {
    link.list("ticks", one.port());
    sub.deploy(TICKS.copy().put("pingIntervalMs", 20).put("pingTimeoutMs", 500));
    sub.untilConnected(one);

    await()
        .during(Duration.ofMillis(700))
        .until(() -> one.accepted() == 1 && sub.events(Event.DISCONNECTED).isEmpty());
  }

  @Test
  void a_link_that_comes_later_or_again_is_asked_again() {
    link.close();
    sub.deploy(TICKS.copy().put("maxBackoffMs", 60_000));
    WatchedLink next = new WatchedLink(vertx).list("ticks", one.port());
    sub.untilConnected(one);

    next.close();
    WatchedLink third = new WatchedLink(vertx);
    await().until(() -> third.watched().contains("ticks"));
    third.change("ticks", one.port(), two.port());
    sub.untilConnected(one, two);
  }

  @Test
  void while_the_link_knows_nothing_what_is_known_stays_and_it_is_asked_on() {
    link.list("ticks", one.port()).failing(true);
    sub.deploy(TICKS.copy().put("lookupMs", 30));
    await().until(() -> link.asked() >= 3);
    assertThat(one.accepted()).isZero();

    link.failing(false);
    sub.untilConnected(one);
    link.failing(true);
    int asked = link.asked();
    await().until(() -> link.asked() >= asked + 3);
    assertThat(one.sockets()).hasSize(1);
  }

  @Test
  void connections_of_a_channel_are_bounded_and_who_goes_makes_room() {
    TestPublisher three = new TestPublisher(vertx);
    link.list("ticks", one.port(), two.port(), three.port());
    sub.deploy(TICKS.copy().put("maxPublishers", 2));
    await().until(() -> sub.total("publishers") == 2);
    List<TestPublisher> all = List.of(one, two, three);
    TestPublisher spare = all.stream().filter(p -> p.accepted() == 0).findFirst().orElseThrow();
    TestPublisher used = all.stream().filter(p -> p != spare).findFirst().orElseThrow();

    used.close();

    await().until(() -> spare.accepted() == 1 && sub.total("publishers") == 2);
  }

  @Test
  void a_host_that_stays_silent_does_not_hold_an_undeploy_up() {
    NetServer silent =
        result(vertx.createNetServer().connectHandler(socket -> {}).listen(0, "127.0.0.1"));
    link.list("ticks", silent.actualPort(), one.port());
    String id = sub.deploy(TICKS.copy().put("connectTimeoutMs", 20_000));
    sub.untilConnected(one);

    long begun = System.nanoTime();
    result(vertx.undeploy(id));

    assertThat(millisSince(begun)).isLessThan(4000);
    await().until(() -> one.sockets().isEmpty());
  }

  @Test
  void unsubscribing_while_a_connect_is_under_way_leaves_no_socket() {
    link.list("ticks", one.port());
    sub.deploy(new JsonObject());
    sub.subscribe(new Subscribe("ticks"));
    sub.unsubscribe("ticks");

    await()
        .during(Duration.ofMillis(200))
        .until(() -> one.sockets().isEmpty() && sub.total("publishers") == 0);
    assertThat(link.watched()).isEmpty();
  }

  private int closedPort() {
    TestPublisher gone = new TestPublisher(vertx);
    int port = gone.port();
    gone.close();
    return port;
  }
}
