package io.grenache.vertx.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Counts what a socket has sent of messages that are not finished: its decoder keeps them in
 * memory, and while it is paused whole frames wait too. Confined to the event loop of the socket.
 */
final class SocketGuard extends ChannelInboundHandlerAdapter {
  private final SocketLimits limits;
  private final Runnable whenOver;
  // of frames that were not taken yet, their heads included
  private long waiting;
  // of fragments whose message is not finished
  private int unfinished;
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
    if (message instanceof ByteBuf bytes && !mayWait(bytes.readableBytes())) {
      over = true;
      ReferenceCountUtil.release(message);
      limits.unfinishedClosed();
      whenOver.run();
      return;
    }
    context.fireChannelRead(message);
  }

  private boolean mayWait(int bytes) {
    waiting += bytes;
    return holds();
  }

  /**
   * A whole frame was taken, a control frame too.
   *
   * @param data its length, without the head
   */
  void frameTaken(int data) {
    // a frame that came together with the handshake was never seen here
    waiting = Math.max(0, waiting - headOf(data) - data);
    holds();
  }

  /** So many bytes are held of the message that is not finished. */
  void holdsUnfinished(int bytes) {
    unfinished = bytes;
    holds();
  }

  // RFC 6455, section 5.2: the shortest form, and a mask, without which no frame is taken
  private static int headOf(int data) {
    return data < 126 ? 6 : data < 65_536 ? 8 : 14;
  }

  private boolean holds() {
    long more = waiting + unfinished - held;
    held += more;
    return limits.holds(more, held);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    waiting = 0;
    unfinished = 0;
    holds();
  }
}
