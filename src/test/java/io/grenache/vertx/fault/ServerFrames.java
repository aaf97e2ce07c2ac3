package io.grenache.vertx.fault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads what a server sends: the head of its answer to a handshake, then frames, of which only the
 * first bytes are kept. Confined to the thread that feeds it.
 */
final class ServerFrames {
  private static final int KEPT = 25;
  private static final int MAX_HEAD = 4096;

  private final StringBuilder head = new StringBuilder();
  private final byte[] frameHead = new byte[10];
  private final byte[] kept = new byte[KEPT];
  private final Consumer<String> texts;
  private boolean upgraded;
  private int frameHeadRead;
  private long length = -1;
  private long read;
  private String ending;

  /**
   * @param texts gets how each text message starts, once it is there to its end
   */
  ServerFrames(Consumer<String> texts) {
    this.texts = texts;
  }

  boolean isUpgraded() {
    return upgraded;
  }

  /** The code of the close frame, or the status if there was no upgrade; null if there was none. */
  String ending() {
    return ending;
  }

  void feed(ByteBuffer in) {
    while (in.hasRemaining()) {
      if (!upgraded) {
        head((char) (in.get() & 0xFF));
      } else if (length < 0) {
        frameHead(in.get());
      } else {
        payload(in);
      }
    }
  }

  private void head(char c) {
    if (head.length() < MAX_HEAD) {
      head.append(c);
    }
    if (c == '\n' && head.indexOf("\r\n\r\n") >= 0 && ending == null) {
      String status = head.substring(9, 12);
      upgraded = status.equals("101");
      ending = upgraded ? null : status;
    }
  }

  private void frameHead(byte next) {
    frameHead[frameHeadRead++] = next;
    if (frameHeadRead < 2) {
      return;
    }
    int small = frameHead[1] & 0x7F;
    int sizeBytes = small < 126 ? 0 : small == 126 ? 2 : 8;
    if (frameHeadRead < 2 + sizeBytes) {
      return;
    }
    long size = sizeBytes == 0 ? small : 0;
    for (int i = 2; i < 2 + sizeBytes; i++) {
      size = size << 8 | frameHead[i] & 0xFF;
    }
    length = size;
    read = 0;
    endIfWhole();
  }

  private void payload(ByteBuffer in) {
    int count = (int) Math.min(in.remaining(), length - read);
    int from = in.position();
    for (int i = 0; i < count && read + i < KEPT; i++) {
      kept[(int) read + i] = in.get(from + i);
    }
    in.position(from + count);
    read += count;
    endIfWhole();
  }

  private void endIfWhole() {
    if (read < length) {
      return;
    }
    int opcode = frameHead[0] & 0x0F;
    if (opcode == 1) {
      texts.accept(new String(kept, 0, (int) Math.min(length, KEPT), StandardCharsets.ISO_8859_1));
    } else if (opcode == 8 && ending == null) {
      ending = length < 2 ? "1005" : Integer.toString((kept[0] & 0xFF) << 8 | kept[1] & 0xFF);
    }
    frameHeadRead = 0;
    length = -1;
  }
}
