package io.grenache.vertx.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Tells a peer that this side lives while its pings are not read: pongs that answer none, as RFC
 * 6455, 5.5.3, allows. Confined to the event loop of the socket.
 */
final class LifeSigns {
  /** Often enough for peers that wait for half a second. */
  static final Duration INTERVAL = Duration.ofMillis(250);

  private final ChannelHandlerContext channel;
  private final ChannelPromise unwatched;
  private ScheduledFuture<?> next;

  /**
   * @param unwatched for what is written
   */
  LifeSigns(ChannelHandlerContext channel, ChannelPromise unwatched) {
    this.channel = channel;
    this.unwatched = unwatched;
  }

  void begin() {
    if (next == null) {
      long millis = INTERVAL.toMillis();
      next =
          channel.executor().scheduleAtFixedRate(this::sign, millis, millis, TimeUnit.MILLISECONDS);
    }
  }

  void end() {
    if (next != null) {
      next.cancel(false);
      next = null;
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody watches it: a lost socket closes
  private void sign() {
    if (!channel.channel().isActive()) {
      end();
      return;
    }
    ChannelOutboundBuffer waiting = channel.channel().unsafe().outboundBuffer();
    // behind what is not read it would tell nothing, and they would gather there
    if (waiting != null && waiting.totalPendingWriteBytes() == 0) {
      channel.writeAndFlush(new PongWebSocketFrame(), unwatched);
    }
  }
}
