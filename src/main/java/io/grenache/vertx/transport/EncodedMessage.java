package io.grenache.vertx.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;

/**
 * A message as a server writes it, in one frame: encoded once, kept once, and written to any number
 * of sockets. It counts who holds it, and is gone when nobody does. May be used from any thread.
 */
public final class EncodedMessage {
  private final ByteBuf frame;

  private EncodedMessage(int type, int length) {
    frame = ByteBufAllocator.DEFAULT.directBuffer(FrameHeader.MAX_BYTES + length);
    // a server's frames are not masked, or they would be different for each socket
    FrameHeader.write(frame, type | FrameHeader.LAST, length, false);
  }

  /** A text message; half of a surrogate pair becomes a question mark. */
  public static EncodedMessage text(String text) {
    int length = ByteBufUtil.utf8Bytes(text);
    EncodedMessage message = new EncodedMessage(FrameHeader.TEXT, length);
    ByteBufUtil.reserveAndWriteUtf8(message.frame, text, length);
    return message;
  }

  /** A text message of these bytes, which are UTF-8. */
  public static EncodedMessage text(ByteBuffer utf8) {
    EncodedMessage message = new EncodedMessage(FrameHeader.TEXT, utf8.remaining());
    message.frame.writeBytes(utf8.duplicate());
    return message;
  }

  /** A binary message. */
  public static EncodedMessage binary(Buffer bytes) {
    EncodedMessage message = new EncodedMessage(FrameHeader.BINARY, bytes.length());
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

  int holders() {
    return frame.refCnt();
  }
}
