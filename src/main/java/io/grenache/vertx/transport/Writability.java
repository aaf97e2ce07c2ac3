package io.grenache.vertx.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Vert.x tells its drain handler only of what went through its own queue. */
final class Writability extends ChannelInboundHandlerAdapter {
  private final Runnable whenWritable;

  Writability(Runnable whenWritable) {
    this.whenWritable = whenWritable;
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    context.fireChannelWritabilityChanged();
    if (context.channel().isWritable()) {
      whenWritable.run();
    }
  }
}
