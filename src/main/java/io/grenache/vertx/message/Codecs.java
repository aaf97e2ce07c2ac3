package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonCursor;
import io.grenache.vertx.json.JsonFault;
import io.vertx.core.Vertx;

/** Makes the records known to an event bus. */
public final class Codecs {
  private static final String DONE = "io.grenache.vertx.codecs";

  private static final BytesCodec<Payload> PAYLOAD =
      new BytesCodec<>("grenache.payload.v1", Payload.class) {
        @Override
        byte[] bytes(Payload payload) {
          return payload.toByteArray();
        }

        @Override
        Payload record(byte[] bytes) throws JsonFault {
          JsonCursor.check(bytes, 0, bytes.length);
          return Payload.ofChecked(bytes, 0, bytes.length);
        }
      };

  private Codecs() {}

  /**
   * Registers the codec of every record and of {@link Payload}; a second time does nothing. Every
   * node of a clustered application does this before anything is sent: a node that lacks a codec
   * loses messages silently.
   */
  public static void register(Vertx vertx) {
    // a second registration throws, and verticles start on several threads: the first one through
    // does it for this Vertx
    synchronized (Codecs.class) {
      if (vertx.sharedData().getLocalMap(DONE).putIfAbsent("registered", true) != null) {
        return;
      }
      for (RecordCodec<?> codec : Records.ALL) {
        register(vertx, codec);
      }
      register(vertx, PAYLOAD);
    }
  }

  private static <T> void register(Vertx vertx, BytesCodec<T> codec) {
    vertx.eventBus().registerDefaultCodec(codec.type(), codec);
  }
}
