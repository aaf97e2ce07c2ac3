package io.grenache.vertx.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonToken;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class JsonCursorTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "1.10",
        "-2.5E-3",
        "1e400",
        "12345678901234567890",
        "true",
        "false",
        "null",
        "\"\"",
        "\"a\"",
        "\"\\\"\\\\\\u20ac]\"",
        "\"é€😀\"",
        "[]",
        "{}",
        "[1,[2,{\"a\":[]}],\"]\"]",
        "{\"}\":{\"b\":[1 , 2]}, \"c\":null}"
      })
  void aSliceIsExactlyTheBytesOfItsValueWhateverStandsAroundIt(String value) throws JsonFault {
    for (String space : new String[] {"", " ", "\n", "\r", "\t", " \r\n\t "}) {
      String spaced = space + value + space;
      assertThat(elements("[" + spaced + "]")).containsExactly(value);
      assertThat(elements("[" + spaced + "," + spaced + "]")).containsExactly(value, value);
      assertThat(elements(space + "[\"x\"," + spaced + ",[]]" + space))
          .containsExactly("\"x\"", value, "[]");
      assertThat(field("{\"a\":" + spaced + "}")).isEqualTo(value);
      assertThat(field("{\"a\"" + space + ":" + spaced + ",\"b\":1}")).isEqualTo(value);
      assertThat(root(spaced)).isEqualTo(value);
    }
  }

  @Test
  void offsetsAreThoseOfTheArrayWhenTheTextStartsInsideIt() throws JsonFault {
    byte[] bytes = "\uD83D\uDE00garbage[1, \"é\" ,{\"k\":2.50}]\"more".getBytes(UTF_8);
    int from = 11;
    int to = bytes.length - 5;
    List<String> slices = new ArrayList<>();
    JsonCursor cursor = new JsonCursor(bytes, from, to);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.from()).isEqualTo(from);
    while (cursor.next()) {
      cursor.skip();
      slices.add(new String(bytes, cursor.from(), cursor.to() - cursor.from(), UTF_8));
    }
    cursor.end();
    assertThat(slices).containsExactly("1", "\"é\"", "{\"k\":2.50}");
  }

  @Test
  void aValueThatWasDecodedStillHasItsSlice() throws JsonFault {
    byte[] bytes = "{\"n\\u0061me\" : \"\\u20ac\\n\" , \"n\": 42 }".getBytes(UTF_8);
    JsonCursor cursor = new JsonCursor(bytes, 0, bytes.length);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.token()).isEqualTo(JsonToken.START_OBJECT);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.text()).isEqualTo("name");
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.text()).isEqualTo("€\n");
    cursor.skip();
    assertThat(slice(bytes, cursor)).isEqualTo("\"\\u20ac\\n\"");
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.wholeNumber()).isEqualTo(42);
    cursor.skip();
    assertThat(slice(bytes, cursor)).isEqualTo("42");
    assertThat(cursor.next()).isFalse();
    cursor.end();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1e2", "\"1\"", "true", "9223372036854775808"})
  void whatIsNoWholeNumberInRangeIsAFault(String text) throws JsonFault {
    JsonCursor cursor = new JsonCursor(text.getBytes(UTF_8), 0, text.length());
    assertThat(cursor.next()).isTrue();
    assertThatThrownBy(cursor::wholeNumber).isInstanceOf(JsonFault.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\n",
        "1 2",
        "[] []",
        "[]x",
        "{}}",
        "1,",
        "NaN",
        "[NaN]",
        "Infinity",
        "-Infinity",
        "[-INF]",
        "01",
        "-01",
        "[00]",
        "+1",
        ".5",
        "1.",
        "1.e1",
        "1e",
        "1e+",
        "-",
        "0x1",
        "1_0",
        "tru",
        "truex",
        "True",
        "nul",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1",
        "[",
        "]",
        "{\"a\":1,}",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{a:1}",
        "{1:1}",
        "{'a':1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\" 1}",
        "{",
        "[1}",
        "'a'",
        "\"a",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u12",
        "\"\\",
        "\"a\nb\"",
        "\"a\tb\"",
        "\"\u001f\"",
        "\"\u0000\"",
        "{\"a\u0001\":1}",
        "[\"\u0000\"]",
        "/* c */1",
        "1//c",
        "#c\n1",
        "\u00a01",
        "\ufeff1",
        "1\ufeff",
        "\u000b1",
        "\f1",
        "1\u0000"
      })
  void textThatIsNotJsonIsAFault(String text) {
    assertThat(fault(text.getBytes(UTF_8)).kind()).isEqualTo(JsonFault.Kind.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c080",
        "c1bf",
        "e08080",
        "e09fbf",
        "f0808080",
        "f08fbfbf", // overlong
        "eda080",
        "edbfbf",
        "edb080eda080", // surrogates
        "f4908080",
        "f5808080",
        "ff",
        "fe", // beyond Unicode
        "80",
        "bf",
        "c2",
        "e282",
        "f09f98",
        "c220",
        "e28220",
        "f09f9820",
        "e2c2a9" // truncated
      })
  void bytesThatAreNotUtf8AreAFaultThatSaysWhere(String hex) {
    byte[] bad = HexFormat.of().parseHex(hex);
    byte[] text = new byte[bad.length + 4];
    text[0] = '[';
    text[1] = '"';
    System.arraycopy(bad, 0, text, 2, bad.length);
    text[bad.length + 2] = '"';
    text[bad.length + 3] = ']';
    assertThat(fault(text)).hasMessage("byte 2 is not UTF-8 of a JSON text");
    assertThat(fault(bad).kind()).isEqualTo(JsonFault.Kind.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32BE", "UTF-32LE"})
  void otherEncodingsAreAFault(String charset) {
    for (String text : new String[] {"[1]", "1", "\"é\"", "{\"a\":\"€\"}"}) {
      assertThat(fault(text.getBytes(Charset.forName(charset))).kind())
          .isEqualTo(JsonFault.Kind.MALFORMED);
    }
  }

  @Test
  void halfOfASurrogatePairIsTakenInAStringAndRefusedInAName() throws JsonFault {
    byte[] text = "[\"\\ud800\"]".getBytes(UTF_8);
    JsonCursor.check(text, 0, text.length);
    assertThat(fault("{\"\\ud800\":1}".getBytes(UTF_8)).kind()).isEqualTo(JsonFault.Kind.MALFORMED);
  }

  @Test
  void faultsShowNothingOfTheText() {
    for (String text : new String[] {"secret", "[\"secret", "{\"secret\":}", "\"secret\" secret"}) {
      JsonFault fault = fault(text.getBytes(UTF_8));
      assertThat(fault).hasNoCause();
      assertThat(fault.toString()).doesNotContain("secret");
    }
  }

  private static JsonFault fault(byte[] bytes) {
    try {
      JsonCursor.check(bytes, 0, bytes.length);
    } catch (JsonFault fault) {
      return fault;
    }
    throw new AssertionError(
        "accepted: " + new String(bytes, 0, Math.min(40, bytes.length), UTF_8));
  }

  private static String slice(byte[] bytes, JsonCursor cursor) {
    return new String(bytes, cursor.from(), cursor.to() - cursor.from(), UTF_8);
  }

  private static List<String> elements(String text) throws JsonFault {
    byte[] bytes = text.getBytes(UTF_8);
    List<String> slices = new ArrayList<>();
    JsonCursor cursor = new JsonCursor(bytes, 0, bytes.length);
    assertThat(cursor.next()).isTrue();
    while (cursor.next()) {
      cursor.skip();
      slices.add(slice(bytes, cursor));
    }
    cursor.end();
    return slices;
  }

  private static String field(String text) throws JsonFault {
    byte[] bytes = text.getBytes(UTF_8);
    JsonCursor cursor = new JsonCursor(bytes, 0, bytes.length);
    cursor.next();
    cursor.next();
    assertThat(cursor.text()).isEqualTo("a");
    cursor.next();
    cursor.skip();
    return slice(bytes, cursor);
  }

  private static String root(String text) throws JsonFault {
    byte[] bytes = text.getBytes(UTF_8);
    JsonCursor cursor = new JsonCursor(bytes, 0, bytes.length);
    cursor.next();
    cursor.skip();
    String slice = slice(bytes, cursor);
    cursor.end();
    return slice;
  }
}
