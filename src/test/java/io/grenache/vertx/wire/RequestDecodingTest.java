package io.grenache.vertx.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class RequestDecodingTest {
  private static RequestFrame decode(String frame) throws FrameFault {
    return RequestFrame.decode(frame.getBytes(StandardCharsets.UTF_8));
  }

  private static RequestFrame extended(String extension) throws FrameFault {
    RequestFrame frame = decode("[1,\"k\",2," + extension + "]");
    assertThat(frame.rid().text()).isEqualTo("1");
    assertThat(frame.service()).isEqualTo("k");
    assertThat(frame.payload().text()).isEqualTo("2");
    return frame;
  }

  private static void assertPlain(RequestFrame frame) {
    assertThat(frame.ttlMs()).isEqualTo(-1);
    assertThat(frame.idempotencyKey()).isNull();
    assertThat(frame.headers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"0b6c\"",
        "\"\"",
        "\"\\u0041\\/\\n\"",
        "\"h\u00e9\ud83d\ude00\"",
        "0",
        "-0",
        "7",
        "12345678901234567890123",
        "1.10",
        "1E+400",
        "true",
        "false",
        "null",
        "{}",
        "[]",
        "{\"a\": [1, {\"b\" : null}]}",
        "{\"\\ud83d\\ude00\": \"\\ud800\"}",
        "[ 1 ,\t\"]\" ,\n[{}] ]"
      })
  void a_rid_and_a_payload_of_any_kind_are_taken_verbatim(String json) throws FrameFault {
    for (String frame :
        new String[] {
          "[" + json + ",\"k\"," + json + "]", " [ " + json + " , \"k\" ,\r\n" + json + "\t] \n"
        }) {
      RequestFrame decoded = decode(frame);
      assertThat(decoded.rid().text()).isEqualTo(json);
      assertThat(decoded.service()).isEqualTo("k");
      assertThat(decoded.payload().text()).isEqualTo(json);
      assertPlain(decoded);
    }
  }

  @Test
  void an_absent_payload_is_null() throws FrameFault {
    RequestFrame frame = decode("[\"r\",\"k\"]");

    assertThat(frame.payload()).isEqualTo(Payload.NULL);
    assertPlain(frame);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\"\\u006b\\n\\ud83d\\ude00\"", "\"h\u00e9\ud83d\ude00\""})
  void the_key_is_decoded(String key) throws FrameFault {
    assertThat(decode("[1," + key + ",2]").service())
        .isEqualTo(Payload.ofJson(key).as(String.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"v\":1,\"ttl\":1500,\"id\":\"once\",\"h\":{\"a\":\"b\",\"c\":\"\\u0064\"}}",
        "{\"h\":{\"c\":\"d\",\"a\":\"b\"},\"id\":\"once\",\"ttl\":1500,\"v\":1}",
        "{\"id\":\"once\",\"ttl\":1500,\"h\":{\"a\":\"b\",\"c\":\"d\"}}",
        "{\"x\":{\"ttl\":9},\"ttl\":1500,\"y\":[{\"id\":\"no\"}],\"id\":\"once\","
            + "\"h\":{\"a\":\"b\",\"c\":\"d\"},\"v\":2,\"z\":null}",
        "{\"\\u0074tl\":1500,\"id\":\"\\u006fnce\",\"h\":{\"\\u0061\":\"b\",\"c\":\"d\"}}"
      })
  void the_extension_is_read_in_any_order_and_past_what_is_unknown(String extension)
      throws FrameFault {
    RequestFrame frame = extended(extension);

    assertThat(frame.ttlMs()).isEqualTo(1500);
    assertThat(frame.idempotencyKey()).isEqualTo("once");
    assertThat(frame.headers()).isEqualTo(Map.of("a", "b", "c", "d"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"ttl\":\"1500\",\"id\":7,\"h\":[\"a\"]}",
        "{\"ttl\":1.5,\"id\":null,\"h\":\"a\"}",
        "{\"ttl\":1e3,\"id\":[\"x\"],\"h\":null}",
        "{\"ttl\":{},\"id\":{\"id\":\"x\"},\"h\":true}",
        "{\"ttl\":null,\"h\":{}}",
        "{\"h\":{\"a\":1,\"b\":null,\"c\":[\"d\"],\"e\":{\"f\":\"g\"}}}",
        "{\"ttl\":99999999999999999999}",
        "{\"ttl\":-99999999999999999999}",
        "null",
        "7",
        "\"x\"",
        "[{\"ttl\":1500}]"
      })
  void an_extension_of_other_types_is_read_over(String extension) throws FrameFault {
    assertPlain(extended(extension));
  }

  @Test
  void headers_that_are_no_strings_are_left_out() throws FrameFault {
    assertThat(extended("{\"h\":{\"a\":{\"b\":\"c\"},\"d\":\"e\",\"f\":[1]}}").headers())
        .isEqualTo(Map.of("d", "e"));
  }

  @Test
  void a_time_that_is_over_is_none() throws FrameFault {
    assertThat(extended("{\"ttl\":-5}").ttlMs()).isZero();
    assertThat(extended("{\"ttl\":-0}").ttlMs()).isZero();
    assertThat(extended("{\"ttl\":9223372036854775807}").ttlMs()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void elements_past_the_fourth_are_read_over() throws FrameFault {
    assertThat(extended("{\"ttl\":5},{\"ttl\":6},[7,[8]],\"]\",null").ttlMs()).isEqualTo(5);
    assertPlain(extended("null,{\"ttl\":6}"));
  }
}
