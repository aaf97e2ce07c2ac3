package io.grenache.vertx.pubsub;

import io.grenache.vertx.json.JsonCursor;
import io.grenache.vertx.json.JsonFault;
import io.grenache.vertx.message.Payload;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What came from a publisher as the event bus takes it. Pure. */
final class Incoming {
  private static final char REPLACEMENT = '\uFFFD';

  private Incoming() {}

  /** The text of these bytes; null if they are not UTF-8. */
  static String text(byte[] utf8) {
    String text = new String(utf8, StandardCharsets.UTF_8);
    // it may have been sent, or stand for what is ill-formed
    return text.indexOf(REPLACEMENT) < 0 || isWellFormed(utf8) ? text : null;
  }

  private static boolean isWellFormed(byte[] utf8) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** Vert.x's value of this JSON text, which may be null. */
  static Object json(byte[] utf8) throws JsonFault {
    JsonCursor.check(utf8, 0, utf8.length);
    Object value = Payload.ofChecked(utf8, 0, utf8.length).json();
    // the bus has no codec for it
    return value instanceof BigInteger number ? (Object) number.doubleValue() : value;
  }
}
