package io.grenache.vertx.message;

import com.fasterxml.jackson.core.JsonToken;
import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonCursor;
import io.grenache.vertx.json.JsonFault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Carries one type of record. Within a process the record passes by reference; between processes it
 * is its compact JSON form, keys in declaration order. Payloads are copied as they are, in both
 * directions.
 */
final class RecordCodec<T> extends BytesCodec<T> {
  /** The fields that hold any JSON value; they are kept as bytes. */
  private static final Set<String> PAYLOADS = Set.of("payload", "result");

  private final BiConsumer<T, JsonBytes> encode;
  private final Function<JsonObject, T> decode;

  RecordCodec(
      String name, Class<T> type, BiConsumer<T, JsonBytes> encode, Function<JsonObject, T> decode) {
    super(name, type);
    this.encode = encode;
    this.decode = decode;
  }

  T from(Object body) {
    if (type().isInstance(body)) {
      return type().cast(body);
    }
    if (body instanceof JsonObject json) {
      return decode.apply(json);
    }
    String name = type().getSimpleName();
    throw new IllegalArgumentException(
        name
            + "[body must be a "
            + name
            + " or a JsonObject, was "
            + (body == null ? "null" : "a " + body.getClass().getName())
            + "]");
  }

  JsonObject toJson(T record) {
    return new JsonObject(Buffer.buffer(bytes(record)));
  }

  @Override
  byte[] bytes(T record) {
    JsonBytes out = new JsonBytes(128);
    encode.accept(record, out);
    return out.toByteArray();
  }

  @Override
  T record(byte[] bytes) throws JsonFault {
    JsonObject json = new JsonObject();
    try (JsonCursor cursor = new JsonCursor(bytes, 0, bytes.length)) {
      if (!cursor.next() || cursor.token() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException(name() + " must be a JSON object");
      }
      while (cursor.next()) {
        String field = cursor.text();
        cursor.next();
        cursor.skip();
        Payload value = Payload.ofChecked(bytes, cursor.from(), cursor.to());
        json.put(field, PAYLOADS.contains(field) ? value : value.json());
      }
      cursor.end();
    }
    return decode.apply(json);
  }
}
