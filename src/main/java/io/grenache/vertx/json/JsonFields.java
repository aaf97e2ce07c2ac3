package io.grenache.vertx.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the fields of one JSON object. Every error is an {@link IllegalArgumentException} that
 * names the object, the field and the rule: {@code ServerOptions[port must be a whole number from 0
 * to 65535, was 70000]}. An absent field and a {@code null} are the same, and give the default.
 */
public final class JsonFields {
  private final String owner;
  private final JsonObject json;

  /**
   * @param owner what the object is, as errors shall name it
   */
  public JsonFields(String owner, JsonObject json) {
    this.owner = owner;
    this.json = json;
  }

  /** Refuses every field that is not among these. */
  public JsonFields only(Set<String> known) {
    for (String name : json.fieldNames()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            owner
                + "[unknown option "
                + name
                + ", known are "
                + String.join(", ", known.stream().sorted().toList())
                + "]");
      }
    }
    return this;
  }

  /** The value as it stands; null if absent. */
  public Object value(String name) {
    return json.getValue(name);
  }

  /** A string; the default if absent. */
  public String string(String name, String absent) {
    Object value = json.getValue(name);
    if (value == null) {
      return absent;
    }
    if (value instanceof String text) {
      return text;
    }
    // a number may be a passphrase that lacks its quotes
    throw fault(name, "a string", kind(value));
  }

  /** A string that must be there and not be blank. */
  public String required(String name) {
    String value = string(name, null);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          owner
              + "["
              + name
              + " must be a non-empty string, was "
              + (value == null ? "absent" : "blank")
              + "]");
    }
    return value;
  }

  /** True or false; the default if absent. */
  public boolean bool(String name, boolean absent) {
    Object value = json.getValue(name);
    if (value == null) {
      return absent;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw wrong(name, "true or false", value);
  }

  /** A whole number; the default if absent. Its bounds are the owner's to check. */
  public int integer(String name, int absent) {
    return integer(name, absent, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** Milliseconds; the default if absent. Their bounds are the owner's to check. */
  public Duration millis(String name, Duration absent) {
    return millis(name, absent, Integer.MIN_VALUE, Long.MAX_VALUE);
  }

  /** A whole number within bounds; the default (may be null) if absent. */
  public Integer integer(String name, Integer absent, int min, int max) {
    Object value = json.getValue(name);
    return value == null ? absent : (Integer) (int) whole(name, value, min, max);
  }

  /** A whole number within bounds; the default (may be null) if absent. */
  public Long longInteger(String name, Long absent, long min, long max) {
    Object value = json.getValue(name);
    return value == null ? absent : (Long) whole(name, value, min, max);
  }

  /** Milliseconds within bounds; the default (may be null) if absent. */
  public Duration millis(String name, Duration absent, long min, long max) {
    Object value = json.getValue(name);
    return value == null ? absent : Duration.ofMillis(whole(name, value, min, max));
  }

  /** An object; the default if absent. */
  public JsonObject object(String name, JsonObject absent) {
    Object value = json.getValue(name);
    if (value == null) {
      return absent;
    }
    if (value instanceof JsonObject object) {
      return object;
    }
    throw wrong(name, "an object", value);
  }

  /** An array; the default if absent. */
  public JsonArray array(String name, JsonArray absent) {
    Object value = json.getValue(name);
    if (value == null) {
      return absent;
    }
    if (value instanceof JsonArray array) {
      return array;
    }
    throw wrong(name, "an array", value);
  }

  /** An array of strings; the default if absent. */
  public List<String> strings(String name, List<String> absent) {
    JsonArray array = array(name, null);
    if (array == null) {
      return absent;
    }
    List<String> strings = new ArrayList<>(array.size());
    for (Object entry : array) {
      if (!(entry instanceof String text)) {
        throw wrong(name, "an array of strings", entry);
      }
      strings.add(text);
    }
    return List.copyOf(strings);
  }

  /** An object of strings, in its order; an empty one if absent. */
  public Map<String, String> stringMap(String name) {
    JsonObject object = object(name, null);
    if (object == null) {
      return Map.of();
    }
    Map<String, String> strings = new LinkedHashMap<>();
    for (Map.Entry<String, Object> entry : object) {
      if (!(entry.getValue() instanceof String text)) {
        throw wrong(name, "an object of strings", entry.getValue());
      }
      strings.put(entry.getKey(), text);
    }
    return strings;
  }

  /** An error about this field, as the others are worded. */
  public IllegalArgumentException wrong(String name, String rule, Object was) {
    String shown = was instanceof Number || was instanceof Boolean ? was.toString() : kind(was);
    return fault(name, rule, shown);
  }

  private IllegalArgumentException fault(String name, String rule, String was) {
    return new IllegalArgumentException(
        owner + "[" + name + " must be " + rule + ", was " + was + "]");
  }

  private long whole(String name, Object value, long min, long max) {
    if (value instanceof Number number && number.doubleValue() == number.longValue()) {
      long whole = number.longValue();
      if (whole >= min && whole <= max) {
        return whole;
      }
    }
    throw wrong(name, "a whole number from " + min + " to " + max, value);
  }

  // a text may be a secret in the wrong place: say what it is, not what it says
  private static String kind(Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Number) {
      return "a number";
    }
    return value instanceof CharSequence
        ? "a string"
        : value instanceof JsonObject
            ? "an object"
            : value instanceof JsonArray ? "an array" : "a " + value.getClass().getSimpleName();
  }
}
