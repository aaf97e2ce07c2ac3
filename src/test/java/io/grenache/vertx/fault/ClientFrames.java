package io.grenache.vertx.fault;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads the WebSocket frames that a client sends: skips the head of the handshake, then gives the
 * text of each text or binary frame once it is all there. Confined to the thread that feeds it.
 */
final class ClientFrames {
  private static final int MASK = 4;

  private final Consumer<String> calls;
  private byte[] rest = new byte[0];
  // the other direction looks at it too
  private volatile boolean upgraded;

  /**
   * @param calls gets the text of each data frame
   */
  ClientFrames(Consumer<String> calls) {
    this.calls = calls;
  }

  boolean isUpgraded() {
    return upgraded;
  }

  void feed(byte[] bytes, int length) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(rest.length + length);
    all.writeBytes(rest);
    all.write(bytes, 0, length);
    rest = all.toByteArray();
    int read = 0;
    for (int next = one(0); next > 0; next = one(read)) {
      read = next;
    }
    rest = java.util.Arrays.copyOfRange(rest, read, rest.length);
  }

  /** Where the head or frame that starts there ends; 0 if it is not all there yet. */
  private int one(int at) {
    return upgraded ? frame(at) : head(at);
  }

  private int head(int at) {
    int end = new String(rest, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n", at);
    upgraded = end >= 0;
    return upgraded ? end + 4 : 0;
  }

  private int frame(int at) {
    if (rest.length - at < 2) {
      return 0;
    }
    int opcode = rest[at] & 0x0F;
    int length = rest[at + 1] & 0x7F;
    int sizeBytes = length < 126 ? 0 : length == 126 ? 2 : 8;
    int mask = at + 2 + sizeBytes;
    if (rest.length < mask + MASK) {
      return 0;
    }
    if (sizeBytes > 0) {
      length = 0;
      for (int i = at + 2; i < mask; i++) {
        length = length << 8 | rest[i] & 0xFF;
      }
    }
    int start = mask + MASK;
    if (rest.length < start + length) {
      return 0;
    }
    if (opcode == 1 || opcode == 2) {
      byte[] text = new byte[length];
      for (int i = 0; i < length; i++) {
        text[i] = (byte) (rest[start + i] ^ rest[mask + i % MASK]);
      }
      calls.accept(new String(text, StandardCharsets.UTF_8));
    }
    return start + length;
  }
}
