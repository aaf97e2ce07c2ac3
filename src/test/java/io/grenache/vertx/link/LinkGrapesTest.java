package io.grenache.vertx.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Announce;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Destinations;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Lookup;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two grapes, of which one fails, comes back, or forgets. */
@Timeout(20)
class LinkGrapesTest extends LinkFixture {
  private static final String ONE = "[\"10.0.0.5:7001\"]";
  private static final List<Destination> THERE = List.of(new Destination("10.0.0.5", 7001));

  private FakeGrape second;

  @BeforeEach
  void openSecond() throws Exception {
    second = FakeGrape.on(vertx);
  }

  private JsonObject both() {
    return new JsonObject().put("grapes", new JsonArray().add(grape.url()).add(second.url()));
  }

  private List<Destination> find(String service) throws Exception {
    return ((Destinations) ask(AT.lookup(), new Lookup(service))).destinations();
  }

  private void announce(String service, int port) throws Exception {
    ask(AT.announce(), new Announce(service, port));
  }

  private static void awaitListed(FakeGrape at, String service) {
    await().untilAsserted(() -> assertThat(at.listed(service)).isNotEmpty());
  }

  @Test
  void aGrapeThatStallsIsWaitedForOnce() throws Exception {
    grape.stalls("/lookup");
    second.answers("/lookup", ONE);
    deploy(both().put("requestTimeoutMs", 100));

    for (int i = 0; i < 20; i++) {
      assertThat(find("service" + i)).isEqualTo(THERE);
    }
    assertThat(grape.count("/lookup")).isEqualTo(1);
  }

  @Test
  void whileTheOtherFailsOneThatIsSetAsideIsTriedRatherThanNone() throws Exception {
    grape.answers("/lookup", 500, "");
    second.answers("/lookup", ONE);
    deploy(both());
    find("orders");
    grape.answers("/lookup", ONE);
    second.answers("/lookup", "\"ERR\"");

    assertThat(find("prices")).isEqualTo(THERE);
  }

  @Test
  void anEmptyListSetsNoGrapeAside() throws Exception {
    grape.answers("/lookup", "[]");
    second.answers("/lookup", ONE);
    deploy(both());

    for (int i = 0; i < 3; i++) {
      assertFails(
          send(AT.lookup(), new Lookup("orders")), Failure.ERR_GRAPE_LOOKUP_EMPTY, "orders");
    }
    assertThat(grape.count("/lookup")).isEqualTo(3);
    assertThat(second.count("/lookup")).isZero();
  }

  @Test
  void grapesThatAreAllBadAreTriedOnceEach() throws Exception {
    grape.answers("/lookup", 500, "");
    second.answers("/lookup", 500, "");
    deploy(both().put("lookupAttempts", 10));
    assertFails(send(AT.lookup(), new Lookup("orders")), Failure.ERR_GRAPE, second.url());
    int before = grape.count("/lookup") + second.count("/lookup");
    assertFails(send(AT.lookup(), new Lookup("orders")), Failure.ERR_GRAPE, grape.url());

    assertThat(before).isEqualTo(10);
    assertThat(grape.count("/lookup") + second.count("/lookup")).isEqualTo(before + 2);
  }

  @Test
  void everyGrapeIsTold() throws Exception {
    grape.remembers("127.0.0.1");
    second.remembers("127.0.0.1");
    deploy(both());
    announce("orders", 7001);

    awaitListed(grape, "orders");
    awaitListed(second, "orders");
    await().untilAsserted(() -> assertThat(eventTypes("orders")).containsExactly(Event.ANNOUNCED));
  }

  @Test
  void oneGrapeIsToldIfThatIsWanted() throws Exception {
    grape.remembers("127.0.0.1");
    second.remembers("127.0.0.1");
    deploy(both().put("announceTo", "one").put("announceEveryMs", 30));
    announce("orders", 7001);
    await().until(() -> grape.count("/announce") > 3);

    assertThat(second.count("/announce")).isZero();
    grape.stops();
    awaitListed(second, "orders");
    await().untilAsserted(() -> assertThat(eventTypes("orders")).containsExactly(Event.ANNOUNCED));
  }

  @Test
  void anAnnouncementHoldsWhileOneGrapeTakesIt() throws Exception {
    second.remembers("127.0.0.1");
    grape.stops();
    deploy(both().put("announceEveryMs", 30));
    announce("orders", 7001);
    await().until(() -> second.count("/announce") > 5);

    assertThat(eventTypes("orders")).containsExactly(Event.ANNOUNCED);
  }

  @Test
  void aGrapeThatWasDownIsToldEverythingAtItsReturn() throws Exception {
    grape.stops();
    second.remembers("127.0.0.1");
    deploy(both());
    for (int i = 0; i < 20; i++) {
      announce("service" + i, 7000 + i);
    }
    grape.remembers("127.0.0.1").starts();

    for (int i = 0; i < 20; i++) {
      awaitListed(grape, "service" + i);
    }
  }

  @Test
  void aGrapeThatIsDownIsProbedByOneAnnouncementAtATime() throws Exception {
    grape.stalls("/announce");
    second.remembers("127.0.0.1");
    deploy(both().put("announceTimeoutMs", 100));
    announce("first", 7000);
    await().untilAsserted(() -> assertThat(grape.sockets()).as("given up").isZero());
    int before = grape.count("/announce");
    for (int i = 0; i < 20; i++) {
      announce("service" + i, 7001 + i);
    }

    assertThat(grape.count("/announce")).isLessThanOrEqualTo(before + 2);
  }

  @Test
  void whenBothAreDownAndBackItIsToldOnceEach() throws Exception {
    grape.remembers("127.0.0.1");
    second.remembers("127.0.0.1");
    deploy(both().put("announceEveryMs", 50));
    announce("orders", 7001);
    grape.stops();
    second.stops();
    await().until(() -> eventTypes("orders").contains(Event.ANNOUNCE_FAILED));
    grape.starts();
    second.starts();

    awaitListed(grape, "orders");
    awaitListed(second, "orders");
    // the grapes know it a moment before the link does
    await().until(() -> eventTypes("orders").size() > 2);
    assertThat(eventTypes("orders"))
        .containsExactly(Event.ANNOUNCED, Event.ANNOUNCE_FAILED, Event.ANNOUNCED);
  }

  @Test
  void aGrapeThatForgotIsToldEverythingAgainAtOnce() throws Exception {
    grape.remembers("127.0.0.1");
    deploy(new JsonObject().put("verifyAnnouncements", true).put("checkEveryMs", 50));
    for (int i = 0; i < 20; i++) {
      announce("service" + i, 7000 + i);
    }
    await().until(() -> grape.count("/lookup") >= 20);
    grape.forgets();

    for (int i = 0; i < 20; i++) {
      awaitListed(grape, "service" + i);
    }
    assertThat(grape.count("/announce")).as("once more each").isBetween(40, 45);
  }

  @Test
  void aGrapeThatNeverListsIsNotToldMoreOften() throws Exception {
    grape.answers("/announce", "1").answers("/lookup", "[]");
    deploy(new JsonObject().put("checkEveryMs", 5));
    announce("orders", 7001);

    await().until(() -> grape.count("/lookup") > 20);
    assertThat(grape.count("/announce")).isEqualTo(1);
  }

  // a Node grape remembers for minutes that it knew no node, until it is asked for the name
  @Test
  void aRefusedAnnouncementIsLookedUpBeforeItIsTriedAgain() throws Exception {
    grape.answers("/announce", "\"No nodes to query\"").answers("/lookup", "[]");
    deploy(new JsonObject().put("announceEveryMs", 20));
    assertFails(send(AT.announce(), new Announce("orders", 7001)), Failure.ERR_GRAPE, "No nodes");

    await().until(() -> grape.asked().size() >= 5);
    assertThat(grape.asked().subList(0, 5))
        .extracting(FakeGrape.Asked::path)
        .containsExactly("/announce", "/lookup", "/announce", "/lookup", "/announce");
  }

  @Test
  void announcementsArePaced() throws Exception {
    grape.remembers("127.0.0.1");
    deploy(new JsonObject().put("announcesPerSecond", 100).put("maxAnnouncements", 1000));
    long startNs = System.nanoTime();
    for (int i = 0; i < 60; i++) {
      send(AT.announce(), new Announce("orders", 7000 + i));
    }

    await().until(() -> grape.count("/announce") == 60);
    assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isGreaterThan(Duration.ofMillis(500));
  }

  @Test
  void announcementsUnderWayAreBounded() throws Exception {
    grape.stalls("/announce");
    deploy(new JsonObject().put("maxAnnouncing", 3));
    for (int i = 0; i < 10; i++) {
      send(AT.announce(), new Announce("orders", 7000 + i));
    }

    await().until(() -> grape.held() == 3);
    grape.release("1");
    await().until(() -> grape.count("/announce") == 6);
  }
}
