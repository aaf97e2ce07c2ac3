package io.grenache.vertx.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(10)
class PubOptionsTest {
  @Test
  void the_json_form_holds_every_field_and_gives_the_same_options() {
    PubOptions options =
        PubOptions.DEFAULTS
            .withChannels("a", "b")
            .withPathChannels(true)
            .withHost("127.0.0.1")
            .withPort(7000)
            .withOnSlow(SlowPolicy.DISCONNECT);

    assertThat(PubOptions.fromJson(options.toJson())).isEqualTo(options);
    assertThat(PubOptions.fromJson(new JsonObject())).isEqualTo(PubOptions.DEFAULTS);
    assertThat(options.toJson().fieldNames()).startsWith("prefix", "host", "port", "tls");
  }

  @ParameterizedTest
  @EnumSource(SlowPolicy.class)
  void a_policy_is_named_in_json_as_people_write_it(SlowPolicy policy) {
    assertThat(policy.json()).isEqualTo(policy.name().toLowerCase().replace('_', '-'));
    assertThat(SlowPolicy.fromJson(policy.json())).isEqualTo(policy);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"chanels\":[]}|PubOptions[unknown option chanels",
        "{\"channels\":[\" \"]}|channels must be non-empty strings",
        "{\"channels\":[\"a\",\"a\"]}|channels must have different names",
        "{\"channels\":[1]}|channels must be an array of strings",
        "{\"onSlow\":\"wait\"}|onSlow must be drop-oldest, drop-newest, disconnect",
        "{\"maxQueueMessages\":0}|maxQueueMessages must be from 1",
        "{\"maxQueueBytes\":1}|maxQueueBytes must be from 1024",
        "{\"drainMs\":-1}|drainMs must be from 0",
        "{\"pingIntervalMs\":300000}|must be below idleTimeoutMs 300000",
        "{\"port\":70000}|ListenOptions[port must be from 0 to 65535",
      })
  void what_cannot_be_is_refused_in_words(String json, String words) {
    assertThatThrownBy(() -> PubOptions.fromJson(new JsonObject(json)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  void several_channels_cannot_have_one_fixed_port_unless_paths_choose() {
    JsonObject two =
        new JsonObject().put("port", 7000).put("channels", new JsonArray().add("a").add("b"));

    assertThatThrownBy(() -> PubOptions.fromJson(two))
        .hasMessage(
            "PubOptions[port 7000 cannot be that of 2 channels: port 0 gives each its own, and with"
                + " pathChannels they share one]");
    assertThat(PubOptions.fromJson(two.put("pathChannels", true)).channels()).hasSize(2);
  }
}
