package io.grenache.vertx.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Payload;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class FrameEncodingTest {
  private static final Payload RID = Payload.of("0b6c");

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static RequestFrame request(long ttlMs, String id, Map<String, String> headers) {
    return new RequestFrame(RID, "rpc_test", Payload.of("hello"), ttlMs, id, headers);
  }

  @Test
  void a_request_is_rid_key_and_payload() {
    assertThat(text(new RequestFrame(RID, "rpc_test", Payload.of("hello")).encode(false)))
        .isEqualTo("[\"0b6c\",\"rpc_test\",\"hello\"]");
  }

  @Test
  void other_peers_get_three_elements_whatever_the_request_holds() {
    assertThat(text(request(1500, "once", Map.of("a", "b")).encode(false)))
        .isEqualTo("[\"0b6c\",\"rpc_test\",\"hello\"]");
  }

  @Test
  void own_peers_get_what_is_there_in_a_fourth_element() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("traceparent", "00-a\"b-01");
    headers.put("a", "\u00e9");

    assertThat(text(request(-1, null, Map.of()).encode(true)))
        .isEqualTo("[\"0b6c\",\"rpc_test\",\"hello\",{\"v\":1}]");
    assertThat(text(request(0, null, Map.of()).encode(true)))
        .isEqualTo("[\"0b6c\",\"rpc_test\",\"hello\",{\"v\":1,\"ttl\":0}]");
    assertThat(text(request(1500, "once", headers).encode(true)))
        .isEqualTo(
            "[\"0b6c\",\"rpc_test\",\"hello\",{\"v\":1,\"ttl\":1500,\"id\":\"once\","
                + "\"h\":{\"traceparent\":\"00-a\\\"b-01\",\"a\":\"\u00e9\"}}]");
  }

  @Test
  void rid_and_payload_go_out_as_they_stand() {
    RequestFrame frame =
        new RequestFrame(
            Payload.ofJson("{\"n\": 1.10}"), "k", Payload.ofJson("[ 0.12345678901234567891 ]"));

    assertThat(text(frame.encode(false)))
        .isEqualTo("[{\"n\": 1.10},\"k\",[ 0.12345678901234567891 ]]");
    assertThat(text(ReplyFrame.result(frame.rid(), frame.payload()).encode(true)))
        .isEqualTo("[{\"n\": 1.10},null,[ 0.12345678901234567891 ]]");
  }

  @Test
  void a_key_is_escaped_and_written_in_utf_8() {
    assertThat(new RequestFrame(RID, "\"\\\n\u00e9\ud83d\ude00\ud800", Payload.NULL).encode(false))
        .isEqualTo(
            "[\"0b6c\",\"\\\"\\\\\\n\u00e9\ud83d\ude00\\ud800\",null]"
                .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_result_has_no_fourth_element() {
    ReplyFrame reply = ReplyFrame.result(RID, Payload.of("world"));

    assertThat(text(reply.encode(false))).isEqualTo("[\"0b6c\",null,\"world\"]");
    assertThat(text(reply.encode(true))).isEqualTo("[\"0b6c\",null,\"world\"]");
  }

  @Test
  void an_error_goes_to_other_peers_as_its_text_alone() {
    assertThat(text(ReplyFrame.error(RID, "forbidden", 7, false).encode(false)))
        .isEqualTo("[\"0b6c\",\"forbidden\",null]");
  }

  @Test
  void an_error_tells_own_peers_its_number_and_whether_a_handler_ran() {
    assertThat(text(ReplyFrame.error(RID, "no", 0, true).encode(true)))
        .isEqualTo("[\"0b6c\",\"no\",null,{\"v\":1}]");
    assertThat(text(ReplyFrame.error(RID, "ERR_TIMEOUT", 1, true).encode(true)))
        .isEqualTo("[\"0b6c\",\"ERR_TIMEOUT\",null,{\"v\":1,\"f\":1}]");
    assertThat(text(ReplyFrame.error(RID, "ERR_DRAINING", 6, false).encode(true)))
        .isEqualTo("[\"0b6c\",\"ERR_DRAINING\",null,{\"v\":1,\"f\":6,\"ran\":false}]");
  }
}
