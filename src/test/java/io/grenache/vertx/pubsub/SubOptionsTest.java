package io.grenache.vertx.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grenache.vertx.message.Subscribe;
import io.grenache.vertx.message.Subscribe.Mode;
import io.grenache.vertx.tls.ClientTls;
import io.grenache.vertx.tls.Identity;
import io.grenache.vertx.tls.Trust;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class SubOptionsTest {
  private static final String PIN = "AB:".repeat(31) + "AB";

  private static void fails(JsonObject json, String message) {
    assertThatThrownBy(() -> SubOptions.fromJson(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static JsonObject json(String name, Object value) {
    return new JsonObject().put(name, value);
  }

  @Test
  void every_option_has_a_default_and_comes_back_from_json() {
    assertThat(SubOptions.fromJson(new JsonObject())).isEqualTo(SubOptions.DEFAULTS);
    SubOptions all =
        SubOptions.DEFAULTS
            .withTls(ClientTls.of(Identity.NONE, Trust.NONE))
            .withServicePins("ticks", PIN.replace(":", "").toLowerCase())
            .withChannelPath(true)
            .withChannels(
                List.of(new Subscribe("a"), new Subscribe("b", Mode.ONE, true, "ignored")));
    assertThat(SubOptions.fromJson(all.toJson())).isEqualTo(all);
    assertThat(all.servicePins()).isEqualTo(Map.of("ticks", List.of(PIN)));
    assertThat(all.channels())
        .containsExactly(new Subscribe("a"), new Subscribe("b", Mode.ONE, true, ""));
    assertThat(SubOptions.DEFAULTS.withChannels("a", "c").channels())
        .containsExactly(new Subscribe("a"), new Subscribe("c"));
    assertThat(SubOptions.DEFAULTS.toJson().fieldNames())
        .containsExactly(
            "prefix",
            "tls",
            "servicePins",
            "channels",
            "channelPath",
            "connectTimeoutMs",
            "backoffMs",
            "maxBackoffMs",
            "pingIntervalMs",
            "pingTimeoutMs",
            "lookupMs",
            "maxChannels",
            "maxPublishers",
            "maxFrameBytes",
            "maxMessageBytes");
  }

  @Test
  void channels_are_names_or_objects() {
    JsonArray channels =
        new JsonArray()
            .add("a")
            .add(json("channel", "b").put("mode", "one"))
            .add(json("channel", "c").put("parseJson", true));
    assertThat(SubOptions.fromJson(json("channels", channels)).channels())
        .containsExactly(
            new Subscribe("a"),
            new Subscribe("b", Mode.ONE),
            new Subscribe("c", Mode.ALL, true, ""));
    fails(
        json("channels", new JsonArray().add(1)),
        "SubOptions[channels must be an array of names and objects, was 1]");
    fails(
        json("channels", new JsonArray().add(json("channel", "a").put("holder", "x"))),
        "SubOptions.channels[unknown option holder, known are channel, mode, parseJson]");
    fails(
        json("channels", new JsonArray().add("a").add("a")),
        "SubOptions[channels must name a once]");
    fails(
        json("channels", new JsonArray().add("a").add("b")).put("maxChannels", 1),
        "SubOptions[the number of channels 2 must not be above maxChannels 1]");
  }

  @Test
  void what_cannot_work_is_refused_with_both_values() {
    fails(json("pingTimeoutMs", 0), "SubOptions[pingTimeoutMs must be from 1 to 86400000, was 0]");
    fails(json("maxBackoffMs", 99), "SubOptions[backoffMs 100 must not be above maxBackoffMs 99]");
    fails(
        json("maxMessageBytes", 1000),
        "SubOptions[maxFrameBytes 16777216 must not be above maxMessageBytes 1000]");
    fails(json("maxPublishers", 0), "SubOptions[maxPublishers must be from 1 to 10000, was 0]");
    fails(json("prefix", " "), "Addresses[prefix must be a non-empty string]");
    JsonObject pins = json("servicePins", json("ticks", new JsonArray().add(PIN)));
    fails(pins, "SubOptions[servicePins needs tls: without it no server shows a certificate]");
    fails(
        json("servicePins", json("ticks", new JsonArray())),
        "SubOptions[servicePins.ticks must not be empty]");
    fails(
        json("servicePins", json("ticks", new JsonArray().add("secret"))),
        "SubOptions[servicePins.ticks must hold fingerprints of 64 hex digits, SHA-256;"
            + " one has 6 characters]");
  }
}
