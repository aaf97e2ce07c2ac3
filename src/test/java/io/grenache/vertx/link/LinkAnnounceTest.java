package io.grenache.vertx.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Announce;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Withdraw;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class LinkAnnounceTest extends LinkFixture {
  /** Renewals quick enough to be waited for. */
  private static final JsonObject OFTEN = new JsonObject().put("announceEveryMs", 40);

  /** Several renewals fit into this time. */
  private static final Duration A_WHILE = Duration.ofMillis(300);

  private Future<Object> announcing(String holder) {
    return send(AT.announce(), new Announce("orders", 7001, holder));
  }

  private void announce(String holder) throws Exception {
    assertThat(announcing(holder).await(5, TimeUnit.SECONDS)).isNull();
  }

  private void withdraw(String holder) throws Exception {
    assertThat(ask(AT.withdraw(), new Withdraw("orders", 7001, holder))).isNull();
  }

  private void assertNoMoreAnnouncing() {
    int count = grape.count("/announce");
    await()
        .during(A_WHILE)
        .atMost(Duration.ofSeconds(5))
        .until(() -> grape.count("/announce") == count);
  }

  private void awaitEvents(String... types) {
    await().untilAsserted(() -> assertThat(eventTypes("orders")).containsExactly(types));
  }

  private void awaitRenewals(int more) {
    int count = grape.count("/announce");
    await().until(() -> grape.count("/announce") >= count + more);
  }

  @Test
  void aServiceIsAnnouncedAtTheGrape() throws Exception {
    grape.answers("/announce", "1");
    deploy();
    announce("");

    assertThat(grape.asked().get(0).path()).isEqualTo("/announce");
    assertThat(grape.asked().get(0).body().getJsonArray("data"))
        .isEqualTo(new JsonArray().add("orders").add(7001));
    awaitEvents(Event.ANNOUNCED);
  }

  @Test
  void theJsonFormIsAnsweredWithAResult() throws Exception {
    grape.answers("/announce", "1");
    deploy(OFTEN);
    JsonObject json = new JsonObject().put("service", "orders").put("port", 7001);
    JsonObject done = new JsonObject().putNull("result");

    assertThat(ask(AT.announce(), json)).isEqualTo(done);
    assertThat(ask(AT.withdraw(), json)).isEqualTo(done);
    awaitEvents(Event.ANNOUNCED, Event.WITHDRAWN);
  }

  @Test
  void whatIsNoAnnouncementIsABadRequest() throws Exception {
    deploy();

    assertFails(send(AT.announce(), 5), Failure.ERR_BAD_REQUEST, "JsonObject");
    assertFails(send(AT.withdraw(), "orders"), Failure.ERR_BAD_REQUEST, "JsonObject");
    assertFails(
        send(AT.announce(), new JsonObject().put("service", "orders")),
        Failure.ERR_BAD_REQUEST,
        "port");
    assertFails(
        send(AT.withdraw(), new JsonObject().put("port", 1)), Failure.ERR_BAD_REQUEST, "service");
    assertThat(grape.asked()).isEmpty();
  }

  @Test
  void anAnnouncementIsRenewedAndToldOfOnce() throws Exception {
    grape.answers("/announce", "2");
    deploy(OFTEN);
    announce("");

    awaitRenewals(4);
    assertThat(eventTypes("orders")).containsExactly(Event.ANNOUNCED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "\"No nodes to query\"", "[]", "", "1.5"})
  void anAnnouncementThatNoGrapeTookFailsAndIsRetried(String answer) throws Exception {
    grape.answers("/announce", answer);
    deploy(OFTEN);

    assertFails(announcing(""), Failure.ERR_GRAPE, "announce of orders: " + grape.url());
    awaitRenewals(3);
    awaitEvents(Event.ANNOUNCE_FAILED);
    grape.answers("/announce", "1");
    awaitEvents(Event.ANNOUNCE_FAILED, Event.ANNOUNCED);
  }

  @Test
  void theFirstRetryComesWithinASecondOfANormalInterval() throws Exception {
    grape.answers("/announce", 500, "");
    deploy();
    assertFails(announcing(""), Failure.ERR_GRAPE, "status 500");
    grape.answers("/announce", "1");

    await()
        .atMost(Duration.ofSeconds(2))
        .untilAsserted(() -> assertThat(eventTypes("orders")).contains(Event.ANNOUNCED));
  }

  @Test
  void failingAndHoldingAgainAreToldOnceEach() throws Exception {
    grape.answers("/announce", "1");
    deploy(OFTEN);
    announce("");
    grape.answers("/announce", "0");
    awaitEvents(Event.ANNOUNCED, Event.ANNOUNCE_FAILED);
    awaitRenewals(2);
    grape.answers("/announce", "1");
    awaitEvents(Event.ANNOUNCED, Event.ANNOUNCE_FAILED, Event.ANNOUNCED);
    awaitRenewals(2);

    assertThat(eventTypes("orders"))
        .containsExactly(Event.ANNOUNCED, Event.ANNOUNCE_FAILED, Event.ANNOUNCED);
  }

  @Test
  void aRepeatedAnnounceChangesNothing() throws Exception {
    grape.answers("/announce", "1");
    deploy();
    announce("");
    announce("");
    announce("");

    assertThat(grape.count("/announce")).isEqualTo(1);
    withdraw("");
    awaitEvents(Event.ANNOUNCED, Event.WITHDRAWN);
  }

  @Test
  void announcesWhileOneIsUnderWayShareIt() throws Exception {
    grape.stalls("/announce");
    deploy();
    Future<Object> first = announcing("");
    Future<Object> second = announcing("");
    await().until(() -> grape.held() == 1);
    grape.release("1");

    first.await(5, TimeUnit.SECONDS);
    second.await(5, TimeUnit.SECONDS);
    assertThat(grape.count("/announce")).isEqualTo(1);
  }

  @Test
  void anAnnounceOfWhatIsFailingIsTriedAtOnce() throws Exception {
    grape.answers("/announce", "0");
    deploy();
    assertFails(announcing(""), Failure.ERR_GRAPE, "told no node");
    grape.answers("/announce", "1");
    announce("");

    assertThat(grape.count("/announce")).isEqualTo(2);
  }

  @Test
  void anAnnouncementGoesOnUntilItsLastHolderWithdrew() throws Exception {
    grape.answers("/announce", "1");
    deploy(OFTEN);
    announce("a");
    announce("b");
    announce("b");
    withdraw("nobody");
    withdraw("a");
    awaitRenewals(2);
    assertThat(eventTypes("orders")).containsExactly(Event.ANNOUNCED);

    withdraw("b");
    awaitEvents(Event.ANNOUNCED, Event.WITHDRAWN);
    assertNoMoreAnnouncing();
  }

  @Test
  void anotherPortIsAnotherAnnouncement() throws Exception {
    grape.answers("/announce", "1");
    deploy(OFTEN);
    announce("");
    ask(AT.announce(), new Announce("orders", 7002));
    withdraw("");
    int before = grape.asked().size();
    await().until(() -> grape.asked().size() >= before + 3);

    assertThat(grape.asked().subList(before + 1, before + 3))
        .allSatisfy(
            asked -> assertThat(asked.body().getJsonArray("data").getInteger(1)).isEqualTo(7002));
  }

  @Test
  void whatWasNotAnnouncedCanBeWithdrawn() throws Exception {
    deploy();
    withdraw("");

    assertThat(events).extracting(Event::type).doesNotContain(Event.WITHDRAWN);
  }

  @Test
  void aWithdrawDuringAStalledAnnounceHolds() throws Exception {
    grape.stalls("/announce");
    deploy(OFTEN);
    Future<Object> waiting = announcing("");
    await().until(() -> grape.held() == 1);
    withdraw("");
    assertFails(waiting, Failure.ERR_GRAPE, "withdrawn before");
    grape.release("1");

    assertNoMoreAnnouncing();
    assertThat(grape.count("/announce")).isEqualTo(1);
    assertThat(eventTypes("orders")).containsExactly(Event.WITHDRAWN);
  }

  @Test
  void aNewAnnounceAfterThatIsItsOwn() throws Exception {
    grape.stalls("/announce");
    deploy();
    Future<Object> old = announcing("");
    await().until(() -> grape.held() == 1);
    withdraw("");
    assertFails(old, Failure.ERR_GRAPE, "withdrawn before");
    Future<Object> fresh = announcing("");
    await().until(() -> grape.held() == 2);
    grape.release("1");

    fresh.await(5, TimeUnit.SECONDS);
    awaitEvents(Event.WITHDRAWN, Event.ANNOUNCED);
  }

  @Test
  void anAnnouncementEndsWithTheDeploymentThatHeldIt() throws Exception {
    grape.answers("/announce", "1");
    deploy(OFTEN);
    String server =
        vertx
            .deployVerticle(
                new VerticleBase() {
                  @Override
                  public Future<?> start() {
                    return vertx
                        .eventBus()
                        .request(
                            AT.announce(),
                            new Announce("orders", 7001, deploymentID()),
                            new DeliveryOptions().setLocalOnly(true));
                  }
                })
            .await(5, TimeUnit.SECONDS);
    awaitRenewals(2);
    assertThat(eventTypes("orders")).containsExactly(Event.ANNOUNCED);
    undeploy(server);

    awaitEvents(Event.ANNOUNCED, Event.WITHDRAWN);
    assertNoMoreAnnouncing();
  }

  @Test
  void theNextGrapeTakesIt() throws Exception {
    FakeGrape second = FakeGrape.on(vertx).answers("/announce", "1");
    grape.answers("/announce", "\"No nodes to query\"");
    deploy(new JsonObject().put("grapes", new JsonArray().add(grape.url()).add(second.url())));
    announce("");

    awaitEvents(Event.ANNOUNCED);
    assertThat(events.get(events.size() - 1).message()).contains("7001").contains(second.url());
  }

  @Test
  void announcementsAreBounded() throws Exception {
    grape.answers("/announce", "1");
    deploy(new JsonObject().put("maxAnnouncements", 1));
    announce("");

    assertFails(
        send(AT.announce(), new Announce("prices", 7001)), Failure.ERR_OVERLOADED, "1 services");
    withdraw("");
    ask(AT.announce(), new Announce("prices", 7001));
  }

  @Test
  void undeployEndsAllAnnouncingAndFailsWhatWaits() throws Exception {
    AtomicInteger answers = new AtomicInteger();
    grape.answers("/announce", "1");
    String link = deploy(OFTEN);
    announce("");
    awaitRenewals(1);
    grape.stalls("/announce");
    Future<Object> waiting =
        send(AT.announce(), new Announce("prices", 7002))
            .onComplete(done -> answers.incrementAndGet());
    await().until(() -> grape.asked().stream().anyMatch(a -> a.body().encode().contains("prices")));

    undeploy(link);

    assertFails(waiting, Failure.ERR_TRANSPORT_CLOSE, "undeployed");
    awaitEvents(Event.ANNOUNCED, Event.WITHDRAWN);
    await().untilAsserted(() -> assertThat(grape.sockets()).isZero());
    assertNoMoreAnnouncing();
    assertThat(answers).hasValue(1);
    assertThat(eventTypes("prices")).containsExactly(Event.WITHDRAWN);
  }
}
