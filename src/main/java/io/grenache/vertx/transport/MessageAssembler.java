package io.grenache.vertx.transport;

import java.util.Arrays;

/** Puts the fragments of one message together, within a bound. Pure. */
final class MessageAssembler {
  private final int maxBytes;
  private byte[] started;
  private int size;

  MessageAssembler(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * @param fragment the data of a text, binary or continuation frame; belongs to the message from
   *     now on
   * @return the whole message, or null if more is to come
   */
  byte[] add(byte[] fragment, boolean continuation, boolean last) throws Fault {
    if (continuation != (started != null)) {
      throw new Fault(1002, continuation ? "nothing to continue" : "a message is not finished");
    }
    if (fragment.length > maxBytes - size) {
      throw new Fault(1009, "a message may have " + maxBytes + " bytes");
    }
    if (!continuation && last) {
      return fragment;
    }
    append(fragment);
    if (!last) {
      return null;
    }
    byte[] message = Arrays.copyOf(started, size);
    started = null;
    size = 0;
    return message;
  }

  /** Whether there is a message that is not finished. */
  boolean hasBegun() {
    return started != null;
  }

  /** Bytes that are held for the message that is not finished. */
  int capacity() {
    return started == null ? 0 : started.length;
  }

  private void append(byte[] fragment) {
    if (started == null) {
      started = fragment;
    } else {
      if (started.length - size < fragment.length) {
        int grown = (int) Math.min(maxBytes, Math.max((long) size + fragment.length, 2L * size));
        started = Arrays.copyOf(started, grown);
      }
      System.arraycopy(fragment, 0, started, size, fragment.length);
    }
    size += fragment.length;
  }

  /** The fragments make no message; the socket is to be closed with this code. */
  static final class Fault extends Exception {
    private static final long serialVersionUID = 1L;

    private final int closeCode;

    Fault(int closeCode, String message) {
      super(message, null, false, false);
      this.closeCode = closeCode;
    }

    int closeCode() {
      return closeCode;
    }
  }
}
