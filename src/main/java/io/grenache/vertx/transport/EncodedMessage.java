package io.grenache.vertx.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A message as a server writes it, in one frame: encoded once, kept once, and written to any number
 * of sockets. It counts who holds it, and is gone when nobody does. May be used from any thread.
 */
public final class EncodedMessage {
  private static final int LAST_TEXT = 0x81;
  private static final int LAST_BINARY = 0x82;
  private static final int MAX_HEADER_BYTES = 10;
  private static final int MAX_7_BITS = 125;
  private static final int MAX_16_BITS = 0xFFFF;

  private final ByteBuf frame;
  private final int from;
  private final boolean text;

  private EncodedMessage(int opcode, int length) {
    frame = ByteBufAllocator.DEFAULT.directBuffer(MAX_HEADER_BYTES + length);
    text = opcode == LAST_TEXT;
    frame.writeByte(opcode);
    // a server's frames are not masked, or they would be different for each socket
    if (length <= MAX_7_BITS) {
      frame.writeByte(length);
    } else if (length <= MAX_16_BITS) {
      frame.writeByte(MAX_7_BITS + 1).writeShort(length);
    } else {
      frame.writeByte(MAX_7_BITS + 2).writeLong(length);
    }
    from = frame.writerIndex();
  }

  /** A text message; half of a surrogate pair becomes a question mark. */
  public static EncodedMessage text(String text) {
    int length = ByteBufUtil.utf8Bytes(text);
    EncodedMessage message = new EncodedMessage(LAST_TEXT, length);
    ByteBufUtil.reserveAndWriteUtf8(message.frame, text, length);
    return message;
  }

  /** A text message of these bytes, which are UTF-8. */
  public static EncodedMessage text(ByteBuffer utf8) {
    EncodedMessage message = new EncodedMessage(LAST_TEXT, utf8.remaining());
    message.frame.writeBytes(utf8.duplicate());
    return message;
  }

  /** A binary message. */
  public static EncodedMessage binary(Buffer bytes) {
    EncodedMessage message = new EncodedMessage(LAST_BINARY, bytes.length());
    message.frame.writeBytes(bytes.getBytes());
    return message;
  }

  /** Bytes on the wire. */
  public int size() {
    return frame.readableBytes();
  }

  /** One more holds it. */
  public EncodedMessage retain() {
    frame.retain();
    return this;
  }

  /** One of those who hold it, whoever made it among them, lets it go. */
  public void release() {
    frame.release();
  }

  /** The same bytes, held once more; for one write. */
  ByteBuf frame() {
    return frame.retainedDuplicate();
  }

  boolean isText() {
    return text;
  }

  /** The content, for sockets that make frames themselves. */
  Buffer content() {
    byte[] bytes = new byte[frame.writerIndex() - from];
    frame.getBytes(from, bytes);
    return Buffer.buffer(bytes);
  }

  String textContent() {
    return frame.toString(from, frame.writerIndex() - from, StandardCharsets.UTF_8);
  }

  int holders() {
    return frame.refCnt();
  }
}
