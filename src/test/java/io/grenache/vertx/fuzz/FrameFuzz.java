package io.grenache.vertx.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.testing.StrictJson;
import io.grenache.vertx.wire.FrameFault;
import io.grenache.vertx.wire.ReplyFrame;
import io.grenache.vertx.wire.RequestFrame;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Timeout;

/**
 * Any bytes give a frame or a {@link FrameFault}, never anything else, and cost no more memory than
 * their length explains. The verdict is that of JSON's grammar, and a frame stays the same when it
 * is written and read again.
 */
@Timeout(20)
class FrameFuzz {
  // threads take their heap in pieces of this order
  private static final long FIXED_BYTES = 32 * 1024;
  // a header of a handful of bytes becomes two strings and a node of a map
  private static final long BYTES_A_BYTE = 64;

  private final Allocation allocation = new Allocation(Thread.currentThread().getId());

  /** {@link RequestFrame#decode} or {@link ReplyFrame#decode}. */
  private interface Decoder<F> {
    F decode(byte[] message) throws FrameFault;
  }

  @FuzzTest(maxDuration = "")
  void frames(byte[] message) throws FrameFault {
    RequestFrame request = decoded(message, RequestFrame::decode);
    if (request != null) {
      checkValue(request.rid());
      checkValue(request.payload());
      assertThat(request.ttlMs()).isGreaterThanOrEqualTo(-1);
      RequestFrame bare = new RequestFrame(request.rid(), request.service(), request.payload());
      assertThat(RequestFrame.decode(request.encode(true))).isEqualTo(request);
      assertThat(RequestFrame.decode(request.encode(false))).isEqualTo(bare);
    }
    ReplyFrame reply = decoded(message, ReplyFrame::decode);
    if (reply != null) {
      checkValue(reply.rid());
      checkValue(reply.result());
      assertThat(reply.error()).isNotEqualTo("");
      ReplyFrame bare = new ReplyFrame(reply.rid(), reply.error(), reply.result(), 0, true);
      // only an error is sent with its number
      assertThat(ReplyFrame.decode(reply.encode(true)))
          .isEqualTo(reply.error() == null ? bare : reply);
      assertThat(ReplyFrame.decode(reply.encode(false))).isEqualTo(bare);
    }
  }

  private <F> F decoded(byte[] message, Decoder<F> decoder) {
    checkAllocation(message, decoder);
    try {
      F frame = decoder.decode(message);
      assertThat(isJson(message)).as("a frame of what is JSON").isTrue();
      return frame;
    } catch (FrameFault fault) {
      checkFault(message, fault);
      return null;
    }
  }

  // what the first decoding of its kind loads is not the message's cost
  private <F> void checkAllocation(byte[] message, Decoder<F> decoder) {
    long bound = FIXED_BYTES + Allocation.allowed(BYTES_A_BYTE * message.length);
    if (cost(message, decoder) > bound) {
      assertThat(cost(message, decoder))
          .as("bytes allocated for a message of %d", message.length)
          .isLessThanOrEqualTo(bound);
    }
  }

  private <F> long cost(byte[] message, Decoder<F> decoder) {
    allocation.start();
    try {
      decoder.decode(message);
    } catch (FrameFault expected) {
      // costs as well
    }
    return allocation.bytes();
  }

  private static void checkFault(byte[] message, FrameFault fault) {
    assertThat(fault.getMessage()).hasSizeBetween(1, 120);
    if (fault.kind() == FrameFault.Kind.NOT_JSON) {
      assertThat(isJson(message)).as("%s, of what is not JSON", fault.getMessage()).isFalse();
    }
    if (fault.rid() != null) {
      checkValue(fault.rid());
    }
  }

  private static void checkValue(Payload value) {
    assertThat(StrictJson.accepts(value.text())).as("a slice is one JSON value").isTrue();
    // may round, and must not throw
    value.json();
  }

  private static boolean isJson(byte[] message) {
    try {
      return StrictJson.accepts(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(message)).toString());
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
