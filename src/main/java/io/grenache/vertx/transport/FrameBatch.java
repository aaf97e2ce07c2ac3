package io.grenache.vertx.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Puts the frames that leave a socket one behind the other into one buffer, until they are flushed:
 * with a buffer, a promise and a way through the pipeline for each frame, writing took a sixth of
 * all the time of a call. Whatever else is written leaves in its turn. Confined to the event loop
 * of the socket.
 */
final class FrameBatch extends ChannelOutboundHandlerAdapter {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /**
   * So much does not wait for the end of a turn: the other side has something to do meanwhile. With
   * 64 calls of 1 KiB in flight that kept two processors busy for five sixths of the time; a flush
   * of 16 KiB, for a half. Nor does Netty count it before it leaves.
   */
  private static final int MAX_BYTES = 8 * 1024;

  private static final int MIN_BYTES = 256;

  private final boolean masked;
  private final ChannelPromise unwatched;
  private ChannelHandlerContext context;
  private ByteBuf open;
  // as many as there were up to the last flush: the next turn will be like that one
  private int expectedBytes = MIN_BYTES;
  private int bytesSinceFlush;

  /**
   * @param masked whether the socket is a client's, as RFC 6455, 5.3, has it
   * @param unwatched for what is written
   */
  FrameBatch(boolean masked, ChannelPromise unwatched) {
    this.masked = masked;
    this.unwatched = unwatched;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  /** Whether all that was added was handed on. */
  boolean isEmpty() {
    return open == null;
  }

  /**
   * Adds a frame, which leaves with the next flush at the latest.
   *
   * @param first the first byte on the wire: opcode, and whether it is the last of its message
   * @param payload holds the frame's; what it holds there is of no use any more then
   */
  void add(int first, byte[] payload, int from, int length) {
    if (context.isRemoved()) {
      return;
    }
    int bytes = FrameHeader.MAX_BYTES + length;
    if (open != null && open.writableBytes() < bytes) {
      handOn();
    }
    if (open == null) {
      open = context.alloc().directBuffer(Math.max(bytes, expectedBytes));
    }
    FrameHeader.write(open, first, length, masked);
    if (masked) {
      int mask = ThreadLocalRandom.current().nextInt();
      open.writeInt(mask);
      mask(payload, from, length, mask);
    }
    open.writeBytes(payload, from, length);
    bytesSinceFlush += bytes;
    if (bytesSinceFlush >= MAX_BYTES) {
      flush(context);
    }
  }

  /**
   * Adds frames as they are on the wire.
   *
   * @param frames is released
   */
  @SuppressWarnings("FutureReturnValueIgnored") // nobody watches it: a lost socket closes
  void add(ByteBuf frames) {
    int bytes = frames.readableBytes();
    if (open != null && bytes <= open.writableBytes()) {
      open.writeBytes(frames);
      bytesSinceFlush += bytes;
      frames.release();
    } else {
      write(context, frames, unwatched);
    }
  }

  private static void mask(byte[] payload, int from, int length, int mask) {
    long twice = (long) mask << 32 | mask & 0xFFFF_FFFFL;
    int end = from + length;
    int at = from;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      LONGS.set(payload, at, (long) LONGS.get(payload, at) ^ twice);
    }
    for (int shift = Integer.SIZE; at < end; at++) {
      shift -= Byte.SIZE;
      payload[at] ^= (byte) (mask >>> (shift & Integer.SIZE - 1));
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody watches it: a lost socket closes
  private void handOn() {
    if (open != null) {
      ByteBuf full = open;
      open = null;
      context.write(full, unwatched);
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // it is the promise, which its maker watches
  public void write(ChannelHandlerContext channel, Object message, ChannelPromise promise) {
    handOn();
    channel.write(message, promise);
  }

  @Override
  public void flush(ChannelHandlerContext channel) {
    handOn();
    expectedBytes = Math.max(MIN_BYTES, Math.min(MAX_BYTES, bytesSinceFlush));
    bytesSinceFlush = 0;
    channel.flush();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    if (open != null) {
      open.release();
      open = null;
    }
  }
}
