package io.grenache.vertx.wire;

import com.fasterxml.jackson.core.JsonToken;
import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonCursor;
import io.grenache.vertx.json.JsonFault;
import io.grenache.vertx.json.JsonLimits;
import io.grenache.vertx.message.Payload;
import java.util.Map;

/**
 * {@code [rid, key, payload]}, and between this toolkit's own peers {@code [rid, key, payload,
 * {"v":1, "ttl": remaining ms, "id": idempotency key, "h": {headers}}]}.
 *
 * @param rid whatever JSON value the caller chose; echoed as it stands
 * @param service the key: the name of the service
 * @param payload any JSON value
 * @param ttlMs how long the caller still waits, in milliseconds; -1 if it did not say
 * @param idempotencyKey null if there is none
 * @param headers empty if there are none
 */
public record RequestFrame(
    Payload rid,
    String service,
    Payload payload,
    long ttlMs,
    String idempotencyKey,
    Map<String, String> headers) {

  /** A request without an extension. */
  public RequestFrame(Payload rid, String service, Payload payload) {
    this(rid, service, payload, -1, null, Map.of());
  }

  /**
   * Reads a frame. An absent payload is JSON's {@code null}; elements past the fourth are read
   * over.
   *
   * @param message the whole message; kept by the frame's payloads, so it must not change
   */
  public static RequestFrame decode(byte[] message) throws FrameFault {
    return decode(new FrameReader(message));
  }

  /**
   * Reads a frame as {@link #decode(byte[])} does.
   *
   * @param limits of the text
   */
  public static RequestFrame decode(byte[] message, JsonLimits limits) throws FrameFault {
    return decode(new FrameReader(limits, message));
  }

  private static RequestFrame decode(FrameReader frame) throws FrameFault {
    FrameReader reader = frame;
    Payload rid = reader.rid();
    if (!reader.next() || reader.token() != JsonToken.VALUE_STRING) {
      throw FrameFault.shape("the key of a request must be a string", rid);
    }
    String service = reader.text();
    Payload payload = reader.payload(reader.next());
    Extension extension = new Extension();
    reader.extension(extension);
    reader.end();
    return new RequestFrame(
        rid, service, payload, extension.ttlMs, extension.id, extension.headers);
  }

  /**
   * The frame as bytes.
   *
   * @param extended whether the other side is a peer of this toolkit, which gets the fourth element
   */
  public byte[] encode(boolean extended) {
    JsonBytes out = new JsonBytes(rid.size() + payload.size() + service.length() + 48);
    out.put('[');
    FrameWriter.append(out, rid);
    out.put(',').string(service).put(',');
    FrameWriter.append(out, payload);
    if (extended) {
      out.put(',').put('{').field("v").number(1);
      if (ttlMs >= 0) {
        out.field("ttl").number(ttlMs);
      }
      if (idempotencyKey != null) {
        out.field("id").string(idempotencyKey);
      }
      if (!headers.isEmpty()) {
        out.field("h").strings(headers);
      }
      out.put('}');
    }
    return out.put(']').toByteArray();
  }

  private static final class Extension implements FrameReader.FieldVisitor {
    private long ttlMs = -1;
    private String id;
    private Map<String, String> headers = Map.of();

    @Override
    public boolean field(String name, JsonCursor cursor) throws JsonFault {
      JsonToken token = cursor.token();
      if (name.equals("ttl") && token == JsonToken.VALUE_NUMBER_INT) {
        long given = FrameReader.number(cursor, Long.MIN_VALUE);
        ttlMs = given == Long.MIN_VALUE ? -1 : Math.max(0, given);
        return true;
      }
      if (name.equals("id") && token == JsonToken.VALUE_STRING) {
        id = cursor.text();
        return true;
      }
      if (name.equals("h") && token == JsonToken.START_OBJECT) {
        headers = FrameReader.strings(cursor);
        return true;
      }
      return false;
    }
  }
}
