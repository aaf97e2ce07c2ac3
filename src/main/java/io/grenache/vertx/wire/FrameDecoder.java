package io.grenache.vertx.wire;

import com.fasterxml.jackson.core.JsonToken;
import io.grenache.vertx.json.JsonCursor;
import io.grenache.vertx.json.JsonFault;
import io.grenache.vertx.json.JsonLimits;
import io.grenache.vertx.message.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads frames, one after the other; what a frame needs to be read, but not to be kept, is made
 * once. Confined to one thread.
 */
public final class FrameDecoder {
  private static final List<String> FIELDS = List.of("v", "ttl", "id", "h", "f", "ran");

  private static final byte[] USUAL_END = ",{\"v\":1,\"ttl\":".getBytes(StandardCharsets.US_ASCII);
  // a long holds any number of so many
  private static final int MAX_DIGITS = 18;

  // of services' names
  private static final int LONGEST_KEPT = 128;

  private final JsonCursor cursor;
  private String latestService = "";
  private byte[] bytes;
  private Payload rid;
  // of the fourth element
  private long ttlMs = -1;
  private String idempotencyKey;
  private Map<String, String> headers = Map.of();
  private int failure;
  private boolean ran = true;

  /**
   * @param limits of each frame's JSON
   */
  public FrameDecoder(JsonLimits limits) {
    cursor = new JsonCursor(limits);
  }

  /**
   * Reads a request. An absent payload is JSON's {@code null}; elements past the fourth are read
   * over.
   *
   * @param message the whole message; kept by the frame's payloads, so it must not change
   */
  public RequestFrame request(byte[] message) throws FrameFault {
    try {
      begin(message);
      if (!cursor.next() || cursor.token() != JsonToken.VALUE_STRING) {
        throw FrameFault.shape("the key of a request must be a string", rid);
      }
      String service = service();
      Payload payload = valueIfAny();
      if (!endsAsUsual()) {
        rest();
      }
      return new RequestFrame(rid, service, payload, ttlMs, idempotencyKey, headers);
    } catch (JsonFault e) {
      throw FrameFault.of(e, rid);
    } finally {
      forget();
    }
  }

  /**
   * Reads a reply. As the reference's client does, an error of {@code null}, {@code false} or
   * {@code ""} is taken for none; an error that is no string is its JSON text.
   *
   * @param message the whole message; kept by the frame's payloads, so it must not change
   */
  public ReplyFrame reply(byte[] message) throws FrameFault {
    try {
      begin(message);
      if (!cursor.next()) {
        throw FrameFault.shape("a reply must have an error, or null", rid);
      }
      String error = error();
      Payload result = valueIfAny();
      rest();
      return new ReplyFrame(rid, error, result, failure, ran);
    } catch (JsonFault e) {
      throw FrameFault.of(e, rid);
    } finally {
      forget();
    }
  }

  /** Reads the opening bracket and the rid, whatever JSON value that is. */
  private void begin(byte[] message) throws FrameFault, JsonFault {
    bytes = message;
    cursor.start(message, 0, message.length);
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
  }

  /**
   * As it was before the frame: nothing of it shows in the next one, and a large message does not
   * live on until that comes. The rid holds all of it, too.
   */
  private void forget() {
    bytes = null;
    rid = null;
    ttlMs = -1;
    idempotencyKey = null;
    headers = Map.of();
    failure = 0;
    ran = true;
    cursor.forget();
  }

  /** The key of the frame before, if it is the same: that one is hashed already. */
  private String service() {
    if (cursor.isText(latestService)) {
      return latestService;
    }
    String service = cursor.text();
    latestService = service.length() > LONGEST_KEPT ? "" : service;
    return service;
  }

  private String error() throws JsonFault {
    return switch (cursor.token()) {
      case VALUE_NULL, VALUE_FALSE -> null;
      case VALUE_STRING -> {
        String text = cursor.text();
        yield text.isEmpty() ? null : text;
      }
      default -> value().text();
    };
  }

  /** The next element as it stands; JSON's null if there is none. */
  private Payload valueIfAny() throws JsonFault {
    return cursor.next() ? value() : Payload.NULL;
  }

  /** The current element as it stands. */
  private Payload value() throws JsonFault {
    cursor.skip();
    return Payload.ofChecked(bytes, cursor.from(), cursor.to());
  }

  /**
   * Whether all that follows is what callers of this toolkit nearly always send: {@code
   * ,{"v":1,"ttl":60000}]}. Read at a glance, a request takes 110 ns in place of 220.
   */
  private boolean endsAsUsual() {
    int first = cursor.to() + USUAL_END.length;
    int last = bytes.length - 2;
    if (first >= last
        || last - first > MAX_DIGITS
        || bytes[first] == '0'
        || bytes[last] != '}'
        || bytes[last + 1] != ']'
        || !Arrays.equals(bytes, cursor.to(), first, USUAL_END, 0, USUAL_END.length)) {
      return false;
    }
    long number = 0;
    for (int i = first; i < last; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      number = 10 * number + digit;
    }
    ttlMs = number;
    return true;
  }

  /** Reads the fourth element, if it is there, and over those that later versions may send. */
  private void rest() throws JsonFault {
    if (cursor.token() != JsonToken.END_ARRAY && cursor.next()) {
      if (cursor.token() == JsonToken.START_OBJECT) {
        extension();
      } else {
        cursor.skip();
      }
      while (cursor.next()) {
        cursor.skip();
      }
    }
    cursor.end();
  }

  /** What is not as it should be is as good as absent. */
  private void extension() throws JsonFault {
    while (cursor.next()) {
      String name = cursor.text(FIELDS);
      cursor.next();
      JsonToken token = cursor.token();
      if (name.equals("h") && token == JsonToken.START_OBJECT) {
        headers = strings();
        continue;
      }
      if (name.equals("ttl") && token == JsonToken.VALUE_NUMBER_INT) {
        long given = number(Long.MIN_VALUE);
        ttlMs = given == Long.MIN_VALUE ? -1 : Math.max(0, given);
      } else if (name.equals("id") && token == JsonToken.VALUE_STRING) {
        idempotencyKey = cursor.text();
      } else if (name.equals("f") && token == JsonToken.VALUE_NUMBER_INT) {
        long given = number(0);
        failure = given == (int) given ? (int) given : 0;
      } else if (name.equals("ran") && token.isBoolean()) {
        ran = token == JsonToken.VALUE_TRUE;
      }
      cursor.skip();
    }
  }

  /** The current object as a map; fields that are no strings are left out. */
  private Map<String, String> strings() throws JsonFault {
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
  private long number(long otherwise) {
    try {
      return cursor.wholeNumber();
    } catch (JsonFault e) {
      return otherwise;
    }
  }
}
