package io.grenache.vertx.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Writes compact JSON as UTF-8 into one growing array. What is already JSON is copied in as it is;
 * only strings and whole numbers are formatted here. Not safe for use by several threads.
 */
public final class JsonBytes {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes;
  private int size;

  /**
   * @param capacity bytes to start with
   */
  public JsonBytes(int capacity) {
    bytes = new byte[capacity];
  }

  /** Appends one ASCII character, a bracket say, as it is. */
  public JsonBytes put(char ascii) {
    need(1);
    bytes[size++] = (byte) ascii;
    return this;
  }

  /** Appends JSON bytes as they are. */
  public JsonBytes raw(byte[] json, int from, int to) {
    need(to - from);
    System.arraycopy(json, from, bytes, size, to - from);
    size += to - from;
    return this;
  }

  /** Appends JSON bytes as they are. */
  public JsonBytes raw(byte[] json) {
    return raw(json, 0, json.length);
  }

  /**
   * Appends room that the caller fills with JSON.
   *
   * @return the array; the room starts at what {@link #size()} was before
   */
  public byte[] room(int length) {
    need(length);
    size += length;
    return bytes;
  }

  /** Appends {@code null}. */
  public JsonBytes nil() {
    return raw(NULL);
  }

  /** Appends a whole number. */
  public JsonBytes number(long value) {
    if (value < 0) {
      put('-');
    }
    int digits = digits(value);
    need(digits);
    size += digits;
    // below zero, where there is one more
    long left = value < 0 ? value : -value;
    for (int i = 1; i <= digits; i++) {
      bytes[size - i] = (byte) ('0' - left % 10);
      left /= 10;
    }
    return this;
  }

  /** How many digits a number has, without its sign. */
  public static int digits(long value) {
    int digits = 1;
    for (long rest = value / 10; rest != 0; rest /= 10) {
      digits++;
    }
    return digits;
  }

  /** Appends {@code true} or {@code false}. */
  public JsonBytes bool(boolean value) {
    return raw(Boolean.toString(value).getBytes(StandardCharsets.US_ASCII));
  }

  /** Appends a quoted string; half of a surrogate pair is escaped, as Node.js does. */
  public JsonBytes string(String text) {
    need(text.length() + 2);
    bytes[size++] = '"';
    int at = 0;
    int end = text.length();
    // plain ASCII has its room already
    while (at < end && isPlain(text.charAt(at))) {
      bytes[size++] = (byte) text.charAt(at++);
    }
    while (at < end) {
      char c = text.charAt(at++);
      need(8);
      if (isPlain(c)) {
        bytes[size++] = (byte) c;
      } else if (c < 0x80) {
        escape(c);
      } else if (c < 0x800) {
        bytes[size++] = (byte) (0xC0 | c >> 6);
        bytes[size++] = (byte) (0x80 | c & 0x3F);
      } else if (Character.isHighSurrogate(c)
          && at < end
          && Character.isLowSurrogate(text.charAt(at))) {
        fourBytes(Character.toCodePoint(c, text.charAt(at++)));
      } else if (Character.isSurrogate(c)) {
        unicodeEscape(c);
      } else {
        bytes[size++] = (byte) (0xE0 | c >> 12);
        bytes[size++] = (byte) (0x80 | c >> 6 & 0x3F);
        bytes[size++] = (byte) (0x80 | c & 0x3F);
      }
    }
    return put('"');
  }

  /** Appends an object of strings. */
  public JsonBytes strings(Map<String, String> map) {
    put('{');
    boolean first = true;
    for (Map.Entry<String, String> entry : map.entrySet()) {
      if (!first) {
        put(',');
      }
      first = false;
      string(entry.getKey()).put(':').string(entry.getValue());
    }
    return put('}');
  }

  /**
   * Appends {@code "name":}, with a comma before it unless an object was just opened. Names are the
   * project's own and need no escapes.
   */
  public JsonBytes field(String name) {
    if (size > 0 && bytes[size - 1] != '{') {
      put(',');
    }
    return string(name).put(':');
  }

  /** The number of bytes written. */
  public int size() {
    return size;
  }

  /** What was written. */
  public byte[] toByteArray() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  private static boolean isPlain(char c) {
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
  }

  private void escape(char c) {
    switch (c) {
      case '"', '\\' -> pair(c);
      case '\n' -> pair('n');
      case '\r' -> pair('r');
      case '\t' -> pair('t');
      case 0x7F -> bytes[size++] = 0x7F;
      default -> unicodeEscape(c);
    }
  }

  private void pair(char c) {
    bytes[size++] = '\\';
    bytes[size++] = (byte) c;
  }

  private void unicodeEscape(char c) {
    pair('u');
    for (int shift = 12; shift >= 0; shift -= 4) {
      bytes[size++] = HEX[c >> shift & 0xF];
    }
  }

  private void fourBytes(int point) {
    bytes[size++] = (byte) (0xF0 | point >> 18);
    bytes[size++] = (byte) (0x80 | point >> 12 & 0x3F);
    bytes[size++] = (byte) (0x80 | point >> 6 & 0x3F);
    bytes[size++] = (byte) (0x80 | point & 0x3F);
  }

  private void need(int more) {
    if (bytes.length - size < more) {
      bytes =
          Arrays.copyOf(
              bytes, Math.max(Math.addExact(size, more), bytes.length + (bytes.length >> 1)));
    }
  }
}
