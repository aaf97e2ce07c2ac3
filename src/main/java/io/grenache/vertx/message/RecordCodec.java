package io.grenache.vertx.message;

import com.fasterxml.jackson.core.JsonToken;
import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonCursor;
import io.grenache.vertx.json.JsonFault;
import io.vertx.core.json.JsonArray;
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

  private final String list;
  private final BiConsumer<T, JsonBytes> encode;
  private final Function<JsonObject, T> decode;

  private RecordCodec(
      String name,
      Class<T> type,
      String list,
      BiConsumer<T, JsonBytes> encode,
      Function<JsonObject, T> decode) {
    super(name, type);
    this.list = list;
    this.encode = encode;
    this.decode = decode;
  }

  RecordCodec(
      String name, Class<T> type, BiConsumer<T, JsonBytes> encode, Function<JsonObject, T> decode) {
    this(name, type, null, encode, decode);
  }

  /**
   * For a record that holds a list of records.
   *
   * @param list the field that holds them; their payloads are kept as bytes, too
   */
  static <T> RecordCodec<T> ofList(
      String name,
      Class<T> type,
      String list,
      BiConsumer<T, JsonBytes> encode,
      Function<JsonObject, T> decode) {
    return new RecordCodec<>(name, type, list, encode, decode);
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
    // Vert.x's own reading has limits that a record need not keep
    return Payload.recordTree(bytes(record));
  }

  @Override
  byte[] bytes(T record) {
    JsonBytes out = new JsonBytes(128);
    encode.accept(record, out);
    return out.toByteArray();
  }

  @Override
  T record(byte[] bytes) throws JsonFault {
    JsonObject json;
    JsonCursor cursor = cursor(bytes);
    if (!cursor.next() || cursor.token() != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException(name() + " must be a JSON object");
    }
    json = object(cursor, bytes, list);
    cursor.end();
    return decode.apply(json);
  }

  private JsonCursor cursor(byte[] bytes) throws JsonFault {
    return list == null
        ? new JsonCursor(bytes, 0, bytes.length)
        : JsonCursor.ofLists(bytes, 0, bytes.length);
  }

  private static JsonObject object(JsonCursor cursor, byte[] bytes, String list) throws JsonFault {
    JsonObject json = new JsonObject();
    while (cursor.next()) {
      String field = cursor.text();
      cursor.next();
      if (field.equals(list) && cursor.token() == JsonToken.START_ARRAY) {
        json.put(field, array(cursor, bytes));
      } else {
        Payload value = value(cursor, bytes);
        json.put(field, PAYLOADS.contains(field) ? value : value.json());
      }
    }
    return json;
  }

  private static JsonArray array(JsonCursor cursor, byte[] bytes) throws JsonFault {
    JsonArray array = new JsonArray();
    while (cursor.next()) {
      array.add(
          cursor.token() == JsonToken.START_OBJECT
              ? object(cursor, bytes, null)
              : value(cursor, bytes).json());
    }
    return array;
  }

  private static Payload value(JsonCursor cursor, byte[] bytes) throws JsonFault {
    cursor.skip();
    return Payload.ofChecked(bytes, cursor.from(), cursor.to());
  }
}
