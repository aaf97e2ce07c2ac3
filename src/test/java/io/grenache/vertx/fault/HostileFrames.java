package io.grenache.vertx.fault;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The bytes of a WebSocket client that keeps no rule but those it wants to keep. */
final class HostileFrames {
  static final int FIN = 0x80;
  static final int RSV1 = 0x40;
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int PING = 9;

  /** Asks for an upgrade. */
  static final byte[] UPGRADE =
      ascii(
          "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");

  private static final int MASKED = 0x80;

  private HostileFrames() {}

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A whole message. */
  static byte[] text(String text) {
    return frame(FIN | TEXT, ascii(text));
  }

  /**
   * A frame with a mask of zeroes, which leaves the data as it is.
   *
   * @param first the first byte: flags and opcode
   */
  static byte[] frame(int first, byte[] data) {
    return all(head(first, data.length, true), data);
  }

  /** A frame as servers send it. */
  static byte[] unmasked(int first, byte[] data) {
    return all(head(first, data.length, false), data);
  }

  /** The head of a frame, whatever follows. */
  static byte[] head(int first, long length, boolean masked) {
    ByteBuffer head = ByteBuffer.allocate(14).put((byte) first);
    int mask = masked ? MASKED : 0;
    if (length < 126) {
      head.put((byte) (mask | length));
    } else if (length < 1 << 16) {
      head.put((byte) (mask | 126)).putShort((short) length);
    } else {
      head.put((byte) (mask | 127)).putLong(length);
    }
    if (masked) {
      head.putInt(0);
    }
    byte[] bytes = new byte[head.position()];
    head.flip().get(bytes);
    return bytes;
  }

  /** One message, each byte a frame. */
  static byte[] byteFrames(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] bytes = ascii(text);
    for (int i = 0; i < bytes.length; i++) {
      int last = i == bytes.length - 1 ? FIN : 0;
      out.writeBytes(frame(last | (i == 0 ? TEXT : CONTINUATION), new byte[] {bytes[i]}));
    }
    return out.toByteArray();
  }

  static byte[] times(int count, byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(count * bytes.length);
    for (int i = 0; i < count; i++) {
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }

  static byte[] all(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
