package io.grenache.vertx.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class RecordRulesTest {

  @Test
  void everyServiceHasANameOfBoundedLength() {
    Map<String, Function<String, Object>> makers =
        Map.of(
            "Request", name -> Request.of(name, null),
            "MapRequest", name -> MapRequest.of(name, null),
            "Call", name -> new Call(name, null, null, Duration.ZERO, null, null),
            "Lookup", Lookup::new,
            "Announce", name -> new Announce(name, 1),
            "Withdraw", name -> new Withdraw(name, 1),
            "Watch", Watch::new,
            "Unwatch", Unwatch::new,
            "Destinations", name -> new Destinations(name, List.of(), Duration.ZERO));
    makers.forEach(
        (owner, maker) -> {
          for (String bad : Arrays.asList(null, "", " \t", "n".repeat(1025))) {
            fails(
                () -> maker.apply(bad),
                owner + "[service must be a non-empty string of at most 1024 characters]");
          }
          assertThat(maker.apply("n".repeat(1024))).isNotNull();
        });
  }

  @Test
  void everyChannelHasANameOfBoundedLengthThatIsNoAddressOfOurs() {
    Map<String, Function<String, Object>> makers =
        Map.of("Subscribe", Subscribe::new, "Unsubscribe", Unsubscribe::new);
    makers.forEach(
        (owner, maker) -> {
          for (String bad : Arrays.asList(null, "", " \t", "n".repeat(1025))) {
            fails(
                () -> maker.apply(bad),
                owner + "[channel must be a non-empty string of at most 1024 characters]");
          }
          assertThat(maker.apply("n".repeat(1024))).isNotNull();
        });
    for (String taken : List.of("subscribe", "unsubscribe")) {
      fails(
          () -> new Subscribe(taken),
          "Subscribe[channel must not be " + taken + ": the address of that name is taken]");
    }
  }

  @Test
  void aSubscriptionIsToAllPublishersOrToOne() {
    JsonObject json = new JsonObject().put("channel", "c");
    assertThat(new Subscribe("c", null, false, null)).isEqualTo(new Subscribe("c"));
    assertThat(Subscribe.from(json.copy().put("mode", "one")).mode()).isEqualTo(Subscribe.Mode.ONE);
    for (String bad : List.of("ONE", "some", "")) {
      fails(
          () -> Subscribe.from(json.copy().put("mode", bad)), "Subscribe[mode must be all or one]");
    }
    fails(
        () -> Subscribe.from(json.copy().put("mode", 1)),
        "Subscribe[mode must be a string, was a number]");
    assertThat(new Subscribe("c", Subscribe.Mode.ONE).withHolder("h"))
        .isEqualTo(new Subscribe("c", Subscribe.Mode.ONE, false, "h"));
  }

  @Test
  void aPortIsFromOneTo65535() {
    for (int bad : new int[] {Integer.MIN_VALUE, -1, 0, 65536}) {
      fails(
          () -> new Announce("s", bad), "Announce[port must be from 1 to 65535, was " + bad + "]");
      fails(
          () -> new Withdraw("s", bad), "Withdraw[port must be from 1 to 65535, was " + bad + "]");
      fails(
          () -> new Destination("h", bad),
          "Destination[port must be from 1 to 65535, was " + bad + "]");
    }
    assertThat(new Announce("s", 65535, null).holder()).isEmpty();
    assertThat(new Withdraw("s", 1, null).holder()).isEmpty();
  }

  @Test
  void aRequestsDurationsAreFromAMillisecondToAYear() {
    for (Duration bad :
        List.of(
            Duration.ZERO,
            Duration.ofNanos(999_999),
            Duration.ofMillis(-1),
            Duration.ofDays(365).plusNanos(1),
            Duration.ofSeconds(Long.MAX_VALUE),
            Duration.ofSeconds(Long.MIN_VALUE))) {
      fails(
          () -> Request.of("s", 1).withTimeout(bad),
          "Request[timeout must be from 1 ms to a year, was " + bad + "]");
      fails(
          () -> MapRequest.of("s", 1).withTimeout(bad),
          "MapRequest[timeout must be from 1 ms to a year, was " + bad + "]");
      fails(
          () -> request(1, 1, 1, bad),
          "Request[hedgeAfter must be from 1 ms to a year, was " + bad + "]");
    }
    assertThat(Request.of("s", 1).withTimeout(Duration.ofDays(365)).timeout()).hasDays(365);
  }

  @Test
  void whatRemainsIsFromZeroToAYear() {
    for (Duration bad :
        Arrays.asList(
            null,
            Duration.ofNanos(-1),
            Duration.ofDays(365).plusNanos(1),
            Duration.ofSeconds(Long.MAX_VALUE))) {
      String rule = "[remaining must be from 0 ms to a year, was " + bad + "]";
      fails(() -> new Call("s", null, null, bad, null, null), "Call" + rule);
      fails(() -> new Destinations("s", List.of(), bad), "Destinations" + rule);
    }
  }

  @Test
  void aRequestsCountsAreAtLeastOne() {
    fails(() -> request(0, 1, 1, null), "Request[attempts must be at least 1, was 0]");
    fails(() -> request(1, -1, 1, null), "Request[maxActiveKeyDests must be at least 1, was -1]");
    fails(
        () -> request(1, 1, 0, null), "Request[maxActiveDestTransports must be at least 1, was 0]");
    fails(() -> MapRequest.of("s", 1).withLimit(0), "MapRequest[limit must be at least 1, was 0]");
  }

  @Test
  void aHedgedRequestNeedsAnIdempotencyKey() {
    String rule =
        "Request[hedgeAfter PT0.02S needs an idempotencyKey, since two handlers may see the call]";
    Duration hedge = Duration.ofMillis(20);
    fails(() -> Request.of("s", 1).withHedgeAfter(hedge), rule);
    fails(() -> Samples.REQUEST.withIdempotencyKey(null), rule);
    fails(() -> Request.fromJson(json().put("hedgeAfterMs", 20)), rule);
    assertThat(Request.of("s", 1).withIdempotencyKey("k").withHedgeAfter(hedge).hedgeAfter())
        .isEqualTo(hedge);
  }

  @Test
  void anOutcomeIsAResultOrAFailure() {
    Destination at = new Destination("h", 1);
    fails(() -> Outcome.of(null, Payload.NULL), "Outcome[destination must be there]");
    fails(
        () -> new Outcome(at, Payload.NULL, Failure.ERR_CONNECT, "x"),
        "Outcome[result must be absent with a failure]");
    fails(
        () -> new Outcome(at, Payload.NULL, null, "x"),
        "Outcome[message must be absent with a result]");
    assertThat(Outcome.of(at, null).result()).isSameAs(Payload.NULL);
    assertThat(Outcome.of(at, null).succeeded()).isTrue();
    Outcome failed = Outcome.failed(at, new IllegalStateException("secret"));
    assertThat(failed).isEqualTo(new Outcome(at, null, Failure.ERR_HANDLER, "ERR_HANDLER"));
    assertThat(failed.succeeded()).isFalse();
    assertThat(Outcome.failed(at, Failure.ERR_CONNECT.with("refused")))
        .isEqualTo(new Outcome(at, null, Failure.ERR_CONNECT, "refused"));
    assertThat(new Outcome(at, null, Failure.ERR_TIMEOUT, "").message()).isEqualTo("ERR_TIMEOUT");
    fails(() -> new Replies(null), "Replies[replies must be a list without null]");
    fails(
        () -> new Replies(Collections.singletonList(null)),
        "Replies[replies must be a list without null]");
  }

  @Test
  void headersAndListsHoldNoNull() {
    Map<String, String> value = Collections.singletonMap("secret", null);
    Map<String, String> key = Collections.singletonMap(null, "secret");
    for (Map<String, String> bad : List.of(value, key)) {
      fails(() -> Request.of("s", 1).withHeaders(bad), "Request[headers must hold no null]");
      fails(() -> MapRequest.of("s", 1).withHeaders(bad), "MapRequest[headers must hold no null]");
      fails(
          () -> new Call("s", null, null, Duration.ZERO, bad, null),
          "Call[headers must hold no null]");
    }
    String rule = "Destinations[destinations must be a list without null]";
    fails(() -> new Destinations("s", null, Duration.ZERO), rule);
    fails(() -> new Destinations("s", Collections.singletonList(null), Duration.ZERO), rule);
  }

  @Test
  void recordsKeepNothingOfTheirCallersCollections() {
    Map<String, String> headers = new HashMap<>(Map.of("a", "1"));
    Request request = Request.of("s", 1).withHeaders(headers);
    Call call = new Call("s", null, null, Duration.ZERO, headers, null);
    List<Destination> list = new ArrayList<>(List.of(new Destination("h", 1)));
    Destinations destinations = new Destinations("s", list, Duration.ZERO);
    MapRequest toAll = MapRequest.of("s", 1).withHeaders(headers);
    List<Outcome> outcomes = new ArrayList<>(List.of(Outcome.of(new Destination("h", 1), null)));
    Replies replies = new Replies(outcomes);
    headers.put("b", "2");
    list.clear();
    outcomes.clear();
    assertThat(toAll.headers()).containsOnlyKeys("a");
    assertThat(replies.replies()).hasSize(1);
    assertThat(request.headers()).containsOnlyKeys("a");
    assertThat(call.headers()).containsOnlyKeys("a");
    assertThat(destinations.destinations()).hasSize(1);
    assertThatThrownBy(() -> request.headers().put("c", "3"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> call.headers().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> destinations.destinations().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void absentPartsHaveTheirDefaults() {
    Call call = new Call("s", null, null, Duration.ZERO, null, null);
    assertThat(call.payload()).isSameAs(Payload.NULL);
    assertThat(call.caller()).isEqualTo(new Caller(""));
    assertThat(call.headers()).isEmpty();
    assertThat(new Caller(null).address()).isEmpty();
    assertThat(new Reply(null, null).result()).isSameAs(Payload.NULL);
    assertThat(request(null, null, null, null).headers()).isEmpty();
    Instant before = Instant.now().minusMillis(1);
    assertThat(new Event("t", null, null, null, null).at()).isBetween(before, Instant.now());
    assertThat(Event.of(Event.LISTENING, null, null, null).at()).isAfterOrEqualTo(before);
    assertThat(new Event("t", Instant.ofEpochSecond(1, 999_999), null, null, null).at())
        .isEqualTo(Instant.ofEpochSecond(1));
    fails(() -> new Event(" ", null, null, null, null), "Event[type must be a non-empty string]");
  }

  @Test
  void theBusWaitsASecondLongerThanTheRequest() {
    assertThat(Request.of("s", 1).delivery().getSendTimeout()).isEqualTo(61_000);
    assertThat(Request.of("s", 1).withTimeout(Duration.ofMillis(5)).delivery().getSendTimeout())
        .isEqualTo(1005);
    assertThat(MapRequest.of("s", 1).delivery().getSendTimeout()).isEqualTo(61_000);
    assertThat(MapRequest.of("s", 1).withTimeout(Duration.ofMillis(5)).delivery().getSendTimeout())
        .isEqualTo(1005);
  }

  @Test
  void aBadJsonFormIsRefusedByOwnerFieldAndRule() {
    fails(
        () -> Request.fromJson(new JsonObject()),
        "Request[service must be a non-empty string, was absent]");
    fails(
        () -> Request.fromJson(json().put("timeoutMs", 0)),
        "Request[timeoutMs must be a whole number from 1 to 31536000000, was 0]");
    fails(
        () -> Request.fromJson(json().put("headers", new JsonObject().put("a", 1))),
        "Request[headers must be an object of strings, was 1]");
    fails(() -> Announce.fromJson(json()), "Announce[port must be from 1 to 65535, was 0]");
    fails(
        () -> Destinations.fromJson(json().put("destinations", new JsonArray().add("secret"))),
        "Destination[text must be host:port]");
    fails(
        () -> Call.fromJson(json().put("caller", "secret")),
        "Call[caller must be an object, was a string]");
    fails(
        () -> Request.from("secret"),
        "Request[body must be a Request or a JsonObject, was a java.lang.String]");
    fails(
        () -> Lookup.fromJson(json().put("fresh", "secret")),
        "Lookup[fresh must be true or false, was a string]");
    fails(() -> Lookup.from(null), "Lookup[body must be a Lookup or a JsonObject, was null]");
  }

  private static JsonObject json() {
    return new JsonObject().put("service", "s");
  }

  private static Request request(
      Integer attempts, Integer keyDests, Integer destTransports, Duration hedgeAfter) {
    return new Request(
        "s", null, null, attempts, null, null, keyDests, destTransports, hedgeAfter, null);
  }

  private static void fails(ThrowingCallable maker, String message) {
    assertThatThrownBy(maker).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
