package io.grenache.vertx.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.internal.ContextInternal;

/**
 * Has what comes in handled on the context of its socket, and says when it came: both once for all
 * that a read brought, and not for each message. Confined to the event loop of the socket.
 */
final class Reads extends ChannelInboundHandlerAdapter {
  private final ContextInternal context;
  private long lastNanos = System.nanoTime();

  Reads(ContextInternal context) {
    this.context = context;
  }

  /** When something came in last, by {@link System#nanoTime()}. */
  long lastNanos() {
    return lastNanos;
  }

  @Override
  public void channelRead(ChannelHandlerContext channel, Object message) {
    lastNanos = System.nanoTime();
    context.dispatch(message, channel::fireChannelRead);
  }
}
