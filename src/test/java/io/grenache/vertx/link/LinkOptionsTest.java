package io.grenache.vertx.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class LinkOptionsTest {
  @Test
  void anEmptyObjectGivesTheDefaults() {
    assertThat(LinkOptions.fromJson(new JsonObject())).isEqualTo(LinkOptions.DEFAULTS);
  }

  @Test
  void theJsonFormHoldsEveryOptionInItsOrder() {
    assertThat(LinkOptions.DEFAULTS.toJson().encode())
        .isEqualTo(
            "{\"prefix\":\"grenache\",\"grapes\":[\"http://127.0.0.1:30001\"],\"routes\":{},"
                + "\"requestTimeoutMs\":2500,\"lookupAttempts\":3,"
                + "\"cacheMs\":10000,\"staleMs\":600000,\"cacheEntries\":2500,"
                + "\"maxPendingLookups\":10000,"
                + "\"announceTo\":\"all\",\"announceTimeoutMs\":10000,"
                + "\"announceEveryMs\":30000,\"announceJitterPercent\":20,"
                + "\"announcesPerSecond\":500,\"maxAnnouncing\":64,\"maxAnnouncements\":20000,"
                + "\"verifyAnnouncements\":true,\"checkEveryMs\":3000,"
                + "\"watchEveryMs\":5000,\"maxWatches\":500,"
                + "\"maxAnswerBytes\":65536}");
    assertThat(LinkOptions.DEFAULTS.toJson())
        .hasSize(LinkOptions.class.getRecordComponents().length);
  }

  @Test
  void everyOptionIsReadFromItsKey() {
    JsonObject json =
        new JsonObject()
            .put("prefix", "other")
            .put("grapes", new JsonArray().add("https://g:1").add("http://[::1]:2/base"))
            .put(
                "routes",
                new JsonObject()
                    .put("orders", new JsonArray().add("10.0.0.5:7001").add("[::1]:2"))
                    .put("prices", new JsonArray().add("host:3")))
            .put("requestTimeoutMs", 1)
            .put("announceTimeoutMs", 2)
            .put("lookupAttempts", 4)
            .put("cacheMs", 5)
            .put("staleMs", 12)
            .put("announceTo", "one")
            .put("announcesPerSecond", 13)
            .put("maxAnnouncing", 14)
            .put("verifyAnnouncements", false)
            .put("checkEveryMs", 15)
            .put("watchEveryMs", 16)
            .put("maxWatches", 17)
            .put("cacheEntries", 6)
            .put("maxPendingLookups", 7)
            .put("announceEveryMs", 8)
            .put("announceJitterPercent", 9)
            .put("maxAnnouncements", 10)
            .put("maxAnswerBytes", 111);

    assertThat(LinkOptions.fromJson(json).toJson()).isEqualTo(json);
  }

  @Test
  void withersChangeOneOption() {
    assertThat(
            LinkOptions.DEFAULTS
                .withPrefix("p")
                .withGrapes(List.of("http://g"))
                .withRequestTimeout(Duration.ofMillis(1))
                .withCache(Duration.ZERO)
                .withAnnounceEvery(Duration.ofMillis(2))
                .toJson())
        .isEqualTo(
            LinkOptions.DEFAULTS
                .toJson()
                .put("prefix", "p")
                .put("grapes", new JsonArray().add("http://g"))
                .put("requestTimeoutMs", 1L)
                .put("cacheMs", 0L)
                .put("announceEveryMs", 2L));
  }

  @Test
  void aTrailingSlashIsFine() {
    assertThat(LinkOptions.DEFAULTS.withGrapes(List.of("http://g:1/", "http://h/x//")).grapes())
        .containsExactly("http://g:1", "http://h/x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "g:30001",
        "ftp://g",
        "http://",
        "http:///x",
        "http://u:secret@g",
        "http://g?a=b",
        "http://g#f",
        "http://g:70000",
        "http://g g",
        "//g"
      })
  void whatIsNoUrlOfAGrapeIsRefusedAndNotShown(String url) {
    assertThatThrownBy(() -> LinkOptions.DEFAULTS.withGrapes(List.of(url)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("LinkOptions[grapes must be http or https URLs")
        .message()
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "requestTimeoutMs, 0",
    "announceTimeoutMs, 60001",
    "lookupAttempts, 0",
    "cacheMs, -1",
    "cacheEntries, 0",
    "maxPendingLookups, 0",
    "announceEveryMs, 0",
    "announceJitterPercent, 51",
    "maxAnnouncements, 0",
    "staleMs, 86400001",
    "announcesPerSecond, 0",
    "maxAnnouncing, 1001",
    "checkEveryMs, -1",
    "watchEveryMs, 0",
    "maxWatches, 0",
    "maxAnswerBytes, 63"
  })
  void aValueOutOfRangeIsNamed(String key, long value) {
    assertThatThrownBy(() -> LinkOptions.fromJson(new JsonObject().put(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("LinkOptions[" + key + " must be from ")
        .hasMessageEndingWith(", was " + value + "]");
  }

  @Test
  void thereMustBeAGrape() {
    assertThatThrownBy(() -> LinkOptions.DEFAULTS.withGrapes(List.of()))
        .hasMessage("LinkOptions[the number of grapes must be from 1 to 32, was 0]");
  }

  @Test
  void anUnknownKeyIsRefused() {
    assertThatThrownBy(() -> LinkOptions.fromJson(new JsonObject().put("grape", "x")))
        .hasMessageStartingWith("LinkOptions[unknown option grape, known are announceEveryMs");
  }

  @Test
  void anAnnouncementMustBeRenewedWhileItLives() {
    assertThatThrownBy(() -> LinkOptions.DEFAULTS.withAnnounceEvery(Duration.ofSeconds(67)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "LinkOptions[announceEveryMs 67000 with announceJitterPercent 20 can be 80400 ms,"
                + " which must be below the 80000 ms that an announcement may live]");
    assertThat(LinkOptions.DEFAULTS.withAnnounceEvery(Duration.ofSeconds(66))).isNotNull();
  }

  @Test
  void allAnnouncementsMustBeRenewedWhileTheyLive() {
    JsonObject json = new JsonObject().put("maxAnnouncements", 100_000);

    assertThatThrownBy(() -> LinkOptions.fromJson(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "LinkOptions[maxAnnouncements 100000 at announcesPerSecond 500 can take 212000 ms,"
                + " which must be below the 80000 ms that an announcement may live]");
    assertThat(LinkOptions.fromJson(json.put("announcesPerSecond", 1500))).isNotNull();
  }

  @Test
  void announceToIsOneOrAll() {
    assertThatThrownBy(() -> LinkOptions.fromJson(new JsonObject().put("announceTo", "some")))
        .hasMessage("LinkOptions[announceTo must be one or all]");
  }

  private static JsonObject routes(String service, Object... entries) {
    return new JsonObject()
        .put("routes", new JsonObject().put(service, new JsonArray(List.of(entries))));
  }

  @Test
  void aWrongRouteIsNamedByItsServiceAndItsPlace() {
    assertThatThrownBy(() -> LinkOptions.fromJson(routes("orders", "10.0.0.5:7001", "10.0.0.6")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "LinkOptions.routes[entry 2 of orders is wrong: Destination[text must be host:port]]");
    assertThatThrownBy(() -> LinkOptions.fromJson(routes("orders", "h:0")))
        .hasMessageContaining("entry 1 of orders is wrong: Destination[port must be from 1 to");
    assertThatThrownBy(() -> LinkOptions.fromJson(routes("orders", 5)))
        .hasMessageContaining("orders must be an array of strings");
    assertThatThrownBy(() -> LinkOptions.fromJson(routes("orders")))
        .hasMessage("LinkOptions.routes[orders must have from 1 to 1000 destinations, had 0]");
    assertThatThrownBy(() -> LinkOptions.fromJson(routes(" ", "h:1")))
        .hasMessage("LinkOptions.routes[the name of a service must be a non-empty string]");
  }

  @Test
  void aBadRouteShowsNothingOfWhatWasWritten() {
    assertThatThrownBy(() -> LinkOptions.fromJson(routes("orders", "user:secret@host:1")))
        .message()
        .doesNotContain("secret");
  }
}
