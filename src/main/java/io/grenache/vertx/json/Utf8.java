package io.grenache.vertx.json;

/** Whether bytes are UTF-8 that JSON may be written in. */
final class Utf8 {
  private Utf8() {}

  /**
   * Refuses ill-formed UTF-8 (Unicode 15, table 3-7) and a byte-order mark at the start.
   *
   * @return the offset of the first bad byte, or -1
   */
  static int firstBad(byte[] bytes, int from, int to) {
    int at = from;
    if (to - from >= 3
        && bytes[at] == (byte) 0xEF
        && bytes[at + 1] == (byte) 0xBB
        && bytes[at + 2] == (byte) 0xBF) {
      return at;
    }
    while (at < to) {
      at = Words.behindAscii(bytes, at, to);
      if (at == to) {
        break;
      }
      if (bytes[at] >= 0) {
        at++;
        continue;
      }
      int length = sequence(bytes, at, to);
      if (length == 0) {
        return at;
      }
      at += length;
    }
    return -1;
  }

  private static int sequence(byte[] bytes, int at, int to) {
    int lead = bytes[at] & 0xFF;
    int length =
        lead >= 0xC2 && lead <= 0xDF
            ? 2
            : lead >= 0xE0 && lead <= 0xEF ? 3 : lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
    if (length == 0 || at + length > to) {
      return 0;
    }
    int second = bytes[at + 1] & 0xFF;
    int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < low || second > high) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((bytes[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
