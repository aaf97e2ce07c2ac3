package io.grenache.vertx.message;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonCursor;
import io.grenache.vertx.json.JsonFault;
import io.grenache.vertx.json.TextFactory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.JacksonCodec;
import io.vertx.core.json.jackson.VertxModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * One JSON value, immutable, kept as its UTF-8 bytes. They are checked once, when the payload is
 * made, and decoded only when somebody asks; a payload that passes through arrives as it was sent,
 * {@code 1.10} and {@code 0.12345678901234567891} included, which Vert.x's own trees would round.
 *
 * <p>Two payloads are equal if their bytes are. {@link #toString()} tells the size and never the
 * content.
 */
public final class Payload {
  /** JSON's {@code null}. */
  public static final Payload NULL = ofChecked(ascii("null"));

  private static final Payload TRUE = ofChecked(ascii("true"));
  private static final Payload FALSE = ofChecked(ascii("false"));

  // a list of records of values
  private static final JsonFactory RECORDS = new TextFactory(JsonCursor.MAX_VALUE_DEPTH + 3);

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(new TextFactory(JsonCursor.MAX_VALUE_DEPTH))
          .addModule(new VertxModule())
          .addModule(new PlainTrees())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final byte[] bytes;
  private final int from;
  private final int to;

  private Payload(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  /**
   * The payload of a plain value.
   *
   * @param value a String, Number, Boolean, JsonObject, JsonArray, Payload or null
   * @throws IllegalArgumentException {@code ERR_BAD_PAYLOAD}: it is none of these, or holds what
   *     JSON cannot express, such as NaN
   */
  public static Payload of(Object value) {
    if (value == null) {
      return NULL;
    }
    if (value instanceof Payload payload) {
      return payload;
    }
    if (value instanceof String text) {
      return ofChecked(new JsonBytes(text.length() + 2).string(text).toByteArray());
    }
    if (value instanceof Boolean flag) {
      return flag ? TRUE : FALSE;
    }
    if (value instanceof Integer || value instanceof Long) {
      return ofChecked(new JsonBytes(20).number(((Number) value).longValue()).toByteArray());
    }
    if (value instanceof Number || value instanceof JsonObject || value instanceof JsonArray) {
      return encode(value);
    }
    throw new BadPayload(
        "value must be a String, Number, Boolean, JsonObject, JsonArray, Payload or null, was a "
            + value.getClass().getName()
            + "; Payload.encode takes any type that Jackson can write",
        null);
  }

  /**
   * The payload of any value that Jackson can write: a record, a bean, a list, a map. A payload
   * inside it is written as it is.
   *
   * @throws IllegalArgumentException {@code ERR_BAD_PAYLOAD}: Jackson cannot write it, what it
   *     writes is not JSON within the limits, or it holds NaN or an infinity
   */
  public static Payload encode(Object value) {
    if (value == null
        || value instanceof Payload
        || value instanceof String
        || value instanceof Boolean
        || value instanceof Integer
        || value instanceof Long) {
      return of(value);
    }
    PayloadBytes out = new PayloadBytes();
    try (PayloadWriter writer = new PayloadWriter(MAPPER.getFactory().createGenerator(out))) {
      write(value, writer);
      byte[] json = out.toByteArray();
      return writer.doubtful() ? checked("value", json) : ofChecked(json);
    } catch (IOException e) {
      throw new IllegalStateException("closing a writer of an array does no I/O", e);
    }
  }

  private static void write(Object value, PayloadWriter writer) {
    try {
      MAPPER.writeValue(writer, value);
    } catch (IOException e) {
      String rule =
          writer.refused()
              ? "numbers must be finite: JSON has no NaN and no infinity"
              : e instanceof InvalidDefinitionException undefined && undefined.getType() != null
                  ? "value must be one that Jackson can write as JSON, "
                      + undefined.getType().toCanonical()
                      + " is not"
                  : "value must be one that Jackson can write as JSON";
      // Jackson's own exceptions show names and values; an application's are its own to see
      Throwable cause = e.getCause() instanceof JacksonException ? null : e.getCause();
      throw new BadPayload(rule, cause);
    } catch (StackOverflowError e) {
      // a thread's stack may end before the limit on depth is reached
      throw new BadPayload("value must be nested less deep", null);
    }
  }

  /**
   * The payload of a JSON text, kept as it is written.
   *
   * @throws IllegalArgumentException {@code ERR_BAD_PAYLOAD}: the text is not one JSON value
   */
  public static Payload ofJson(String json) {
    ByteBuffer utf8;
    try {
      utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(json));
    } catch (CharacterCodingException e) {
      throw new BadPayload("text must be JSON: half of a surrogate pair has no UTF-8", e);
    }
    byte[] bytes = new byte[utf8.remaining()];
    utf8.get(bytes);
    return checked("text", bytes);
  }

  /**
   * The payload of a JSON text in UTF-8, kept as it is written. The bytes are copied.
   *
   * @throws IllegalArgumentException {@code ERR_BAD_PAYLOAD}: the bytes are not one JSON value in
   *     UTF-8
   */
  public static Payload ofJson(byte[] json) {
    return checked("text", json.clone());
  }

  private static Payload checked(String what, byte[] json) {
    try {
      JsonCursor.check(json, 0, json.length);
    } catch (JsonFault e) {
      throw new BadPayload(what + " must be JSON: " + e.getMessage(), e);
    }
    return ofChecked(json);
  }

  /**
   * For codecs: the payload in bytes that were checked already and that nobody changes any more.
   * Neither is looked at here; bytes that are not JSON break whoever receives them.
   *
   * @param bytes holds the JSON text, and is kept
   * @param from where it starts
   * @param to behind its last byte
   */
  public static Payload ofChecked(byte[] bytes, int from, int to) {
    return new Payload(bytes, from, to);
  }

  private static Payload ofChecked(byte[] bytes) {
    return new Payload(bytes, 0, bytes.length);
  }

  /**
   * Vert.x's value: a String, Number, Boolean, JsonObject, JsonArray or null, read with this
   * class's own limits. Fractions become doubles.
   */
  public Object json() {
    String text = plainString();
    return text == null ? tree(MAPPER.getFactory()) : text;
  }

  /** The value if it is a string without escapes, as most are: these need no parser. */
  private String plainString() {
    int last = to - 1;
    if (last <= from || bytes[from] != '"' || bytes[last] != '"') {
      return null;
    }
    for (int i = from + 1; i < last; i++) {
      if (bytes[i] == '\\') {
        return null;
      }
    }
    return new String(bytes, from + 1, last - from - 1, StandardCharsets.UTF_8);
  }

  /** A record's JSON text as a tree: deeper than a value, by what the record puts around it. */
  static JsonObject recordTree(byte[] json) {
    return (JsonObject) ofChecked(json).tree(RECORDS);
  }

  private Object tree(JsonFactory factory) {
    try {
      return JacksonCodec.fromParser(factory.createParser(bytes, from, size()), Object.class);
    } catch (IOException e) {
      throw new IllegalStateException("reading an array does no I/O", e);
    }
  }

  /**
   * The value as a Java type, read by Jackson straight from the bytes. Unknown properties are
   * ignored; a {@link java.math.BigDecimal} is exact.
   *
   * @throws IllegalArgumentException {@code ERR_BAD_PAYLOAD}: the value is not of that type
   */
  public <T> T as(Class<T> type) {
    String text = type == String.class ? plainString() : null;
    return text == null ? read(MAPPER.constructType(type)) : type.cast(text);
  }

  /**
   * The value as a generic Java type.
   *
   * @throws IllegalArgumentException {@code ERR_BAD_PAYLOAD}: the value is not of that type
   */
  public <T> T as(TypeReference<T> type) {
    return read(MAPPER.constructType(type));
  }

  private <T> T read(JavaType type) {
    try {
      return MAPPER.readValue(bytes, from, size(), type);
    } catch (JacksonException e) {
      // no cause: Jackson's messages show values
      JsonLocation at = e.getLocation();
      throw new BadPayload(
          "value must be a "
              + type.toCanonical()
              + (at == null
                  ? ""
                  : ", is not at line " + at.getLineNr() + ", column " + at.getColumnNr()),
          null);
    } catch (IOException e) {
      throw new IllegalStateException("reading an array does no I/O", e);
    } catch (NumberFormatException e) {
      // such as 1e99999999999 for a BigDecimal
      throw new BadPayload("value must be a number in the range of Java's types", null);
    } catch (StackOverflowError e) {
      throw new BadPayload("value must be nested less deep", null);
    }
  }

  /** The JSON text in UTF-8, as a view that cannot be written to. */
  public ByteBuffer bytes() {
    return ByteBuffer.wrap(bytes, from, size()).slice().asReadOnlyBuffer();
  }

  /** A copy of the JSON text in UTF-8. */
  public byte[] toByteArray() {
    return Arrays.copyOfRange(bytes, from, to);
  }

  /** The JSON text; what Jackson writes where a payload stands in a tree or a bean. */
  @JsonValue
  @JsonRawValue
  public String text() {
    return new String(bytes, from, size(), StandardCharsets.UTF_8);
  }

  /** The number of bytes of the JSON text. */
  public int size() {
    return to - from;
  }

  /** Whether the value is JSON's {@code null}. */
  public boolean isNull() {
    return equals(NULL);
  }

  /** For codecs: a byte of the JSON text. */
  public byte byteAt(int index) {
    return bytes[from + Objects.checkIndex(index, size())];
  }

  /** For codecs: copies the JSON text into an array. */
  public void copyTo(byte[] target, int at) {
    System.arraycopy(bytes, from, target, at, size());
  }

  void encode(JsonBytes out) {
    out.raw(bytes, from, to);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload that
        && Arrays.equals(bytes, from, to, that.bytes, that.from, that.to);
  }

  @Override
  public int hashCode() {
    return bytes().hashCode();
  }

  @Override
  public String toString() {
    return "Payload[" + size() + " bytes]";
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
