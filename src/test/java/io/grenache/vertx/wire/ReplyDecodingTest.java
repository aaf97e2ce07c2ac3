package io.grenache.vertx.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Payload;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class ReplyDecodingTest {
  private static ReplyFrame decode(String frame) throws FrameFault {
    return ReplyFrame.decode(frame.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"0b6c\"", "7", "-1.50e3", "true", "false", "null", "{\"a\": 1}", "[ 1, [2] ]"})
  void rid_and_result_of_any_kind_are_taken_verbatim(String json) throws FrameFault {
    ReplyFrame reply = decode("[ " + json + " ,null, " + json + " ]");

    assertThat(reply).isEqualTo(ReplyFrame.result(Payload.ofJson(json), Payload.ofJson(json)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "false", "\"\""})
  void what_the_reference_takes_for_no_error_is_none(String error) throws FrameFault {
    ReplyFrame reply = decode("[1," + error + ",\"world\"]");

    assertThat(reply.error()).isNull();
    assertThat(reply.result().text()).isEqualTo("\"world\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"went wrong\"|went wrong",
        "\"\\u00e9 \\\"x\\\"\"|\u00e9 \"x\"",
        "\" \"|` `",
        "\"null\"|null",
        "5|5",
        "-1.50|-1.50",
        "true|true",
        "{\"code\": 7}|{\"code\": 7}",
        "{}|{}",
        "[]|[]",
        "[ \"a\" ]|[ \"a\" ]"
      })
  void an_error_is_its_text_or_the_json_it_is(String error, String text) throws FrameFault {
    ReplyFrame reply = decode("[1," + error + ",2]");

    assertThat(reply.error()).isEqualTo(text);
    assertThat(reply.result().text()).isEqualTo("2");
    assertThat(reply.failure()).isZero();
    assertThat(reply.ran()).isTrue();
  }

  @Test
  void a_missing_result_is_null() throws FrameFault {
    assertThat(decode("[1,null]")).isEqualTo(ReplyFrame.result(Payload.of(1), Payload.NULL));
    assertThat(decode("[1,\"no\"]")).isEqualTo(ReplyFrame.error(Payload.of(1), "no", 0, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"v\":1,\"f\":6,\"ran\":false}",
        "{\"ran\":false,\"f\":6}",
        "{\"x\":{\"f\":1,\"ran\":true},\"f\":6,\"y\":[1],\"ran\":false,\"z\":{}},{\"f\":9}"
      })
  void the_extension_is_read_in_any_order_and_past_what_is_unknown(String extension)
      throws FrameFault {
    assertThat(decode("[1,\"no\",null," + extension + "]"))
        .isEqualTo(ReplyFrame.error(Payload.of(1), "no", 6, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"ran\":true}",
        "{\"f\":\"6\",\"ran\":\"false\"}",
        "{\"f\":6.0,\"ran\":0}",
        "{\"f\":null,\"ran\":null}",
        "{\"f\":[6],\"ran\":[false]}",
        "{\"f\":{\"f\":6},\"ran\":{\"ran\":false}}",
        "{\"f\":4294967297}",
        "{\"f\":-4294967295}",
        "{\"f\":99999999999999999999}",
        "null",
        "6",
        "[6,false]",
        "null,{\"f\":6,\"ran\":false}"
      })
  void an_extension_of_other_types_is_read_over(String extension) throws FrameFault {
    assertThat(decode("[1,\"no\",null," + extension + "]"))
        .isEqualTo(ReplyFrame.error(Payload.of(1), "no", 0, true));
  }
}
