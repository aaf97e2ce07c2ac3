package io.grenache.vertx.grape;

import com.fasterxml.jackson.databind.JsonNode;
import io.grenache.vertx.bep44.Bencode;
import io.grenache.vertx.bep44.Item;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Encodes JSON to what is stored of it, and says what text that is answered as. {@code true} and
 * {@code false} become 1 and 0, {@code null} in a list or dictionary is left out, as the reference
 * does it.
 */
final class JsonValues {
  private static final Answer TOO_LONG = Answer.string("v must be less than 1000 bytes in put()");
  // the prefix of a text of almost 1000 bytes
  private static final int PREFIX = "999:".length();

  private final byte[] bytes;
  private int at;

  private JsonValues(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Encodes a value to be stored: a text below 1000 bytes, anything else below 1000 encoded bytes.
   *
   * @throws Refusal it is too long, or a number beyond {@link JsonInput#MAX_WHOLE}
   */
  static byte[] encode(JsonNode value) throws Refusal {
    Bencode out = new Bencode();
    write(out, value);
    if (out.size() >= (value.isTextual() ? Item.VALUE_LIMIT + PREFIX : Item.VALUE_LIMIT)) {
      throw new Refusal(TOO_LONG);
    }
    return out.toByteArray();
  }

  /**
   * The text that an encoded value is answered as: a byte string's own, a number's digits, a list's
   * elements with commas between them.
   */
  static String text(byte[] encoded) {
    return new JsonValues(encoded).text();
  }

  private static void write(Bencode out, JsonNode value) throws Refusal {
    // noticed on the way down, before the nesting is too deep for the stack
    if (out.size() >= Item.VALUE_LIMIT + PREFIX) {
      throw new Refusal(TOO_LONG);
    }
    if (value.isTextual()) {
      out.string(JsonInput.utf8(value.textValue()));
    } else if (value.isNumber()) {
      out.integer(JsonInput.whole(value));
    } else if (value.isBoolean()) {
      out.integer(value.booleanValue() ? 1 : 0);
    } else if (value.isArray()) {
      out.list();
      for (JsonNode element : value) {
        write(out, element);
      }
      out.end();
    } else if (value.isObject()) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      value.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
      out.dictionary();
      for (Map.Entry<String, JsonNode> field : sorted.entrySet()) {
        if (!field.getValue().isNull()) {
          out.string(JsonInput.utf8(field.getKey()));
          write(out, field.getValue());
        }
      }
      out.end();
    }
  }

  private String text() {
    switch (bytes[at]) {
      case 'i':
        String digits = upTo('e', at + 1);
        at += digits.length() + 2;
        return digits;
      case 'l':
        at++;
        List<String> elements = new ArrayList<>();
        while (bytes[at] != 'e') {
          elements.add(text());
        }
        at++;
        return String.join(",", elements);
      case 'd':
        at++;
        while (bytes[at] != 'e') {
          text();
          text();
        }
        at++;
        return "[object Object]";
      default:
        String prefix = upTo(':', at);
        int start = at + prefix.length() + 1;
        at = start + Integer.parseInt(prefix);
        return new String(bytes, start, at - start, StandardCharsets.UTF_8);
    }
  }

  private String upTo(char end, int from) {
    int to = from;
    while (bytes[to] != end) {
      to++;
    }
    return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
  }
}
