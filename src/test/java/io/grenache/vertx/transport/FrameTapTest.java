package io.grenache.vertx.transport;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class FrameTapTest {
  private final Vertx vertx = Vertx.vertx();
  private final ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
  private final List<Throwable> reported = new ArrayList<>();
  private final List<String> taken = new ArrayList<>();
  private final List<Object> sent = new ArrayList<>();
  private Runnable whenTaken = () -> {};
  private int writable;
  private int reads;
  private final FrameTap tap = new FrameTap(context, this::take, () -> writable++);

  /** In the place of Vert.x. */
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          tap,
          new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext from, Object message) {
              taken.add(message.getClass().getSimpleName());
              ReferenceCountUtil.release(message);
            }

            @Override
            public void channelReadComplete(ChannelHandlerContext from) {
              reads++;
            }
          });

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    result(vertx.close());
  }

  private void take(byte[] data, boolean continuation, boolean binary, boolean last) {
    taken.add(
        new String(data, StandardCharsets.US_ASCII)
            + (continuation ? " continued" : "")
            + (binary ? " binary" : "")
            + (last ? "" : " and more"));
    whenTaken.run();
  }

  private WebSocketFrame text(String text) {
    WebSocketFrame frame = new TextWebSocketFrame(text);
    sent.add(frame);
    return frame;
  }

  /** Without running what waits for the next turn. */
  private void read(Object... messages) {
    for (Object message : messages) {
      channel.pipeline().fireChannelRead(message);
    }
  }

  /** As a socket does that has just opened: in a turn of the event loop that goes on. */
  private void join() {
    channel.pipeline().replace(tap, null, new FrameTap(context, this::take, () -> {}));
  }

  private void begin() {
    channel.runPendingTasks();
  }

  @Test
  void frames_of_messages_are_taken_and_others_go_on_to_vertx() {
    begin();
    channel.writeInbound(
        text("a"),
        new PingWebSocketFrame(),
        new TextWebSocketFrame(false, 0, "b"),
        new ContinuationWebSocketFrame(true, 0, "c"),
        new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {'d'})),
        new CloseWebSocketFrame(1000, ""));

    assertThat(taken)
        .containsExactly(
            "a",
            "PingWebSocketFrame",
            "b and more",
            "c continued",
            "d binary",
            "CloseWebSocketFrame");
  }

  @Test
  void what_comes_before_vertx_is_done_with_what_came_first_waits() {
    join();
    read(text("a"), new PingWebSocketFrame());
    assertThat(taken).isEmpty();

    begin();
    assertThat(taken).containsExactly("a", "PingWebSocketFrame");
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void a_pause_holds_messages_back_in_order_and_nothing_else() {
    begin();
    tap.pause();
    channel.writeInbound(text("a"), new PingWebSocketFrame(), text("b"));
    assertThat(taken).containsExactly("PingWebSocketFrame");

    tap.resume();
    // behind those that wait
    read(new PingWebSocketFrame(), text("c"));
    assertThat(taken).hasSize(1);
    int before = reads;
    channel.runPendingTasks();
    assertThat(taken).containsExactly("PingWebSocketFrame", "a", "b", "PingWebSocketFrame", "c");
    // or Vert.x would not flush what it answers
    assertThat(reads).isGreaterThan(before);
  }

  @Test
  void while_much_waits_nothing_is_read() {
    begin();
    tap.pause();
    for (int i = 0; i < 7; i++) {
      channel.writeInbound(text("a"));
    }
    assertThat(channel.config().isAutoRead()).isTrue();
    channel.writeInbound(text("a"));
    assertThat(channel.config().isAutoRead()).isFalse();

    tap.resume();
    channel.runPendingTasks();
    assertThat(taken).hasSize(8);
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void who_takes_a_message_may_pause_and_go_on_between_two() {
    begin();
    whenTaken = tap::pause;
    channel.writeInbound(text("a"), text("b"), text("c"));
    assertThat(taken).containsExactly("a");

    tap.resume();
    channel.runPendingTasks();
    assertThat(taken).containsExactly("a", "b");

    whenTaken =
        () -> {
          tap.pause();
          tap.resume();
        };
    tap.resume();
    channel.runPendingTasks();
    assertThat(taken).containsExactly("a", "b", "c");
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void one_who_throws_hurts_neither_the_socket_nor_the_next_message() {
    begin();
    context.exceptionHandler(reported::add);
    IllegalStateException thrown = new IllegalStateException("on purpose");
    whenTaken =
        () -> {
          throw thrown;
        };
    channel.writeInbound(text("a"), text("b"));

    assertThat(taken).containsExactly("a", "b");
    assertThat(reported).containsExactly(thrown, thrown);
    assertThat(channel.isActive()).isTrue();
  }

  @Test
  void a_goodbye_of_either_side_is_the_end_and_so_is_the_end_of_the_connection() {
    begin();
    assertThat(tap.hasEnded()).isFalse();
    channel.writeInbound(new CloseWebSocketFrame(1000, ""));
    assertThat(tap.hasEnded()).isTrue();

    FrameTap other = new FrameTap(context, this::take, () -> {});
    EmbeddedChannel ours = new EmbeddedChannel(other);
    ours.writeOutbound(new PingWebSocketFrame());
    assertThat(other.hasEnded()).isFalse();
    ours.writeOutbound(new CloseWebSocketFrame(1000, ""));
    assertThat(other.hasEnded()).isTrue();
    ours.finishAndReleaseAll();

    FrameTap third = new FrameTap(context, this::take, () -> {});
    EmbeddedChannel lost = new EmbeddedChannel(third);
    lost.close();
    assertThat(third.hasEnded()).isTrue();
  }

  @Test
  void whatever_becomes_of_frames_their_buffers_are_let_go() {
    begin();
    channel.writeInbound(text("taken"));
    tap.pause();
    channel.writeInbound(text("held"), text("held"));
    channel.close();

    assertThat(taken).containsExactly("taken");
    assertThat(sent).allSatisfy(frame -> assertThat(ReferenceCountUtil.refCnt(frame)).isZero());
  }

  @Test
  void what_came_right_before_the_end_is_taken_unless_there_is_a_pause() {
    join();
    read(text("a"));
    channel.close();

    assertThat(taken).containsExactly("a");
  }

  @Test
  void room_to_write_is_told() {
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(5, 10));
    channel.write(Unpooled.wrappedBuffer(new byte[100]));
    channel.runPendingTasks();
    assertThat(writable).isZero();

    channel.flushOutbound();
    channel.runPendingTasks();
    assertThat(writable).isEqualTo(1);
  }
}
