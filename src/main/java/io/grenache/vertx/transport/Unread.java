package io.grenache.vertx.transport;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Counts what waits to be written to a peer that reads too slowly, and leaves one that does not
 * read; counts one that is idle. Confined to the event loop of the socket.
 */
final class Unread extends ChannelDuplexHandler {
  private final SocketLimits limits;
  private final Runnable whenOver;
  private ChannelHandlerContext context;
  private ScheduledFuture<?> deadline;
  private long counted;
  private boolean written;

  /**
   * @param whenOver ends the socket
   */
  Unread(SocketLimits limits, Runnable whenOver) {
    this.limits = limits;
    this.whenOver = whenOver;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  /** Whether the socket may be sent more; if not, it is ended. */
  boolean allowsMore() {
    count();
    if (limits.allowsUnread(counted)) {
      return true;
    }
    over();
    return false;
  }

  /** Something was written. */
  void written() {
    written = true;
    count();
  }

  private void count() {
    // what a socket takes without delay is none of it: nobody would tell when it has left
    counted(context.channel().isWritable() ? 0 : waiting());
  }

  private long waiting() {
    ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  private void counted(long now) {
    limits.unread(now - counted);
    counted = now;
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext channel) {
    count();
    channel.fireChannelWritabilityChanged();
    cancel();
    if (!channel.channel().isWritable()) {
      deadline =
          channel
              .executor()
              .schedule(this::over, limits.unreadTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void over() {
    limits.unreadClosed();
    whenOver.run();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    cancel();
    counted(0);
  }

  private void cancel() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // it is the promise, which its maker watches
  public void write(ChannelHandlerContext channel, Object message, ChannelPromise promise) {
    written = true;
    channel.write(message, promise);
  }

  /** Nothing has come in for so long: the socket is idle if nothing went out meanwhile. */
  @Override
  public void userEventTriggered(ChannelHandlerContext channel, Object event) {
    if (event instanceof IdleStateEvent) {
      if (written) {
        written = false;
        return;
      }
      limits.idleClosed();
    }
    channel.fireUserEventTriggered(event);
  }
}
