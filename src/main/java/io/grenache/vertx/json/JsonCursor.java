package io.grenache.vertx.json;

import com.fasterxml.jackson.core.JsonToken;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Walks a JSON text by values and says at which bytes each stands, so that what only passes through
 * is never decoded. A text that was walked to its {@link #end()} is JSON as RFC 8259 has it.
 * Refused besides what that refuses: a name with an escaped half of a surrogate pair, which Jackson
 * could not read, and what is past the limits.
 *
 * <p>Every frame is read by this. A parser of Jackson's takes about a kilobyte for each text before
 * its first byte is read; this takes a hundredth of that.
 */
public final class JsonCursor extends JsonScanner {
  /** Arrays and objects inside one another, at most, in a whole text. */
  public static final int MAX_DEPTH = 1000;

  /** The same for one value: less by the frame or the record that it travels in. */
  public static final int MAX_VALUE_DEPTH = MAX_DEPTH - 1;

  /** What a list of records puts around a value: the text's object, the list, the record. */
  private static final int LIST_LEVELS = 3;

  /** Characters of a number, at most. */
  public static final int MAX_NUMBER_LENGTH = 1000;

  private static final JsonLimits VALUES = new JsonLimits(MAX_VALUE_DEPTH, MAX_NUMBER_LENGTH);
  private static final JsonLimits LISTS =
      new JsonLimits(MAX_VALUE_DEPTH + LIST_LEVELS, MAX_NUMBER_LENGTH);

  /** What has been read of the innermost array or object. */
  private enum Place {
    OPENED,
    NAME,
    VALUE
  }

  private final JsonLimits limits;
  private int depth;
  // a bit for each level: set for an object
  private long objects;
  private long[] deeperObjects;
  private Place place = Place.OPENED;
  private JsonToken token;

  /**
   * @throws JsonFault the bytes are not UTF-8
   */
  public JsonCursor(byte[] bytes, int from, int to) throws JsonFault {
    this(JsonLimits.DEFAULTS, bytes, from, to);
  }

  /**
   * @param limits of the text
   * @throws JsonFault the bytes are not UTF-8
   */
  public JsonCursor(JsonLimits limits, byte[] bytes, int from, int to) throws JsonFault {
    this(limits);
    start(bytes, from, to);
  }

  /**
   * A cursor for texts that are yet to come.
   *
   * @param limits of each text
   */
  public JsonCursor(JsonLimits limits) {
    this.limits = limits;
  }

  /**
   * Begins a text, whatever became of the one before.
   *
   * @throws JsonFault the bytes are not UTF-8
   */
  public void start(byte[] text, int first, int last) throws JsonFault {
    int bad = Utf8.firstBad(text, first, last);
    if (bad >= 0) {
      throw new JsonFault(
          JsonFault.Kind.MALFORMED, "byte " + (bad - first) + " is not UTF-8 of a JSON text");
    }
    bytes = text;
    at = first;
    end = last;
    depth = 0;
    token = null;
  }

  /** Holds the text no longer. */
  public void forget() {
    bytes = NONE;
    at = 0;
    end = 0;
  }

  /**
   * For an object that holds lists of records: a value in one of them may be as deep as a value in
   * a record that stands alone.
   *
   * @throws JsonFault the bytes are not UTF-8
   */
  public static JsonCursor ofLists(byte[] bytes, int from, int to) throws JsonFault {
    return new JsonCursor(LISTS, bytes, from, to);
  }

  /**
   * Throws unless the bytes are one JSON value and nothing else, no deeper than {@link
   * #MAX_VALUE_DEPTH}.
   */
  public static void check(byte[] bytes, int from, int to) throws JsonFault {
    JsonCursor cursor = new JsonCursor(VALUES, bytes, from, to);
    if (!cursor.next()) {
      throw new JsonFault(JsonFault.Kind.MALFORMED, "the text is empty");
    }
    cursor.skip();
    cursor.end();
  }

  /**
   * Moves to the next value, name or bracket.
   *
   * @return false at the end of the enclosing array or object, and at the end of the text
   */
  public boolean next() throws JsonFault {
    token = advance();
    return token != null && !token.isStructEnd();
  }

  /** The current token; null at the end of the text. */
  public JsonToken token() {
    return token;
  }

  /**
   * Reads the current value to its end, so that {@link #from()} and {@link #to()} hold it whole.
   */
  public void skip() throws JsonFault {
    if (token.isStructStart()) {
      int start = from;
      int outside = depth - 1;
      while (depth > outside) {
        advance();
      }
      from = start;
      to = at;
    }
  }

  /** Where the current value starts. */
  public int from() {
    return from;
  }

  /** Behind the last byte of the value that {@link #skip()} read. */
  public int to() {
    return to;
  }

  /** The current string or name, decoded; a number as it stands. */
  public String text() {
    if (token != JsonToken.VALUE_STRING && token != JsonToken.FIELD_NAME) {
      return utf8(from, to);
    }
    return escaped ? Escapes.decoded(bytes, from + 1, to - 1) : utf8(from + 1, to - 1);
  }

  /**
   * The current string or name, decoded.
   *
   * @param expected that which it usually is one of, and which then is given as it is there
   */
  public String text(List<String> expected) {
    for (int i = 0; i < expected.size(); i++) {
      if (isText(expected.get(i))) {
        return expected.get(i);
      }
    }
    return text();
  }

  /** Whether the current string or name is this one; says no if that is not ASCII. */
  public boolean isText(String ascii) {
    if (escaped || to - from != ascii.length() + 2) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (bytes[from + 1 + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The current number as a long; throws if it is no whole number in range. */
  public long wholeNumber() throws JsonFault {
    if (token == JsonToken.VALUE_NUMBER_INT) {
      try {
        boolean negative = bytes[from] == '-';
        long value = 0;
        // downwards, since there is one more below zero
        for (int i = negative ? from + 1 : from; i < to; i++) {
          value = Math.subtractExact(Math.multiplyExact(value, 10L), bytes[i] - '0');
        }
        return negative ? value : Math.negateExact(value);
      } catch (ArithmeticException e) {
        // told below
      }
    }
    throw new JsonFault(JsonFault.Kind.MALFORMED, "a whole number was expected");
  }

  /** Throws unless nothing but white space follows. */
  public void end() throws JsonFault {
    if (next() || token != null) {
      throw new JsonFault(JsonFault.Kind.MALFORMED, "more follows the end of the text");
    }
  }

  private JsonToken advance() throws JsonFault {
    skipSpace();
    if (depth == 0) {
      return at == end ? null : value();
    }
    boolean object = isObject(depth - 1);
    if (object && place == Place.NAME) {
      return value();
    }
    if (current() == (object ? '}' : ']')) {
      at++;
      depth--;
      place = Place.VALUE;
      return object ? JsonToken.END_OBJECT : JsonToken.END_ARRAY;
    }
    if (place == Place.VALUE) {
      take(',');
      skipSpace();
    }
    return object ? name() : value();
  }

  private JsonToken name() throws JsonFault {
    if (current() != '"') {
      throw malformed();
    }
    string(true);
    skipSpace();
    take(':');
    place = Place.NAME;
    return JsonToken.FIELD_NAME;
  }

  private JsonToken value() throws JsonFault {
    place = Place.VALUE;
    switch (current()) {
      case '[':
        return open(false);
      case '{':
        return open(true);
      case '"':
        string(false);
        return JsonToken.VALUE_STRING;
      case 't':
        return word(JsonToken.VALUE_TRUE);
      case 'f':
        return word(JsonToken.VALUE_FALSE);
      case 'n':
        return word(JsonToken.VALUE_NULL);
      default:
        return numberToken();
    }
  }

  private JsonToken open(boolean object) throws JsonFault {
    if (depth == limits.maxDepth()) {
      throw pastLimits();
    }
    from = at++;
    setObject(depth++, object);
    place = Place.OPENED;
    return object ? JsonToken.START_OBJECT : JsonToken.START_ARRAY;
  }

  private boolean isObject(int level) {
    long bits = level < Long.SIZE ? objects : deeperObjects[level / Long.SIZE - 1];
    return (bits & 1L << level) != 0;
  }

  private void setObject(int level, boolean object) {
    long bit = 1L << level;
    if (level < Long.SIZE) {
      objects = object ? objects | bit : objects & ~bit;
      return;
    }
    if (deeperObjects == null) {
      deeperObjects = new long[limits.maxDepth() / Long.SIZE];
    }
    int index = level / Long.SIZE - 1;
    deeperObjects[index] = object ? deeperObjects[index] | bit : deeperObjects[index] & ~bit;
  }

  private JsonToken word(JsonToken word) throws JsonFault {
    word(word.asByteArray());
    return word;
  }

  private JsonToken numberToken() throws JsonFault {
    boolean whole = number();
    if (to - from > limits.maxNumberLength()) {
      throw pastLimits();
    }
    return whole ? JsonToken.VALUE_NUMBER_INT : JsonToken.VALUE_NUMBER_FLOAT;
  }

  private String utf8(int first, int last) {
    return new String(bytes, first, last - first, StandardCharsets.UTF_8);
  }

  private JsonFault pastLimits() {
    return new JsonFault(
        JsonFault.Kind.TOO_DEEP,
        "nested deeper than "
            + limits.maxDepth()
            + " or a number longer than "
            + limits.maxNumberLength());
  }
}
