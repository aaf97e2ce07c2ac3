package io.grenache.vertx.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Counts what a socket has sent of messages that are not finished: its decoder keeps them in
 * memory. Confined to the event loop of the socket.
 */
final class SocketGuard extends ChannelInboundHandlerAdapter {
  private final SocketLimits limits;
  private final Runnable whenOver;
  private int held;
  private boolean over;

  /**
   * @param whenOver closes the socket
   */
  SocketGuard(SocketLimits limits, Runnable whenOver) {
    this.limits = limits;
    this.whenOver = whenOver;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (over) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof ByteBuf bytes && !holds(held + bytes.readableBytes())) {
      over = true;
      ReferenceCountUtil.release(message);
      limits.unfinishedClosed();
      whenOver.run();
      return;
    }
    context.fireChannelRead(message);
  }

  /** A whole frame was taken; so many bytes are left of the message that it belongs to. */
  void frameTaken(int unfinished) {
    holds(unfinished);
  }

  private boolean holds(int now) {
    int more = now - held;
    held = now;
    return limits.holds(more, now);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    holds(0);
  }
}
