package io.grenache.vertx.bep44;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes the encoding of BEP 3: byte strings, whole numbers, lists and dictionaries. A dictionary's
 * names are written as strings, in the order of their bytes, which is the caller's to keep. Not
 * safe for use by several threads.
 */
public final class Bencode {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(64);

  /** Nothing yet. */
  public Bencode() {}

  /** The encoding of a text: the bytes of its UTF-8, with their number. */
  public static byte[] text(String text) {
    return new Bencode().string(text.getBytes(StandardCharsets.UTF_8)).toByteArray();
  }

  /** Appends a byte string. */
  public Bencode string(byte[] bytes) {
    return ascii(bytes.length + ":").raw(bytes);
  }

  /** Appends a whole number. */
  public Bencode integer(long number) {
    return ascii("i" + number + "e");
  }

  /** Opens a list. */
  public Bencode list() {
    return ascii("l");
  }

  /** Opens a dictionary. */
  public Bencode dictionary() {
    return ascii("d");
  }

  /** Closes what was opened last. */
  public Bencode end() {
    return ascii("e");
  }

  /** Appends what is encoded already. */
  public Bencode raw(byte[] encoded) {
    out.writeBytes(encoded);
    return this;
  }

  /** The number of bytes written. */
  public int size() {
    return out.size();
  }

  /** What was written. */
  public byte[] toByteArray() {
    return out.toByteArray();
  }

  private Bencode ascii(String text) {
    return raw(text.getBytes(StandardCharsets.US_ASCII));
  }
}
