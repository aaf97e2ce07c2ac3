package io.grenache.vertx.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Destinations;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Lookup;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class LinkLookupTest extends LinkFixture {
  private static final String ONE = "[\"10.0.0.5:7001\"]";
  private static final List<Destination> THERE = List.of(new Destination("10.0.0.5", 7001));

  private Destinations find(String service) throws Exception {
    return (Destinations) ask(AT.lookup(), new Lookup(service));
  }

  private Future<Object> finding(String service) {
    return send(AT.lookup(), new Lookup(service));
  }

  @Test
  void aServiceIsFoundAtTheGrape() throws Exception {
    grape.answers("/lookup", "[\"10.0.0.5:7001\",\"[fe80::1]:7002\"]");
    deploy();

    Destinations found = find("or\"ders");

    assertThat(found.service()).isEqualTo("or\"ders");
    assertThat(found.destinations())
        .containsExactly(new Destination("10.0.0.5", 7001), new Destination("fe80::1", 7002));
    assertThat(found.remaining()).isEqualTo(Duration.ofSeconds(10));
    FakeGrape.Asked asked = grape.asked().get(0);
    assertThat(asked.method()).isEqualTo(HttpMethod.POST);
    assertThat(asked.path()).isEqualTo("/lookup");
    assertThat(asked.body().getString("data")).isEqualTo("or\"ders");
    assertThat(asked.body().getString("rid")).isNotEmpty();
  }

  @Test
  void theJsonFormIsAnsweredWithAResult() throws Exception {
    grape.answers("/lookup", ONE);
    deploy();

    assertThat(ask(AT.lookup(), new JsonObject().put("service", "orders")))
        .isEqualTo(
            new JsonObject()
                .put(
                    "result",
                    new JsonObject()
                        .put("service", "orders")
                        .put("destinations", new JsonArray().add("10.0.0.5:7001"))
                        .put("remainingMs", 10_000)));
  }

  @Test
  void whatIsNoLookupIsABadRequest() throws Exception {
    deploy();

    assertFails(send(AT.lookup(), "orders"), Failure.ERR_BAD_REQUEST, "JsonObject");
    assertFails(send(AT.lookup(), null), Failure.ERR_BAD_REQUEST, "null");
    assertFails(send(AT.lookup(), new JsonObject()), Failure.ERR_BAD_REQUEST, "service");
    assertFails(
        send(AT.lookup(), new JsonObject().put("service", 5)), Failure.ERR_BAD_REQUEST, "service");
    assertThat(grape.asked()).isEmpty();
  }

  @Test
  void theCacheAnswersWithALowerRemainingLifetime() throws Exception {
    grape.answers("/lookup", ONE);
    deploy();
    Duration first = find("orders").remaining();

    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(find("orders").remaining())
                    .isLessThan(first.minusMillis(20))
                    .isPositive());
    assertThat(grape.count("/lookup")).isEqualTo(1);
  }

  @Test
  void aCachedAnswerIsUsedNoLongerThanItsLifetime() throws Exception {
    grape.answers("/lookup", ONE);
    deploy(new JsonObject().put("cacheMs", 50));
    find("orders");

    await()
        .atMost(Duration.ofSeconds(5))
        .until(
            () -> {
              assertThat(find("orders").remaining()).isLessThanOrEqualTo(Duration.ofMillis(50));
              return grape.count("/lookup") >= 2;
            });
  }

  @Test
  void lookupsOfOneServiceShareAnAnswerWhileTheGrapeIsAsked() throws Exception {
    grape.stalls("/lookup");
    deploy();
    List<Future<Object>> waiting = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      waiting.add(finding("orders"));
    }
    waiting.add(finding("prices"));
    await().until(() -> grape.held() == 2);
    grape.release(ONE);

    for (Future<Object> one : waiting) {
      assertThat(((Destinations) one.await(5, TimeUnit.SECONDS)).destinations()).isEqualTo(THERE);
    }
    assertThat(grape.count("/lookup")).isEqualTo(2);
  }

  @Test
  void anEmptyAnswerIsAFailureThatIsNotCached() throws Exception {
    grape.answers("/lookup", "[]");
    deploy();
    assertFails(finding("orders"), Failure.ERR_GRAPE_LOOKUP_EMPTY, "orders");
    assertThat(grape.count("/lookup")).as("an empty list is an answer").isEqualTo(1);

    grape.answers("/lookup", ONE);
    assertThat(find("orders").destinations()).isEqualTo(THERE);
  }

  @Test
  void aFailureIsNotCached() throws Exception {
    grape.answers("/lookup", 500, "out of order");
    deploy();
    assertFails(finding("orders"), Failure.ERR_GRAPE, "status 500, \"out of order\"");

    grape.answers("/lookup", ONE);
    assertThat(find("orders").destinations()).isEqualTo(THERE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"ERR_GRAPE_LOOKUP\"", "{}", "5", "null", "", "gar\"bage", "[\"x\",\"y:0\",7]"})
  void whatIsNoListOfDestinationsIsAnErrorAfterEveryAttempt(String answer) throws Exception {
    grape.answers("/lookup", answer);
    deploy();

    assertFails(finding("orders"), Failure.ERR_GRAPE, "lookup of orders: " + grape.url());
    assertThat(grape.count("/lookup")).isEqualTo(3);
  }

  @Test
  void malformedEntriesAreLeftOut() throws Exception {
    grape.answers("/lookup", "[\"x\",\"10.0.0.5:7001\",7]");
    deploy();

    assertThat(find("orders").destinations()).isEqualTo(THERE);
  }

  // Vert.x would follow the last one after a POST
  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303})
  void aRedirectIsAnErrorAndNotFollowed(int status) throws Exception {
    grape.does(
        "/lookup",
        request ->
            request
                .response()
                .setStatusCode(status)
                .putHeader("Location", grape.url() + "/elsewhere")
                .end());
    deploy();

    assertFails(finding("orders"), Failure.ERR_GRAPE, "status " + status);
    assertThat(grape.count("/elsewhere")).isZero();
  }

  @Test
  void theNextGrapeIsAskedAndStaysPreferred() throws Exception {
    FakeGrape second = FakeGrape.on(vertx).answers("/lookup", ONE);
    grape.answers("/lookup", "\"All queries failed\"");
    deploy(new JsonObject().put("grapes", new JsonArray().add(grape.url()).add(second.url())));

    assertThat(find("orders").destinations()).isEqualTo(THERE);
    assertThat(find("prices").destinations()).isEqualTo(THERE);
    assertThat(grape.count("/lookup")).isEqualTo(1);
    assertThat(second.count("/lookup")).isEqualTo(2);
  }

  @Test
  void aGrapeThatIsNotThereCostsNoLookup() throws Exception {
    grape.answers("/lookup", ONE);
    // nothing listens on the discard port of this host
    deploy(
        new JsonObject().put("grapes", new JsonArray().add("http://127.0.0.1:9").add(grape.url())));

    assertThat(find("orders").destinations()).isEqualTo(THERE);
  }

  @Test
  void aGrapeThatStallsCostsOneTimeout() throws Exception {
    FakeGrape second = FakeGrape.on(vertx).answers("/lookup", ONE);
    grape.stalls("/lookup");
    deploy(
        new JsonObject()
            .put("grapes", new JsonArray().add(grape.url()).add(second.url()))
            .put("requestTimeoutMs", 100));

    assertThat(find("orders").destinations()).isEqualTo(THERE);
    assertThat(grape.count("/lookup")).isEqualTo(1);
    await().untilAsserted(() -> assertThat(grape.sockets()).isZero());
  }

  @Test
  void anAnswerThatStallsBehindItsHeadEndsInTimeAndItsSocketIsClosed() throws Exception {
    grape.does("/lookup", request -> request.response().setChunked(true).write("["));
    deploy(
        new JsonObject()
            .put("lookupAttempts", 1)
            .put("requestTimeoutMs", 100)
            .put("announceTimeoutMs", 100));

    assertFails(finding("orders"), Failure.ERR_GRAPE, "did not answer within 100 ms");
    await().untilAsserted(() -> assertThat(grape.sockets()).isZero());
  }

  @Test
  void anEndlessAnswerIsGivenUpAndItsSocketIsClosed() throws Exception {
    grape.does(
        "/lookup",
        request -> {
          request.response().setChunked(true).write("[");
          vertx.setPeriodic(1, id -> request.response().write("\"10.0.0.5:7001\",".repeat(50)));
        });
    deploy(
        new JsonObject()
            .put("lookupAttempts", 1)
            .put("requestTimeoutMs", 400)
            .put("announceTimeoutMs", 100)
            .put("maxAnswerBytes", 4000));

    assertFails(finding("orders"), Failure.ERR_GRAPE, "more than 4000 bytes");
    await().untilAsserted(() -> assertThat(grape.sockets()).isZero());
  }

  @Test
  void lookupsThatWaitAreBounded() throws Exception {
    grape.stalls("/lookup");
    deploy(new JsonObject().put("maxPendingLookups", 2));
    Future<Object> first = finding("orders");
    Future<Object> merged = finding("orders");

    assertFails(finding("orders"), Failure.ERR_OVERLOADED, "2 lookups");
    assertFails(finding("prices"), Failure.ERR_OVERLOADED, "2 lookups");
    await().until(() -> grape.held() == 1);
    grape.release(ONE);
    first.await(5, TimeUnit.SECONDS);
    merged.await(5, TimeUnit.SECONDS);
    grape.answers("/lookup", ONE);
    assertThat(find("prices").destinations()).isEqualTo(THERE);
  }

  @Test
  void undeployFailsWhatWaitsAndEndsTheCall() throws Exception {
    grape.stalls("/lookup");
    String link = deploy();
    Future<Object> waiting = finding("orders");
    await().until(() -> grape.held() == 1);

    undeploy(link);

    assertFails(waiting, Failure.ERR_TRANSPORT_CLOSE, "undeployed");
    await().untilAsserted(() -> assertThat(grape.sockets()).isZero());
    assertFails(finding("orders"), Failure.ERR_NO_HANDLER, "");
    assertThat(grape.count("/lookup")).isEqualTo(1);
  }

  @Test
  void socketsAreKeptAndBounded() throws Exception {
    grape.stalls("/lookup");
    deploy();
    List<Future<Object>> waiting = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      waiting.add(finding("service" + i));
    }
    await().until(() -> grape.held() == 8);
    assertThat(grape.sockets()).isEqualTo(8);

    grape.answers("/lookup", ONE);
    grape.release(ONE);
    for (Future<Object> one : waiting) {
      one.await(5, TimeUnit.SECONDS);
    }
    assertThat(grape.sockets()).isEqualTo(8);
  }
}
