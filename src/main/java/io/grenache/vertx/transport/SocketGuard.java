package io.grenache.vertx.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Counts what a socket has sent of frames that were not taken yet, and of messages that are not
 * finished: all of it waits in memory, and not for ever. Confined to the event loop of the socket.
 */
final class SocketGuard extends ChannelInboundHandlerAdapter {
  // while reading is paused there is no hurry
  private static final long MIN_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final SocketLimits limits;
  private final Consumer<String> whenOver;
  private long inFrames;
  private int inMessage;
  private long held;
  private boolean over;
  private boolean begun;
  // of a message that begins from now on the time runs anew
  private boolean fresh = true;
  private long deadlineNanos;
  private boolean paused;
  private long pausedNanos;
  private ChannelHandlerContext channel;
  private ScheduledFuture<?> timer;

  /**
   * @param whenOver closes the socket, for that reason
   */
  SocketGuard(SocketLimits limits, Consumer<String> whenOver) {
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
        ReferenceCountUtil.release(message);
        over("too much is unfinished");
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
   * @param unfinished so many bytes are held of the message that has begun
   * @param messageBegun whether there is one
   */
  void frameTaken(int bytes, int unfinished, boolean messageBegun) {
    begun = messageBegun;
    fresh |= !messageBegun;
    // what came in one piece with the handshake was not counted
    inFrames = Math.max(0, inFrames - bytes);
    inMessage = unfinished;
    count();
  }

  /** Nothing that still comes is of use. */
  void dropRest() {
    over = true;
  }

  /** From now on nothing is read: time does not count. */
  void paused() {
    if (!paused) {
      paused = true;
      pausedNanos = System.nanoTime();
    }
  }

  /** What comes is read again. */
  void resumed() {
    if (paused) {
      paused = false;
      deadlineNanos += System.nanoTime() - pausedNanos;
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    channel = context;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    // messages that come in one piece need no time
    if (isUnfinished() && fresh) {
      begin();
      if (timer == null) {
        schedule(limits.messageTimeout().toNanos());
      }
    }
    context.fireChannelReadComplete();
  }

  private boolean isUnfinished() {
    return !over && (begun || inFrames > 0);
  }

  private void begin() {
    fresh = false;
    deadlineNanos = System.nanoTime() + limits.messageTimeout().toNanos();
  }

  private void schedule(long nanos) {
    timer = channel.executor().schedule(this::check, nanos, TimeUnit.NANOSECONDS);
  }

  private void check() {
    timer = null;
    if (!isUnfinished()) {
      fresh = true;
      return;
    }
    if (fresh) {
      begin();
    }
    long left = deadlineNanos - (paused ? pausedNanos : System.nanoTime());
    if (left > 0 || paused) {
      schedule(Math.max(left, MIN_CHECK_NANOS));
    } else {
      over("a message is not finished in time");
    }
  }

  private void over(String reason) {
    over = true;
    limits.unfinishedClosed();
    whenOver.accept(reason);
  }

  private void count() {
    long before = held;
    held = inFrames + inMessage;
    limits.held(held - before);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    over = true;
    if (timer != null) {
      timer.cancel(false);
    }
    inFrames = 0;
    inMessage = 0;
    count();
  }
}
