package io.grenache.vertx.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Takes the frames of messages as Netty has read them, right before Vert.x, where each would be
 * copied, queued and told on its own, which took a tenth of all the time of a call; what is left,
 * pings, pongs and goodbyes, goes on to Vert.x, whose metrics of bytes count no others. Sees both
 * sides' goodbyes. Confined to the event loop of the socket.
 */
final class FrameTap extends ChannelDuplexHandler {
  /** Who takes frames. */
  interface Taker {
    /** Of a message. */
    void take(byte[] data, boolean continuation, boolean binary, boolean last);
  }

  // as many as Vert.x lets wait
  private static final int MAX_HELD = 8;

  private final ContextInternal context;
  private final Taker taker;
  private final Runnable whenWritable;
  private ChannelHandlerContext channel;
  // what waits to be handed over; null if nothing does, as for nearly every socket
  private Queue<Object> held;
  // until Vert.x has handed over what came before this handler
  private boolean beginning = true;
  private boolean paused;
  private boolean draining;
  private boolean ended;

  /**
   * @param context of the socket, on which {@link Reads} has it called
   * @param whenWritable runs each time when more may be written again
   */
  FrameTap(ContextInternal context, Taker taker, Runnable whenWritable) {
    this.context = context;
    this.taker = taker;
    this.whenWritable = whenWritable;
  }

  /** Whether either side has said goodbye, or the connection has ended. */
  boolean hasEnded() {
    return ended;
  }

  /** The other side has said goodbye before it was looked at here. */
  void end() {
    ended = true;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    channel = added;
    ended = !added.channel().isActive();
    added.executor().execute(this::begin);
  }

  private void begin() {
    beginning = false;
    drain();
  }

  /** From now on no message is handed over, and once some have to wait nothing is read. */
  void pause() {
    paused = true;
  }

  /** Goes on, in another turn of the event loop. */
  void resume() {
    if (paused) {
      paused = false;
      if (held != null) {
        channel.executor().execute(this::drain);
      }
    }
  }

  private void drain() {
    if (draining) {
      return;
    }
    draining = true;
    context.dispatch(this::passHeld);
    draining = false;
    // what Vert.x answers to is not flushed before
    channel.fireChannelReadComplete();
    if (held == null) {
      channel.channel().config().setAutoRead(true);
    }
  }

  private void passHeld() {
    try {
      while (!paused && held != null) {
        Object next = held.remove();
        held = held.isEmpty() ? null : held;
        pass(next);
      }
    } catch (Throwable e) {
      // as Netty does for what is read
      channel.fireExceptionCaught(e);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext from, Object message) {
    // a peer that pings or leaves during a pause need not wait for its end
    boolean waits = paused ? isOfMessage(message) : beginning || draining || held != null;
    if (!waits) {
      pass(message);
      return;
    }
    held = held == null ? new ArrayDeque<>() : held;
    held.add(message);
    if (held.size() >= MAX_HELD) {
      channel.channel().config().setAutoRead(false);
    }
  }

  private static boolean isOfMessage(Object message) {
    return message instanceof TextWebSocketFrame
        || message instanceof BinaryWebSocketFrame
        || message instanceof ContinuationWebSocketFrame;
  }

  private void pass(Object message) {
    if (isOfMessage(message)) {
      take(
          (WebSocketFrame) message,
          message instanceof ContinuationWebSocketFrame,
          message instanceof BinaryWebSocketFrame);
    } else {
      ended |= message instanceof CloseWebSocketFrame;
      channel.fireChannelRead(message);
    }
  }

  private void take(WebSocketFrame frame, boolean continuation, boolean binary) {
    byte[] data;
    try {
      ByteBuf content = frame.content();
      data = new byte[content.readableBytes()];
      content.readBytes(data);
    } finally {
      frame.release();
    }
    try {
      taker.take(data, continuation, binary, frame.isFinalFragment());
    } catch (Throwable e) {
      // of whoever gets messages; the socket is none the worse
      context.reportException(e);
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // it is the promise, which its maker watches
  public void write(ChannelHandlerContext from, Object message, ChannelPromise promise) {
    ended |= message instanceof CloseWebSocketFrame;
    channel.write(message, promise);
  }

  /** Vert.x tells its drain handler only of what went through its own queue. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext from) {
    channel.fireChannelWritabilityChanged();
    // not within a write, which may be one of many fragments of a message
    channel.executor().execute(() -> context.dispatch(this::writable));
  }

  private void writable() {
    if (channel.channel().isWritable()) {
      whenWritable.run();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext from) {
    drain();
    ended = true;
    release();
    channel.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    release();
  }

  private void release() {
    if (held != null) {
      held.forEach(ReferenceCountUtil::release);
      held = null;
    }
  }
}
