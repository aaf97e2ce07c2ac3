package io.grenache.vertx.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.Closeable;
import java.io.IOException;

/**
 * Walks a JSON text by values and says at which bytes each stands, so that what only passes through
 * is never decoded. Jackson's parser does the reading; the bytes are known to be UTF-8 before it
 * starts. A text that was walked to its {@link #end()} is JSON as RFC 8259 has it. Refused besides
 * what that refuses: a name with an escaped half of a surrogate pair, and what is past the limits.
 */
public final class JsonCursor implements Closeable {
  /** Arrays and objects inside one another, at most, in a whole text. */
  public static final int MAX_DEPTH = 1000;

  /** The same for one value: less by the frame or the record that it travels in. */
  public static final int MAX_VALUE_DEPTH = MAX_DEPTH - 1;

  /** What a list of records puts around a value: the text's object, the list, the record. */
  private static final int LIST_LEVELS = 3;

  /** Characters of a number, at most. */
  public static final int MAX_NUMBER_LENGTH = 1000;

  private static final TextFactory TEXTS = new TextFactory(MAX_DEPTH);
  private static final TextFactory VALUES = new TextFactory(MAX_VALUE_DEPTH);
  private static final TextFactory LISTS = new TextFactory(MAX_VALUE_DEPTH + LIST_LEVELS);

  private final TextFactory texts;
  private final byte[] bytes;
  private final JsonParser parser;
  private final int base;
  private JsonToken token;
  private int from;
  private int to;

  /**
   * @throws JsonFault the bytes are not UTF-8
   */
  public JsonCursor(byte[] bytes, int from, int to) throws JsonFault {
    this(TEXTS, bytes, from, to);
  }

  /**
   * @param texts which has limits of its own
   * @throws JsonFault the bytes are not UTF-8
   */
  public JsonCursor(TextFactory texts, byte[] bytes, int from, int to) throws JsonFault {
    int bad = Utf8.firstBad(bytes, from, to);
    if (bad >= 0) {
      throw new JsonFault(
          JsonFault.Kind.MALFORMED, "byte " + (bad - from) + " is not UTF-8 of a JSON text");
    }
    try {
      parser = texts.createParser(bytes, from, to - from);
    } catch (IOException e) {
      throw fault(e, texts);
    }
    this.texts = texts;
    this.bytes = bytes;
    base = from;
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
    try (JsonCursor cursor = new JsonCursor(VALUES, bytes, from, to)) {
      if (!cursor.next()) {
        throw new JsonFault(JsonFault.Kind.MALFORMED, "the text is empty");
      }
      cursor.skip();
      cursor.end();
    }
  }

  /**
   * Moves to the next value, name or bracket.
   *
   * @return false at the end of the enclosing array or object, and at the end of the text
   */
  public boolean next() throws JsonFault {
    try {
      token = parser.nextToken();
      if (token == null || token.isStructEnd()) {
        return false;
      }
      from = base + (int) parser.currentTokenLocation().getByteOffset();
      return true;
    } catch (IOException e) {
      throw fault(e, texts);
    }
  }

  /** The current token; null at the end of the text. */
  public JsonToken token() {
    return token;
  }

  /**
   * Reads the current value to its end, so that {@link #from()} and {@link #to()} hold it whole.
   */
  public void skip() throws JsonFault {
    try {
      if (token.isStructStart()) {
        parser.skipChildren();
      } else {
        parser.finishToken();
      }
      to = base + (int) parser.currentLocation().getByteOffset();
      // the parser takes the white space behind a number that is the whole text
      while (token.isNumeric() && bytes[to - 1] <= ' ') {
        to--;
      }
    } catch (IOException e) {
      throw fault(e, texts);
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

  /** The current string or name, decoded. */
  public String text() throws JsonFault {
    try {
      return parser.getText();
    } catch (IOException e) {
      throw fault(e, texts);
    }
  }

  /** The current number as a long; throws if it is no whole number in range. */
  public long wholeNumber() throws JsonFault {
    try {
      if (token != JsonToken.VALUE_NUMBER_INT) {
        throw new JsonFault(JsonFault.Kind.MALFORMED, "a whole number was expected");
      }
      return parser.getLongValue();
    } catch (IOException e) {
      throw fault(e, texts);
    }
  }

  /** Throws unless nothing but white space follows. */
  public void end() throws JsonFault {
    if (next() || token != null) {
      throw new JsonFault(JsonFault.Kind.MALFORMED, "more follows the end of the text");
    }
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw new IllegalStateException("closing a parser of an array does no I/O", e);
    }
  }

  private static JsonFault fault(IOException e, TextFactory texts) {
    if (e instanceof StreamConstraintsException) {
      StreamReadConstraints limits = texts.streamReadConstraints();
      return new JsonFault(
          JsonFault.Kind.TOO_DEEP,
          "nested deeper than "
              + limits.getMaxNestingDepth()
              + " or a number longer than "
              + limits.getMaxNumberLength());
    }
    return new JsonFault(JsonFault.Kind.MALFORMED, "the text is not JSON");
  }
}
