package io.grenache.vertx.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Destinations;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Lookup;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Static routes, answers renewed ahead, and answers that outlive the grapes. */
@Timeout(20)
class LinkFreshnessTest extends LinkFixture {
  private static final String ONE = "[\"10.0.0.5:7001\"]";
  private static final List<Destination> THERE = List.of(new Destination("10.0.0.5", 7001));

  private Destinations find(String service) throws Exception {
    return (Destinations) ask(AT.lookup(), new Lookup(service));
  }

  private static JsonObject times(long cacheMs, long staleMs) {
    return new JsonObject().put("cacheMs", cacheMs).put("staleMs", staleMs);
  }

  @Test
  void aRouteAnswersWithoutAGrape() throws Exception {
    grape.stops();
    JsonArray entries = new JsonArray().add("10.0.0.5:7001");
    deploy(new JsonObject().put("routes", new JsonObject().put("orders", entries)));

    assertThat(find("orders").destinations()).isEqualTo(THERE);
    assertThat(find("orders").remaining()).isEqualTo(Duration.ofSeconds(10));
    assertFails(send(AT.lookup(), new Lookup("prices")), Failure.ERR_GRAPE, grape.url());
  }

  @Test
  void theLastGoodAnswerIsGivenWhileEveryGrapeIsDown() throws Exception {
    grape.answers("/lookup", ONE);
    deploy(times(1, 60_000));
    find("orders");
    grape.stops();

    for (int i = 0; i < 10; i++) {
      Destinations stale = find("orders");
      assertThat(stale.destinations()).isEqualTo(THERE);
      assertThat(stale.remaining()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(1));
    }
    assertFails(send(AT.lookup(), new Lookup("prices")), Failure.ERR_GRAPE, grape.url());
  }

  @Test
  void aStaleAnswerNeedsNoWaitOnceTheGrapesAreKnownToBeDown() throws Exception {
    grape.answers("/lookup", ONE);
    deploy(times(1, 60_000).put("requestTimeoutMs", 400).put("lookupAttempts", 1));
    find("orders");
    grape.stalls("/lookup");
    // the answer in the cache lives for a millisecond: ask until a grape was asked in vain
    await()
        .until(
            () -> {
              find("orders");
              return grape.count("/lookup") == 2;
            });
    long startNs = System.nanoTime();
    find("orders");

    assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(Duration.ofMillis(300));
  }

  @Test
  void aStaleAnswerGivesWayOnceAGrapeIsBack() throws Exception {
    grape.answers("/lookup", ONE);
    deploy(times(1, 60_000));
    find("orders");
    grape.stops();
    find("orders");
    grape.answers("/lookup", "[\"10.0.0.6:7001\"]").starts();

    await()
        .untilAsserted(
            () ->
                assertThat(find("orders").destinations())
                    .containsExactly(new Destination("10.0.0.6", 7001)));
  }

  @Test
  void aStaleAnswerIsGivenNoLongerThanAllowed() throws Exception {
    grape.answers("/lookup", ONE);
    deploy(times(1, 100));
    find("orders");
    grape.stops();

    await()
        .untilAsserted(
            () ->
                assertFails(send(AT.lookup(), new Lookup("orders")), Failure.ERR_GRAPE, "orders"));
  }

  @Test
  void nobodyIsAnAnswerThatEndsAStaleOne() throws Exception {
    grape.answers("/lookup", ONE);
    deploy(times(1, 60_000));
    find("orders");
    grape.answers("/lookup", "[]");
    await()
        .untilAsserted(
            () ->
                assertFails(
                    send(AT.lookup(), new Lookup("orders")),
                    Failure.ERR_GRAPE_LOOKUP_EMPTY,
                    "orders"));
    grape.stops();

    assertFails(send(AT.lookup(), new Lookup("orders")), Failure.ERR_GRAPE, "orders");
  }

  @Test
  void whatIsAskedForAgainAndAgainIsRenewedAhead() throws Exception {
    grape.answers("/lookup", ONE);
    deploy(times(300, 0));
    find("orders");
    grape.answers("/lookup", "[\"10.0.0.6:7001\"]");
    assertThat(find("orders").destinations()).isEqualTo(THERE);

    // nobody asks meanwhile
    await().until(() -> grape.count("/lookup") == 2);
    // the answer is on its way
    await()
        .untilAsserted(
            () ->
                assertThat(find("orders").destinations())
                    .containsExactly(new Destination("10.0.0.6", 7001)));
  }

  @Test
  void whatIsAskedForNoMoreIsNotRenewed() throws Exception {
    grape.answers("/lookup", ONE);
    deploy(times(400, 0));
    find("orders");
    find("prices");
    find("prices");
    await().until(() -> grape.count("/lookup") == 3);

    await()
        .during(Duration.ofMillis(700))
        .atMost(Duration.ofSeconds(5))
        .until(() -> grape.count("/lookup") == 3);
    assertThat(grape.asked().get(2).body().getString("data")).isEqualTo("prices");
  }

  @Test
  void aFreshLookupPassesOverWhatIsRemembered() throws Exception {
    grape.answers("/lookup", ONE);
    deploy();
    find("orders");
    grape.answers("/lookup", "[\"10.0.0.6:7001\"]");
    Destinations fresh = (Destinations) ask(AT.lookup(), new Lookup("orders", true));

    assertThat(fresh.destinations()).containsExactly(new Destination("10.0.0.6", 7001));
    assertThat(find("orders").destinations()).isEqualTo(fresh.destinations());
    grape.stops();
    assertFails(send(AT.lookup(), new Lookup("orders", true)), Failure.ERR_GRAPE, "orders");
    assertThat(find("orders").destinations()).isEqualTo(fresh.destinations());
  }

  @Test
  void malformedEntriesAreCounted() throws Exception {
    GrapeCalls calls = new GrapeCalls(vertx, options(new JsonObject()));
    grape.answers("/lookup", "[\"x\",\"10.0.0.5:7001\",7,\"[::1\"]");

    assertThat(calls.lookup("orders").await(5, TimeUnit.SECONDS)).isEqualTo(THERE);
    assertThat(calls.malformed()).isEqualTo(3);
    calls.lookup("orders").await(5, TimeUnit.SECONDS);
    assertThat(calls.malformed()).isEqualTo(6);
    calls.close();
  }
}
