package io.grenache.vertx.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class FrameFaultTest {
  private static final String SECRET = "hunter2";

  private static List<FrameFault> faults(byte[] message) {
    return List.of(
        catchThrowableOfType(FrameFault.class, () -> RequestFrame.decode(message)),
        catchThrowableOfType(FrameFault.class, () -> ReplyFrame.decode(message)));
  }

  private static void assertFaults(byte[] message, FrameFault.Kind kind, String rid) {
    for (FrameFault fault : faults(message)) {
      assertThat(fault.kind()).isEqualTo(kind);
      assertThat(fault.rid() == null ? null : fault.rid().text()).isEqualTo(rid);
      // the reason of a close frame has 123 bytes
      assertThat(fault.getMessage()).isNotEmpty().hasSizeLessThan(123).doesNotContain(SECRET);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void each_kind_has_its_close_code() {
    assertThat(FrameFault.Kind.NOT_JSON.closeCode()).isEqualTo(1007);
    assertThat(FrameFault.Kind.WRONG_SHAPE.closeCode()).isEqualTo(1008);
    assertThat(FrameFault.Kind.TOO_LARGE.closeCode()).isEqualTo(1009);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \n",
        "hunter2",
        "]",
        "[",
        "[,",
        "[\"hunter2",
        "[hunter2]",
        "[{\"a\":hunter2}]",
        "[{\"a\"}]",
        "[01,\"k\"]",
        "[+1,\"k\"]",
        "[NaN,\"k\"]",
        "[.5,\"k\"]",
        "['hunter2']",
        "/*hunter2*/[1,\"k\",2]",
        "[\"\t\",\"k\"]",
        "[\"\\x\",\"k\"]"
      })
  void what_is_not_json_has_no_rid_if_it_breaks_before_one_is_read(String message) {
    assertFaults(utf8(message), FrameFault.Kind.NOT_JSON, null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[7",
        "[7,",
        "[7,\"hunter2",
        "[7,\"k\"",
        "[7,\"k\",",
        "[7,\"k\",]",
        "[7,\"k\",{\"hunter2\"",
        "[7,\"k\",hunter2]",
        "[7,\"k\",2,{\"h\":",
        "[7,\"k\",2,{\"h\":{\"a\":}}]",
        "[7,\"k\",2,{\"ttl\":01}]",
        "[7,\"k\",2,{\"f\":1,}]",
        "[7,\"k\",2,3,]",
        "[7,\"k\",2]hunter2",
        "[7,\"k\",2][",
        "[7,\"k\",2] 1",
        "[7,\"k\",2]]",
        "[7,\"k\" 2]",
        "[7,\"k\",2}",
        "[7,\"k\",\"\0\"]"
      })
  void what_breaks_later_has_the_rid(String message) {
    assertFaults(utf8(message), FrameFault.Kind.NOT_JSON, "7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"C0 80", "ED A0 80", "F5 80 80 80", "E2 82", "80", "FF"})
  void what_is_not_utf_8_is_not_json(String hex) {
    byte[] bad = java.util.HexFormat.ofDelimiter(" ").parseHex(hex);
    byte[] message = utf8("[7,\"k\",\"12345678\"]");
    System.arraycopy(bad, 0, message, 9, bad.length);

    assertFaults(message, FrameFault.Kind.NOT_JSON, null);
  }

  @Test
  void a_byte_order_mark_and_other_encodings_are_not_json() {
    assertFaults(utf8("\ufeff[7,\"k\",2]"), FrameFault.Kind.NOT_JSON, null);
    assertFaults("[7,\"k\",2]".getBytes(StandardCharsets.UTF_16LE), FrameFault.Kind.NOT_JSON, null);
    assertFaults("[7,\"k\",2]".getBytes(StandardCharsets.UTF_16), FrameFault.Kind.NOT_JSON, null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "null", "true", "\"hunter2\"", "{}", "{\"0\":1}", "[]", "[ ]"})
  void json_that_is_no_array_or_is_empty_has_the_wrong_shape(String message) {
    assertFaults(utf8(message), FrameFault.Kind.WRONG_SHAPE, null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"[7]|7", "[null]|null", "[ [ 1 ] ]|[ 1 ]", "[\"r\"]|\"r\""})
  void an_array_of_a_rid_alone_has_the_wrong_shape(String message, String rid) {
    assertFaults(utf8(message), FrameFault.Kind.WRONG_SHAPE, rid);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "null", "true", "{}", "[\"k\"]", "1.5"})
  void a_key_that_is_no_string_has_the_wrong_shape(String key) {
    FrameFault fault =
        catchThrowableOfType(
            FrameFault.class, () -> RequestFrame.decode(utf8("[{\"r\":1}," + key + ",2]")));

    assertThat(fault.kind()).isEqualTo(FrameFault.Kind.WRONG_SHAPE);
    assertThat(fault.rid().text()).isEqualTo("{\"r\":1}");
  }

  @Test
  void what_is_too_deep_is_too_large() {
    String deep = "[".repeat(1001) + "]".repeat(1001);
    assertFaults(utf8("[7,\"k\"," + deep + "]"), FrameFault.Kind.TOO_LARGE, "7");
    assertFaults(utf8("[7,\"k\",2,{\"x\":" + deep + "}]"), FrameFault.Kind.TOO_LARGE, "7");
    assertFaults(utf8("[" + deep + ",\"k\",2]"), FrameFault.Kind.TOO_LARGE, null);
    assertFaults(utf8("[".repeat(1_000_000)), FrameFault.Kind.TOO_LARGE, null);
    assertFaults(utf8("[7,\"k\"," + "{\"a\":".repeat(500_000)), FrameFault.Kind.TOO_LARGE, "7");
  }

  @Test
  void a_number_that_is_too_long_is_too_large() {
    String number = "1".repeat(1001);
    assertFaults(utf8("[7,\"k\"," + number + "]"), FrameFault.Kind.TOO_LARGE, "7");
    assertFaults(utf8("[7,\"k\",2,{\"ttl\":" + number + "}]"), FrameFault.Kind.TOO_LARGE, "7");
    assertFaults(utf8("[7,\"k\",{\"a\":[0." + number + "]}]"), FrameFault.Kind.TOO_LARGE, "7");
    assertFaults(utf8("[" + number + ",\"k\",2]"), FrameFault.Kind.TOO_LARGE, null);
  }
}
