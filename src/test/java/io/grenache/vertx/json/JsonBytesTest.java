package io.grenache.vertx.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class JsonBytesTest {
  private static final ObjectMapper JACKSON = new ObjectMapper();

  @Test
  void valuesAreWrittenCompactly() {
    JsonBytes out = new JsonBytes(0);
    out.put('{').field("a").nil().field("b").bool(true).field("c").bool(false);
    out.field("d").number(Long.MIN_VALUE).field("e").put('[').number(0).put(',').raw(ascii("1.10"));
    out.put(']').field("f").raw(ascii("xx{}yy"), 2, 4).put('}');
    assertThat(text(out))
        .isEqualTo(
            "{\"a\":null,\"b\":true,\"c\":false,\"d\":-9223372036854775808,\"e\":[0,1.10],\"f\":{}}");
    assertThat(out.size()).isEqualTo(out.toByteArray().length);
  }

  @Test
  void escapesAreTheShortOnes() {
    assertThat(text(new JsonBytes(0).string("\"\\/\b\f\n\r\t\u0000\u001f\u007f")))
        .isEqualTo("\"\\\"\\\\/\\u0008\\u000c\\n\\r\\t\\u0000\\u001f\u007f\"");
  }

  @Test
  void everyCodePointComesBack() throws IOException {
    StringBuilder block = new StringBuilder();
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      block.appendCodePoint(point);
      // a plain character at the end, so that no half of a pair meets the next one
      if (point % 997 == 0 || point == Character.MAX_CODE_POINT) {
        String text = block.append('.').toString();
        byte[] json = new JsonBytes(0).string(text).toByteArray();
        assertThat(JACKSON.readValue(json, String.class)).isEqualTo(text);
        block.setLength(0);
      }
    }
  }

  @Test
  void halfOfASurrogatePairIsEscaped() throws IOException, JsonFault {
    for (String text : new String[] {"\ud800", "a\udc00b", "\udc00\ud800", "\ud800\ud83d\ude00"}) {
      byte[] json = new JsonBytes(0).string(text).toByteArray();
      JsonCursor.check(json, 0, json.length);
      assertThat(JACKSON.readValue(json, String.class)).isEqualTo(text);
    }
    assertThat(text(new JsonBytes(0).string("\ud800a"))).isEqualTo("\"\\ud800a\"");
  }

  @Test
  void theArrayGrowsAtAnySizeOfWhatIsWritten() throws IOException {
    for (int length = 0; length < 200; length++) {
      for (String piece : new String[] {"a", "é", "€", "😀", "\u0001", "\""}) {
        String text = piece.repeat(length);
        JsonBytes out = new JsonBytes(length).put('[').string(text).put(',').string("a" + text);
        String[] back = JACKSON.readValue(out.put(']').toByteArray(), String[].class);
        assertThat(back).containsExactly(text, "a" + text);
      }
    }
  }

  @Test
  void writingOnDoesNotChangeWhatWasTaken() {
    JsonBytes out = new JsonBytes(16).raw(ascii("0123456789abcdef"));
    byte[] taken = out.toByteArray();
    out.put('!');
    assertThat(taken).isEqualTo(ascii("0123456789abcdef"));
    assertThat(text(out)).isEqualTo("0123456789abcdef!");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"{\"", "\"\\u007b\"", "\"\"", "{}", "[]", "[{}]", "1", "{\"{\":\"{\"}"})
  void aCommaStandsBetweenFieldsWhateverTheValueBeforeEndsIn(String value) throws JsonFault {
    JsonBytes out = new JsonBytes(0).put('{').field("a").raw(value.getBytes(UTF_8)).field("b");
    out.string("{").field("c").strings(Map.of("{", "{")).field("d").put('{').field("{").nil();
    out.put('}').put('}');
    byte[] json = out.toByteArray();
    JsonCursor.check(json, 0, json.length);
    assertThat(text(out))
        .isEqualTo("{\"a\":" + value + ",\"b\":\"{\",\"c\":{\"{\":\"{\"},\"d\":{\"{\":null}}");
  }

  @Test
  void anObjectOfStringsKeepsItsOrder() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("z", "1");
    map.put("a\"", "é");
    map.put("", "");
    assertThat(text(new JsonBytes(0).strings(map)))
        .isEqualTo("{\"z\":\"1\",\"a\\\"\":\"é\",\"\":\"\"}");
    assertThat(text(new JsonBytes(0).strings(Map.of()))).isEqualTo("{}");
  }

  @Test
  void randomStringsComeBack() throws IOException {
    RandomJson random = new RandomJson(6);
    for (int round = 0; round < 2000; round++) {
      String text = JACKSON.readValue(random.string(), String.class);
      byte[] json = new JsonBytes(round % 40).string(text).toByteArray();
      assertThat(JACKSON.readValue(json, String.class)).isEqualTo(text);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private static String text(JsonBytes out) {
    return new String(out.toByteArray(), UTF_8);
  }
}
