package io.grenache.vertx.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.json.JsonCursor;
import io.grenache.vertx.message.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class PayloadDepthTest {
  @Test
  void a_payload_as_deep_as_a_payload_may_be_is_taken() throws FrameFault {
    String deep = "[".repeat(JsonCursor.MAX_VALUE_DEPTH) + "]".repeat(JsonCursor.MAX_VALUE_DEPTH);
    Payload payload = Payload.ofJson(deep);

    RequestFrame frame = RequestFrame.decode(new RequestFrame(payload, "k", payload).encode(true));

    assertThat(frame.rid()).isEqualTo(payload);
    assertThat(frame.payload()).isEqualTo(payload);
    assertThat(ReplyFrame.decode(ReplyFrame.result(payload, payload).encode(true)).result())
        .isEqualTo(payload);
  }
}
