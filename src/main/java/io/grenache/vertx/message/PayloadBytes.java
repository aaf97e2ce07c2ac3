package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import java.io.OutputStream;

/**
 * Keeps what Jackson writes, which comes in one piece if it is short: then it is copied once, into
 * an array that is just large enough.
 */
final class PayloadBytes extends OutputStream {
  private final JsonBytes json = new JsonBytes(0);

  @Override
  public void write(int b) {
    json.put((char) b);
  }

  @Override
  public void write(byte[] from, int offset, int length) {
    json.raw(from, offset, offset + length);
  }

  byte[] toByteArray() {
    return json.toByteArray();
  }
}
