package io.grenache.vertx.wire;

import com.fasterxml.jackson.core.JsonToken;
import io.grenache.vertx.json.JsonCursor;
import io.grenache.vertx.json.JsonFault;
import io.grenache.vertx.json.JsonLimits;
import io.grenache.vertx.message.Payload;
import java.util.Map;
import java.util.TreeMap;

/** Reads the elements of a frame's array one after the other. */
final class FrameReader {
  private final byte[] bytes;
  private final JsonCursor cursor;
  private Payload rid;

  FrameReader(byte[] bytes) throws FrameFault {
    this(JsonLimits.DEFAULTS, bytes);
  }

  FrameReader(JsonLimits limits, byte[] bytes) throws FrameFault {
    this.bytes = bytes;
    try {
      cursor = new JsonCursor(limits, bytes, 0, bytes.length);
    } catch (JsonFault e) {
      throw FrameFault.of(e, null);
    }
  }

  /** Reads the opening bracket and the rid, whatever JSON value that is. */
  Payload rid() throws FrameFault {
    try {
      if (!cursor.next()) {
        throw FrameFault.notJson("a frame must not be empty");
      }
      if (cursor.token() != JsonToken.START_ARRAY) {
        throw FrameFault.shape("a frame must be an array", null);
      }
      if (!cursor.next()) {
        throw FrameFault.shape("a frame must start with a rid", null);
      }
      rid = value();
      return rid;
    } catch (JsonFault e) {
      throw FrameFault.of(e, null);
    }
  }

  /** Moves to the next element; false if there is none. */
  boolean next() throws FrameFault {
    try {
      return cursor.next();
    } catch (JsonFault e) {
      throw FrameFault.of(e, rid);
    }
  }

  JsonToken token() {
    return cursor.token();
  }

  String text() {
    return cursor.text();
  }

  /** The current element as it stands; JSON's null if there is none. */
  Payload payload(boolean there) throws FrameFault {
    if (!there) {
      return Payload.NULL;
    }
    try {
      return value();
    } catch (JsonFault e) {
      throw FrameFault.of(e, rid);
    }
  }

  /** Reads the fourth element, if it is there and an object: each field goes to the visitor. */
  void extension(FieldVisitor visitor) throws FrameFault {
    try {
      if (cursor.token() == JsonToken.END_ARRAY || !cursor.next()) {
        return;
      }
      if (cursor.token() != JsonToken.START_OBJECT) {
        cursor.skip();
        return;
      }
      while (cursor.next()) {
        String name = cursor.text();
        cursor.next();
        if (!visitor.field(name, cursor)) {
          cursor.skip();
        }
      }
    } catch (JsonFault e) {
      throw FrameFault.of(e, rid);
    }
  }

  /** The current object as a map; fields that are no strings are left out. */
  static Map<String, String> strings(JsonCursor cursor) throws JsonFault {
    Map<String, String> map = new TreeMap<>();
    while (cursor.next()) {
      String name = cursor.text();
      cursor.next();
      if (cursor.token() == JsonToken.VALUE_STRING) {
        map.put(name, cursor.text());
      } else {
        cursor.skip();
      }
    }
    return map;
  }

  /** The current whole number; the other one if a long does not hold it. */
  static long number(JsonCursor cursor, long otherwise) {
    try {
      return cursor.wholeNumber();
    } catch (JsonFault e) {
      return otherwise;
    }
  }

  /** Reads over further elements, which later versions may send, to the end of the text. */
  void end() throws FrameFault {
    try {
      while (cursor.token() != JsonToken.END_ARRAY && cursor.next()) {
        cursor.skip();
      }
      cursor.end();
    } catch (JsonFault e) {
      throw FrameFault.of(e, rid);
    }
  }

  private Payload value() throws JsonFault {
    cursor.skip();
    return Payload.ofChecked(bytes, cursor.from(), cursor.to());
  }

  /** Reads a field it knows. */
  interface FieldVisitor {
    /**
     * @return whether the value was read to its end
     */
    boolean field(String name, JsonCursor cursor) throws JsonFault;
  }
}
