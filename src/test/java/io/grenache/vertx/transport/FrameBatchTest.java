package io.grenache.vertx.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.VoidChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class FrameBatchTest {
  private static final int LAST_TEXT = FrameHeader.TEXT | FrameHeader.LAST;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private FrameBatch batch;

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private void batch(boolean masked) {
    batch = new FrameBatch(masked, new VoidChannelPromise(channel, false));
    channel.pipeline().addLast(batch);
  }

  private void text(String text) {
    byte[] payload = text.getBytes(US_ASCII);
    batch.add(LAST_TEXT, payload, 0, payload.length);
  }

  /** What was written, as it was handed on. */
  private List<ByteBuf> written() {
    List<ByteBuf> all = new ArrayList<>();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      all.add(next);
    }
    return all;
  }

  /** What Netty takes it for at the other end. */
  private List<WebSocketFrame> received(boolean masked) {
    EmbeddedChannel other =
        new EmbeddedChannel(new WebSocket13FrameDecoder(masked, false, 1 << 20, false));
    written().forEach(other::writeInbound);
    List<WebSocketFrame> frames = new ArrayList<>();
    for (WebSocketFrame next = other.readInbound(); next != null; next = other.readInbound()) {
      frames.add(next);
    }
    assertThat(other.finish()).isFalse();
    return frames;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void the_other_side_reads_frames_of_every_length(boolean masked) {
    batch(masked);
    Random random = new Random(1);
    List<byte[]> payloads = new ArrayList<>();
    for (int length : new int[] {0, 1, 2, 3, 7, 8, 9, 125, 126, 127, 20_000, 65_535, 65_536}) {
      byte[] payload = new byte[length];
      random.nextBytes(payload);
      payloads.add(payload);
      batch.add(FrameHeader.BINARY | FrameHeader.LAST, payload.clone(), 0, length);
    }
    channel.flush();

    List<WebSocketFrame> frames = received(masked);
    assertThat(frames).hasSameSizeAs(payloads).hasOnlyElementsOfType(BinaryWebSocketFrame.class);
    for (int i = 0; i < frames.size(); i++) {
      assertThat(ByteBufUtil.getBytes(frames.get(i).content())).isEqualTo(payloads.get(i));
      frames.get(i).release();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fragments_of_an_array_make_one_message(boolean masked) {
    batch(masked);
    byte[] payload = "0123456789abc".getBytes(US_ASCII);
    batch.add(FrameHeader.TEXT, payload, 0, 5);
    batch.add(FrameHeader.CONTINUATION, payload, 5, 5);
    batch.add(FrameHeader.CONTINUATION | FrameHeader.LAST, payload, 10, 3);
    channel.flush();

    List<WebSocketFrame> frames = received(masked);
    assertThat(frames.get(0)).isInstanceOf(TextWebSocketFrame.class);
    assertThat(frames.subList(1, 3)).hasOnlyElementsOfType(ContinuationWebSocketFrame.class);
    assertThat(frames)
        .extracting(WebSocketFrame::isFinalFragment)
        .containsExactly(false, false, true);
    assertThat(frames)
        .extracting(frame -> frame.content().toString(US_ASCII))
        .containsExactly("01234", "56789", "abc");
    frames.forEach(WebSocketFrame::release);
  }

  @Test
  void masks_are_not_the_same_twice() {
    batch(true);
    for (int i = 0; i < 100; i++) {
      text("a");
    }
    channel.flush();

    ByteBuf all = Unpooled.wrappedBuffer(written().toArray(ByteBuf[]::new));
    List<Integer> masks = new ArrayList<>();
    while (all.isReadable()) {
      assertThat(all.readUnsignedShort()).isEqualTo(0x8181);
      masks.add(all.readInt());
      all.skipBytes(1);
    }
    all.release();
    assertThat(masks.stream().distinct().count()).isGreaterThan(95);
  }

  @Test
  void short_frames_leave_together_and_much_before_the_turn_ends() {
    batch(false);
    for (int i = 0; i < 100; i++) {
      text("hello");
    }
    assertThat(batch.isEmpty()).isFalse();
    assertThat(written()).isEmpty();
    channel.flush();
    List<ByteBuf> together = written();
    assertThat(together).hasSizeLessThan(5);
    assertThat(together.stream().mapToInt(ByteBuf::readableBytes).sum()).isEqualTo(700);
    together.forEach(ByteBuf::release);
    assertThat(batch.isEmpty()).isTrue();

    for (int i = 0; i < 20; i++) {
      text("x".repeat(10_000));
    }
    // without a flush
    List<ByteBuf> left = written();
    assertThat(left.stream().mapToInt(ByteBuf::readableBytes).sum()).isEqualTo(20 * 10_004);
    left.forEach(ByteBuf::release);
  }

  @Test
  void what_others_write_leaves_in_its_turn() {
    batch(false);
    text("a");
    channel.write(Unpooled.wrappedBuffer(new byte[] {1, 2, 3}));
    text("b");
    batch.add(Unpooled.wrappedBuffer(new byte[] {4, 5}));
    channel.flush();

    ByteBuf all = Unpooled.wrappedBuffer(written().toArray(ByteBuf[]::new));
    assertThat(ByteBufUtil.getBytes(all))
        .containsExactly(0x81, 1, 'a', 1, 2, 3, 0x81, 1, 'b', 4, 5);
    all.release();
  }

  @Test
  void what_was_not_flushed_is_let_go_with_the_socket() {
    batch(false);
    text("a");
    channel.close();
    text("b");

    assertThat(batch.isEmpty()).isTrue();
    assertThat(written()).isEmpty();
  }
}
