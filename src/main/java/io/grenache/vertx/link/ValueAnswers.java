package io.grenache.vertx.link;

import com.fasterxml.jackson.core.JsonToken;
import io.grenache.vertx.json.JsonCursor;
import io.grenache.vertx.json.JsonFault;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Value;
import java.util.HashMap;
import java.util.Map;

/** Reads what grapes answer when values are put and got. */
final class ValueAnswers {
  private ValueAnswers() {}

  /**
   * The conflict with what is stored: {@code 301} and {@code 302} with a text that begins with that
   * number. Such a status alone is somebody's redirect.
   *
   * @return null if there is none
   */
  static Failure conflict(GrapeHttp.Answer answer) {
    if (!answer.text().startsWith("\"" + answer.status() + " ")) {
      return null;
    }
    return switch (answer.status()) {
      case 301 -> Failure.ERR_CAS;
      case 302 -> Failure.ERR_SEQ;
      default -> null;
    };
  }

  /**
   * Checks the answer to a put: the hash of what was put, in JSON.
   *
   * @param hash the hash that we computed
   * @param mutable whether the grape may have refused it for that
   */
  static void stored(byte[] json, String hash, boolean mutable) throws GrapeFault {
    String text = string(json);
    if (text.equalsIgnoreCase(hash)) {
      return;
    }
    if (text.matches("[0-9a-fA-F]{40}")) {
      throw new GrapeFault("stored it under another hash, " + text);
    }
    boolean unverified =
        text.equals("All queries failed") || text.contains("verification not supported");
    throw new GrapeFault(
        "answered "
            + GrapeAnswers.quoted(text)
            + (mutable && unverified
                ? ": the grapes that it asked take no mutable values (one of Node.js takes them with"
                    + " its option verify, which its command line cannot set), or did not answer"
                : ""));
  }

  /**
   * Reads the answer to a get, {@code {"v"[,"k","sig","seq","salt"], …}}. What it says is not
   * checked yet.
   *
   * @param salt the salt that was asked with
   */
  static Value value(byte[] json, String salt) throws GrapeFault {
    if (json.length == 0) {
      throw new GrapeFault("has nothing of this hash", true, Failure.ERR_NOT_FOUND);
    }
    Map<String, Object> fields = object(json);
    String key = (String) fields.get("k");
    if (!fields.getOrDefault("salt", salt).equals(salt)) {
      throw new GrapeFault("answered with a value of another salt");
    }
    try {
      return key == null
          ? new Value((String) fields.get("v"))
          : new Value(
              (String) fields.get("v"),
              key,
              (Long) fields.get("seq"),
              salt,
              (String) fields.get("sig"));
    } catch (IllegalArgumentException e) {
      throw new GrapeFault("answered with what is no value, " + e.getMessage());
    }
  }

  private static String string(byte[] json) throws GrapeFault {
    try {
      JsonCursor cursor = new JsonCursor(json, 0, json.length);
      if (!cursor.next() || cursor.token() != JsonToken.VALUE_STRING) {
        throw new GrapeFault("did not answer with a hash");
      }
      String text = cursor.text();
      cursor.end();
      return text;
    } catch (JsonFault e) {
      throw new GrapeFault("did not answer with a hash: " + e.getMessage());
    }
  }

  private static Map<String, Object> object(byte[] json) throws GrapeFault {
    try {
      JsonCursor cursor = new JsonCursor(json, 0, json.length);
      cursor.next();
      if (cursor.token() == JsonToken.VALUE_STRING) {
        throw new GrapeFault("answered " + GrapeAnswers.quoted(cursor.text()));
      }
      if (cursor.token() != JsonToken.START_OBJECT) {
        throw new GrapeFault("did not answer with a value");
      }
      Map<String, Object> fields = new HashMap<>();
      while (cursor.next()) {
        String name = cursor.text();
        cursor.next();
        Object value = field(name, cursor);
        if (value != null) {
          fields.put(name, value);
        }
        cursor.skip();
      }
      cursor.end();
      return fields;
    } catch (JsonFault e) {
      throw new GrapeFault("did not answer with a value: " + e.getMessage());
    }
  }

  /** The fields that make a value; null for the others, and for JSON's null. */
  private static Object field(String name, JsonCursor cursor) throws JsonFault, GrapeFault {
    if (cursor.token() == JsonToken.VALUE_NULL) {
      return null;
    }
    switch (name) {
      case "v", "k", "sig", "salt":
        if (cursor.token() != JsonToken.VALUE_STRING) {
          throw new GrapeFault("answered with a value whose " + name + " is no text");
        }
        return cursor.text();
      case "seq":
        return cursor.wholeNumber();
      default:
        return null;
    }
  }
}
