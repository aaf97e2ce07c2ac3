package io.grenache.vertx.wire;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonLimits;
import io.grenache.vertx.message.Payload;

/**
 * {@code [rid, error, result]}, and between this toolkit's own peers {@code [rid, error, result,
 * {"v":1, "f": failure number, "ran": false}]}.
 *
 * @param rid the request's, as it stood there
 * @param error null if there is none; never empty
 * @param result any JSON value; {@code null} with an error
 * @param failure the number of a failure of the toolkit; 0 for a handler's own error and from other
 *     peers
 * @param ran false if the server is sure that no handler saw the call
 */
public record ReplyFrame(Payload rid, String error, Payload result, int failure, boolean ran) {

  /** A successful reply. */
  public static ReplyFrame result(Payload rid, Payload result) {
    return new ReplyFrame(rid, null, result, 0, true);
  }

  /** A reply that says what went wrong. */
  public static ReplyFrame error(Payload rid, String error, int failure, boolean ran) {
    return new ReplyFrame(rid, error, Payload.NULL, failure, ran);
  }

  /** Reads a single frame, as {@link FrameDecoder#reply(byte[])} does. */
  public static ReplyFrame decode(byte[] message) throws FrameFault {
    return new FrameDecoder(JsonLimits.DEFAULTS).reply(message);
  }

  /**
   * The frame as bytes.
   *
   * @param extended whether the other side is a peer of this toolkit, which gets the fourth element
   *     with an error
   */
  public byte[] encode(boolean extended) {
    // [rid,null,result]
    JsonBytes out = new JsonBytes(rid.size() + result.size() + 8);
    out.put('[');
    FrameWriter.append(out, rid);
    out.put(',');
    if (error == null) {
      out.nil();
    } else {
      out.string(error);
    }
    out.put(',');
    FrameWriter.append(out, result);
    if (extended && error != null) {
      out.put(',').put('{').field("v").number(1);
      if (failure != 0) {
        out.field("f").number(failure);
      }
      if (!ran) {
        out.field("ran").bool(false);
      }
      out.put('}');
    }
    return out.put(']').toByteArray();
  }
}
