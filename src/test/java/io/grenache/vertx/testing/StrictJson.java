package io.grenache.vertx.testing;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says whether a text is JSON by the grammar of RFC 8259, production by production, and shares no
 * code with the parser under test. Small and slow.
 */
public final class StrictJson {
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|.)");

  private final String text;
  private int at;

  private StrictJson(String text) {
    this.text = text;
  }

  /** Whether it is one JSON value, white space around it allowed. */
  public static boolean accepts(String text) {
    StrictJson json = new StrictJson(text);
    return json.element() && json.at == text.length();
  }

  private boolean element() {
    space();
    boolean good =
        switch (peek()) {
          case '{' -> members();
          case '[' -> elements();
          case '"' -> string();
          case 't' -> word("true");
          case 'f' -> word("false");
          case 'n' -> word("null");
          default -> number();
        };
    space();
    return good;
  }

  private boolean elements() {
    at++;
    space();
    if (take(']')) {
      return true;
    }
    while (element()) {
      if (!take(',')) {
        return take(']');
      }
    }
    return false;
  }

  private boolean members() {
    at++;
    space();
    if (take('}')) {
      return true;
    }
    while (member()) {
      if (!take(',')) {
        return take('}');
      }
    }
    return false;
  }

  private boolean member() {
    space();
    int start = at;
    if (!string() || holdsHalfPair(text.substring(start, at))) {
      return false;
    }
    space();
    return take(':') && element();
  }

  /** The one thing of the grammar that a cursor refuses: half a surrogate pair in a name. */
  private static boolean holdsHalfPair(String name) {
    Matcher escapes = ESCAPE.matcher(name);
    int awaited = -1;
    while (escapes.find()) {
      char c = escapes.group(1) == null ? 0 : (char) Integer.parseInt(escapes.group(1), 16);
      boolean follows = escapes.start() == awaited;
      if (awaited >= 0 && !(follows && Character.isLowSurrogate(c))
          || awaited < 0 && Character.isLowSurrogate(c)) {
        return true;
      }
      awaited = Character.isHighSurrogate(c) ? escapes.end() : -1;
    }
    return awaited >= 0;
  }

  private boolean string() {
    if (!take('"')) {
      return false;
    }
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return true;
      }
      if (c < 0x20 || c == '\\' && !escape()) {
        return false;
      }
    }
    return false;
  }

  private boolean escape() {
    if (take('u')) {
      for (int i = 0; i < 4; i++) {
        if ("0123456789abcdefABCDEF".indexOf(peek()) < 0) {
          return false;
        }
        at++;
      }
      return true;
    }
    return at < text.length() && "\"\\/bfnrt".indexOf(text.charAt(at++)) >= 0;
  }

  private boolean number() {
    take('-');
    if (!take('0') && !digits()) {
      return false;
    }
    if (take('.') && !digits()) {
      return false;
    }
    if (take('e') || take('E')) {
      if (!take('+')) {
        take('-');
      }
      return digits();
    }
    return true;
  }

  private boolean digits() {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    return at > start;
  }

  private boolean word(String word) {
    boolean found = text.startsWith(word, at);
    at += word.length();
    return found;
  }

  private void space() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
      at++;
    }
  }

  private boolean take(char c) {
    boolean found = peek() == c;
    at += found ? 1 : 0;
    return found;
  }

  /** The next character; one that fits nowhere at the end. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\uFFFF';
  }
}
