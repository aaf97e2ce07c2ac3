package io.grenache.vertx.grape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class JsonInputTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"0aFF\"          | 0aff",
        "\"0aF\"           | 0a",
        "\"0azz11\"        | 0a",
        "\"zz\"            | ''",
        "\"11\"            | 11",
        "\"[1,255]\"       | 01ff",
        "\"\\\"ab\\\"\"    | 6162",
        "[1,2,256]         | 010200",
        "{\"type\":\"Buffer\",\"data\":[7]} | 07",
        "\"{\\\"type\\\":\\\"Buffer\\\",\\\"data\\\":[7]}\" | 07",
      })
  void bytesMayComeInEveryFormThatNodePeersSend(String json, String hex) throws Refusal {
    assertThat(JsonInput.bytes(json(json), true)).isEqualTo(HexFormat.of().parseHex(hex));
  }

  @Test
  void aTextThatIsNoHexIsItsUtf8() throws Refusal {
    assertThat(JsonInput.bytes(json("\"é5\""), false)).asString().isEqualTo("é5");
    assertThat(JsonInput.bytes(json("\"5\""), false)).asString().isEqualTo("5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "true", "{}", "{\"type\":\"Buffer\",\"data\":5}"})
  void whatIsNoBytesIsRefused(String json) throws Refusal {
    JsonNode node = json(json);

    Refusal refusal = catchThrowableOfType(Refusal.class, () -> JsonInput.bytes(node, true));

    assertThat(refusal.answer()).isSameAs(Answer.INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "nul",
        "{}x",
        "{} {}",
        "01",
        "NaN",
        "'a'",
        "[1,]",
        "\uFEFF1",
        "\"\u0001\"",
        "1\u0000"
      })
  void whatIsNotOneJsonValueIsRefused(String text) {
    assertThatThrownBy(() -> json(text)).isInstanceOf(Refusal.class);
  }

  @Test
  void depthAndLengthOfNumbersAreBoundedByTheBodyAlone() throws Refusal {
    int max = GrapeOptions.MAX_BODY_BYTES;

    assertThat(json("[".repeat(max / 2) + "]".repeat(max / 2)).isArray()).isTrue();
    assertThat(json("9".repeat(max)).isNumber()).isTrue();
  }

  @Test
  void ofTwoFieldsOfOneNameTheLastCounts() throws Refusal {
    assertThat(json("{\"data\":1,\"data\":\"k\"}").path("data").textValue()).isEqualTo("k");
  }

  @Test
  void bytesThatAreNotUtf8AreReplaced() throws Refusal {
    byte[] body = {'"', 'a', (byte) 0xFF, '"'};

    assertThat(JsonInput.parse(body).textValue()).isEqualTo("a\uFFFD");
  }

  private static JsonNode json(String text) throws Refusal {
    return JsonInput.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
