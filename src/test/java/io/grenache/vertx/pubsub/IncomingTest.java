package io.grenache.vertx.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grenache.vertx.json.JsonFault;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class IncomingTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "a", "\0", "\uFFFD", "\uFEFFgrößer \uD83D\uDE00", "x\uFFFDé"})
  void a_text_is_taken_as_it_was_sent(String text) {
    assertThat(Incoming.text(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff", "c080", "eda080", "61e282", "f4908080", "efbfbdff"})
  void what_is_not_utf_8_is_no_text(String hex) {
    assertThat(Incoming.text(HexFormat.of().parseHex(hex))).isNull();
  }

  @Test
  void what_is_not_utf_8_is_no_json_either() {
    assertThatThrownBy(() -> Incoming.json(HexFormat.of().parseHex("22ff22")))
        .isInstanceOf(JsonFault.class);
    assertThatThrownBy(() -> Incoming.json(new byte[0])).isInstanceOf(JsonFault.class);
  }
}
