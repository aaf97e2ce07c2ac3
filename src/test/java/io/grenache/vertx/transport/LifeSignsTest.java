package io.grenache.vertx.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.VoidChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class LifeSignsTest {
  private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
  private final ChannelHandlerContext context = channel.pipeline().firstContext();
  private final LifeSigns signs = new LifeSigns(context, new VoidChannelPromise(channel, false));

  @BeforeEach
  void stopTime() {
    channel.freezeTime();
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private void pass(int intervals) {
    for (int i = 0; i < intervals; i++) {
      channel.advanceTimeBy(LifeSigns.INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
    }
  }

  private int written() {
    int count = 0;
    for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      assertThat(out).isInstanceOf(PongWebSocketFrame.class);
      count++;
    }
    return count;
  }

  @Test
  void a_sign_comes_at_each_interval_from_the_beginning_to_the_end() {
    pass(3);
    assertThat(written()).isZero();
    signs.begin();
    signs.begin();
    pass(3);
    assertThat(written()).isEqualTo(3);
    signs.end();
    signs.end();
    pass(3);
    assertThat(written()).isZero();
    signs.begin();
    pass(1);
    assertThat(written()).isEqualTo(1);
  }

  @Test
  void none_joins_what_waits_to_be_written() {
    signs.begin();
    channel.write(Unpooled.wrappedBuffer(new byte[1]));
    pass(100);
    assertThat(channel.unsafe().outboundBuffer().totalPendingWriteBytes())
        .isPositive()
        .isLessThan(200);
    channel.flushOutbound();
    channel.releaseOutbound();
    pass(2);
    assertThat(written()).isEqualTo(2);
  }

  @Test
  void a_socket_that_is_gone_gets_none() {
    signs.begin();
    channel.close();
    pass(2);
    assertThat(written()).isZero();
    assertThat(channel.hasPendingTasks()).isFalse();
  }
}
