package io.grenache.vertx.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognises JSON by the grammar of RFC 8259; shares no code with what it checks. */
final class StrictJson {
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");
  private static final Pattern STRING =
      Pattern.compile("\"(?:[^\"\\\\\\x00-\\x1f]|\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-fA-F]{4})*+\"");
  private static final Pattern LITERAL = Pattern.compile("true|false|null");
  private static final Pattern SPACE = Pattern.compile("[ \\t\\n\\r]*");

  private final String text;
  private int at;

  private StrictJson(String text) {
    this.text = text;
  }

  /** Whether the bytes are one JSON value, without white space around it, in UTF-8. */
  static boolean isValue(ByteBuffer bytes) {
    try {
      StrictJson json =
          new StrictJson(StandardCharsets.UTF_8.newDecoder().decode(bytes.slice()).toString());
      return json.value() && json.at == json.text.length();
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private boolean value() {
    if (at == text.length()) {
      return false;
    }
    return switch (text.charAt(at)) {
      case '[' -> items(']', false);
      case '{' -> items('}', true);
      case '"' -> match(STRING);
      case 't', 'f', 'n' -> match(LITERAL);
      default -> match(NUMBER);
    };
  }

  private boolean items(char end, boolean named) {
    at++;
    match(SPACE);
    if (take(end)) {
      return true;
    }
    while (true) {
      match(SPACE);
      if (named && !(match(STRING) && match(SPACE) && take(':') && match(SPACE))) {
        return false;
      }
      if (!value()) {
        return false;
      }
      match(SPACE);
      if (take(end)) {
        return true;
      }
      if (!take(',')) {
        return false;
      }
    }
  }

  private boolean take(char c) {
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private boolean match(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    boolean there = matcher.lookingAt();
    at = there ? matcher.end() : at;
    return there;
  }
}
