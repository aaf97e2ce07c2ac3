package io.grenache.vertx.transport;

import io.netty.buffer.ByteBuf;

/** The beginning of a frame of RFC 6455, 5.2, up to the mask. */
final class FrameHeader {
  /** The longest there is, with a mask. */
  static final int MAX_BYTES = 14;

  /** The first byte of a frame that begins a message. */
  static final int TEXT = 0x01;

  static final int BINARY = 0x02;

  /** The first byte of a frame that goes on with a message. */
  static final int CONTINUATION = 0x00;

  /** Added to the first byte of a message's last frame. */
  static final int LAST = 0x80;

  private static final int MASKED = 0x80;
  private static final int MAX_7_BITS = 125;
  private static final int MAX_16_BITS = 0xFFFF;

  private FrameHeader() {}

  /**
   * Writes it.
   *
   * @param first its first byte
   * @param length of the payload
   * @param masked whether a mask of four bytes follows
   */
  static void write(ByteBuf out, int first, int length, boolean masked) {
    int mask = masked ? MASKED : 0;
    out.writeByte(first);
    if (length <= MAX_7_BITS) {
      out.writeByte(mask | length);
    } else if (length <= MAX_16_BITS) {
      out.writeByte(mask | MAX_7_BITS + 1).writeShort(length);
    } else {
      out.writeByte(mask | MAX_7_BITS + 2).writeLong(length);
    }
  }

  /** How long it is as clients send it, with its mask. */
  static int maskedBytes(int length) {
    return length <= MAX_7_BITS ? 6 : length <= MAX_16_BITS ? 8 : 14;
  }
}
