package io.grenache.vertx.wire;

import com.fasterxml.jackson.core.JsonToken;
import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonCursor;
import io.grenache.vertx.json.JsonFault;
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

  /**
   * Reads a frame. As the reference's client does, an error of {@code null}, {@code false} or
   * {@code ""} is taken for none; an error that is no string is its JSON text.
   *
   * @param message the whole message; kept by the frame's payloads, so it must not change
   */
  public static ReplyFrame decode(byte[] message) throws FrameFault {
    FrameReader reader = new FrameReader(message);
    Payload rid = reader.rid();
    if (!reader.next()) {
      throw FrameFault.shape("a reply must have an error, or null", rid);
    }
    String error = error(reader);
    Payload result = reader.payload(reader.next());
    Extension extension = new Extension();
    reader.extension(extension);
    reader.end();
    return new ReplyFrame(rid, error, result, extension.failure, extension.ran);
  }

  private static String error(FrameReader reader) throws FrameFault {
    return switch (reader.token()) {
      case VALUE_NULL, VALUE_FALSE -> null;
      case VALUE_STRING -> {
        String text = reader.text();
        yield text.isEmpty() ? null : text;
      }
      default -> reader.payload(true).text();
    };
  }

  /**
   * The frame as bytes.
   *
   * @param extended whether the other side is a peer of this toolkit, which gets the fourth element
   *     with an error
   */
  public byte[] encode(boolean extended) {
    JsonBytes out =
        new JsonBytes(rid.size() + result.size() + 16 + (error == null ? 0 : error.length() + 32));
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

  private static final class Extension implements FrameReader.FieldVisitor {
    private int failure;
    private boolean ran = true;

    @Override
    public boolean field(String name, JsonCursor cursor) throws JsonFault {
      JsonToken token = cursor.token();
      if (name.equals("f") && token == JsonToken.VALUE_NUMBER_INT) {
        long number = FrameReader.number(cursor, 0);
        failure = number == (int) number ? (int) number : 0;
        return true;
      }
      if (name.equals("ran") && (token == JsonToken.VALUE_FALSE || token == JsonToken.VALUE_TRUE)) {
        ran = token == JsonToken.VALUE_TRUE;
        return true;
      }
      return false;
    }
  }
}
