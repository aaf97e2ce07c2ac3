package io.grenache.vertx.json;

/**
 * Reads over the parts of a JSON text, byte by byte, and throws where one is not as RFC 8259 has
 * it. Knows nothing of arrays and objects.
 */
abstract class JsonScanner {
  static final byte[] NONE = {};

  byte[] bytes = NONE;
  int at;
  int end;
  // of the part that was read last
  int from;
  int to;
  // whether that is a string with escapes
  boolean escaped;

  JsonScanner() {}

  void string(boolean isName) throws JsonFault {
    from = at++;
    escaped = false;
    at = Words.behindPlain(bytes, at, end);
    while (current() != '"') {
      byte b = bytes[at++];
      if (b == '\\') {
        escaped = true;
        escape(isName);
        at = Words.behindPlain(bytes, at, end);
      } else if (b >= 0 && b < ' ') {
        throw malformed();
      }
    }
    to = ++at;
  }

  /** Behind the backslash. */
  private void escape(boolean isName) throws JsonFault {
    switch (current()) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at++;
      case 'u' -> {
        char unit = hex();
        if (isName && Character.isSurrogate(unit)) {
          take('\\');
          if (Character.isLowSurrogate(unit)
              || current() != 'u'
              || !Character.isLowSurrogate(hex())) {
            throw malformed();
          }
        }
      }
      default -> throw malformed();
    }
  }

  private char hex() throws JsonFault {
    if (end - at < 5) {
      throw malformed();
    }
    int unit = 0;
    for (int i = 1; i < 5; i++) {
      int digit = Character.digit(bytes[at + i], 16);
      if (digit < 0) {
        throw malformed();
      }
      unit = unit << 4 | digit;
    }
    at += 5;
    return (char) unit;
  }

  /**
   * @return whether it is a whole number
   */
  boolean number() throws JsonFault {
    from = at;
    skipIf('-');
    if (!skipIf('0')) {
      digits();
    }
    boolean whole = true;
    if (skipIf('.')) {
      whole = false;
      digits();
    }
    if (skipIf('e') || skipIf('E')) {
      whole = false;
      if (!skipIf('-')) {
        skipIf('+');
      }
      digits();
    }
    endsHere();
    return whole;
  }

  /** Such as {@code null}. */
  void word(byte[] ascii) throws JsonFault {
    from = at;
    for (byte letter : ascii) {
      take((char) letter);
    }
    endsHere();
  }

  /** Only white space or punctuation ends a number or a word. */
  private void endsHere() throws JsonFault {
    to = at;
    if (at < end && bytes[at] > ' ' && ",]}".indexOf(bytes[at]) < 0) {
      throw malformed();
    }
  }

  private void digits() throws JsonFault {
    int first = at;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    if (at == first) {
      throw malformed();
    }
  }

  void skipSpace() {
    while (at < end && bytes[at] <= ' ' && isSpace(bytes[at])) {
      at++;
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  boolean skipIf(char c) {
    boolean there = at < end && bytes[at] == c;
    at += there ? 1 : 0;
    return there;
  }

  void take(char c) throws JsonFault {
    if (!skipIf(c)) {
      throw malformed();
    }
  }

  byte current() throws JsonFault {
    if (at == end) {
      throw malformed();
    }
    return bytes[at];
  }

  static JsonFault malformed() {
    return new JsonFault(JsonFault.Kind.MALFORMED, "the text is not JSON");
  }
}
