package io.grenache.vertx.grape;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what callers send as the reference's JavaScript reads it: what is not UTF-8 is replaced, of
 * two fields of one name the last counts, and bytes may come as text, as an array of numbers or as
 * the JSON form of a Node.js {@code Buffer}.
 */
final class JsonInput {
  /** The largest whole number up to which JavaScript counts without gaps. */
  static final long MAX_WHOLE = 1L << 53;

  // the body's size bounds depth and numbers: no bound of Jackson's own may be below it
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(GrapeOptions.MAX_BODY_BYTES)
                          .maxNumberLength(GrapeOptions.MAX_BODY_BYTES)
                          .build())
                  .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonInput() {}

  /**
   * @throws Refusal it is not one JSON value
   */
  static JsonNode parse(byte[] body) throws Refusal {
    JsonNode node = parsed(new String(body, StandardCharsets.UTF_8));
    if (node == null) {
      throw new Refusal(Answer.INVALID);
    }
    return node;
  }

  /** Whether JavaScript takes it for false: absent, null, false, 0 or an empty text. */
  static boolean isFalsy(JsonNode node) {
    return node == null
        || node.isMissingNode()
        || node.isNull()
        || node.isBoolean() && !node.booleanValue()
        || node.isNumber() && node.doubleValue() == 0
        || node.isTextual() && node.textValue().isEmpty();
  }

  /** Whether it is a number without a fraction; {@code 13.0} and {@code 1e3} are such. */
  static boolean isWhole(JsonNode node) {
    return node != null
        && node.isNumber()
        && Double.isFinite(node.doubleValue())
        && Math.rint(node.doubleValue()) == node.doubleValue();
  }

  /**
   * A number without its fraction.
   *
   * @throws Refusal it is beyond {@link #MAX_WHOLE}
   */
  static long whole(JsonNode number) throws Refusal {
    double value = number.doubleValue();
    if (Math.abs(value) > MAX_WHOLE) {
      throw new Refusal(Answer.ALL_FAILED);
    }
    return (long) value;
  }

  /** The UTF-8 of a text; of half a surrogate pair, that of U+FFFD. */
  static byte[] utf8(String text) {
    return wellFormed(text).getBytes(StandardCharsets.UTF_8);
  }

  /** A text with U+FFFD for each half of a surrogate pair, as Node.js encodes it. */
  static String wellFormed(String text) {
    StringBuilder whole = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
        continue;
      }
      whole = whole == null ? new StringBuilder(text) : whole;
      whole.setCharAt(i, '\uFFFD');
    }
    return whole == null ? text : whole.toString();
  }

  /** The bytes of a hex text up to its first pair that is none, as Node.js reads it. */
  static byte[] hex(String text) {
    byte[] bytes = new byte[text.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      int high = hexDigit(text.charAt(2 * i));
      int low = hexDigit(text.charAt(2 * i + 1));
      if (high < 0 || low < 0) {
        return Arrays.copyOf(bytes, i);
      }
      bytes[i] = (byte) (high << 4 | low);
    }
    return bytes;
  }

  /**
   * Bytes: an array of numbers, the JSON form of a {@code Buffer}, a text that is JSON of one of
   * these or of a string, or else a text in hex or plain.
   *
   * @throws Refusal it is none of these
   */
  static byte[] bytes(JsonNode node, boolean isHex) throws Refusal {
    if (node.isTextual()) {
      JsonNode inner = parsed(node.textValue());
      if (inner != null && inner.isTextual()) {
        return utf8(inner.textValue());
      }
      byte[] listed = inner == null ? null : listed(inner);
      if (listed != null) {
        return listed;
      }
      return isHex ? hex(node.textValue()) : utf8(node.textValue());
    }
    byte[] listed = listed(node);
    if (listed == null) {
      throw new Refusal(Answer.INVALID);
    }
    return listed;
  }

  private static byte[] listed(JsonNode node) {
    JsonNode list = "Buffer".equals(node.path("type").textValue()) ? node.path("data") : node;
    if (!list.isArray()) {
      return null;
    }
    byte[] bytes = new byte[list.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (long) list.get(i).doubleValue();
    }
    return bytes;
  }

  private static JsonNode parsed(String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      return node.isMissingNode() ? null : node;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  // Character.digit would take the digits of every script
  private static int hexDigit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }
}
