package io.grenache.vertx.wire;

import io.grenache.vertx.json.JsonBytes;
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

  /** Reads a single frame, as {@link FrameDecoder#request(byte[])} does. */
  public static RequestFrame decode(byte[] message) throws FrameFault {
    return new FrameDecoder(JsonLimits.DEFAULTS).request(message);
  }

  /**
   * The frame as bytes.
   *
   * @param extended whether the other side is a peer of this toolkit, which gets the fourth element
   */
  public byte[] encode(boolean extended) {
    JsonBytes out = new JsonBytes(size(extended));
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

  /** Its bytes where nothing needs an escape: then they are copied but once. */
  private int size(boolean extended) {
    // [rid,"service",payload]
    int size = 1 + rid.size() + 2 + service.length() + 2 + payload.size() + 1;
    if (extended) {
      // ,{"v":1}
      size += 8;
      // ,"ttl":
      size += ttlMs < 0 ? 0 : 7 + JsonBytes.digits(ttlMs);
      // ,"id":""
      size += idempotencyKey == null ? 0 : 8 + idempotencyKey.length();
    }
    return size;
  }
}
