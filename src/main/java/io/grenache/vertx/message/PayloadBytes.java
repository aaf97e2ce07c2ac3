package io.grenache.vertx.message;

import java.io.OutputStream;
import java.util.Arrays;

/**
 * Keeps what Jackson writes, which comes in one piece if it is short: then it is copied once, into
 * an array that is just large enough.
 */
final class PayloadBytes extends OutputStream {
  private byte[] bytes = {};
  private int size;

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int length) {
    if (bytes.length - size < length) {
      int needed = Math.addExact(size, length);
      bytes = Arrays.copyOf(bytes, size == 0 ? needed : Math.max(needed, size + (size >> 1)));
    }
    System.arraycopy(from, offset, bytes, size, length);
    size += length;
  }

  byte[] toByteArray() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }
}
