package io.grenache.vertx.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Counts what a socket has sent of frames that were not taken yet, and of messages that are not
 * finished: all of it waits in memory. Confined to the event loop of the socket.
 */
final class SocketGuard extends ChannelInboundHandlerAdapter {
  private final SocketLimits limits;
  private final Runnable whenOver;
  private long inFrames;
  private int inMessage;
  private long held;
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
    if (message instanceof ByteBuf bytes) {
      // by what it has left waiting: of what comes now much may be taken at once
      if (!limits.allows(held)) {
        over = true;
        ReferenceCountUtil.release(message);
        limits.unfinishedClosed();
        whenOver.run();
        return;
      }
      inFrames += bytes.readableBytes();
      count();
    }
    context.fireChannelRead(message);
  }

  /**
   * A frame was taken.
   *
   * @param bytes all that it had on the wire
   * @param unfinished so many bytes are held of the message that it belongs to
   */
  void frameTaken(int bytes, int unfinished) {
    // what came in one piece with the handshake was not counted
    inFrames = Math.max(0, inFrames - bytes);
    inMessage = unfinished;
    count();
  }

  /** Nothing that still comes is of use. */
  void dropRest() {
    over = true;
  }

  private void count() {
    long before = held;
    held = inFrames + inMessage;
    limits.held(held - before);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    inFrames = 0;
    inMessage = 0;
    count();
  }
}
