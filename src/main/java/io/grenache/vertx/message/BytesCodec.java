package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonFault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/**
 * An immutable body: by reference within a process, an int32 length and UTF-8 JSON between
 * processes.
 */
abstract class BytesCodec<T> implements MessageCodec<T, T> {
  private final String name;
  private final Class<T> type;

  BytesCodec(String name, Class<T> type) {
    this.name = name;
    this.type = type;
  }

  abstract byte[] bytes(T value);

  abstract T record(byte[] bytes) throws JsonFault;

  Class<T> type() {
    return type;
  }

  @Override
  public void encodeToWire(Buffer buffer, T value) {
    byte[] bytes = bytes(value);
    buffer.appendInt(bytes.length).appendBytes(bytes);
  }

  @Override
  public T decodeFromWire(int position, Buffer buffer) {
    int start = position + Integer.BYTES;
    try {
      return record(buffer.getBytes(start, start + buffer.getInt(position)));
    } catch (JsonFault e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  @Override
  public T transform(T value) {
    return value;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
