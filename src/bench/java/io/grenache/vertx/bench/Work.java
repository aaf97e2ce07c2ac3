package io.grenache.vertx.bench;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a call carries. A handler answers {@code hello} with {@code world}, and echoes the rest. */
enum Work {
  /** The string {@code hello}. */
  HELLO,
  /** An object of 1 KiB: an order with strings, a number, a list and a map. */
  OBJECT,
  /** An array of 64 KiB: integers of ten digits. */
  ARRAY;

  /** What helpers and their handlers turn an {@link #OBJECT} into. */
  record Order(
      long id,
      String symbol,
      String amount,
      String price,
      boolean hidden,
      List<String> tags,
      Map<String, String> meta,
      String note) {}

  private static final int OBJECT_BYTES = 1024;
  private static final int ARRAY_BYTES = 64 * 1024;
  private static final Order ORDER = order();
  private static final long[] NUMBERS = numbers();

  private static final JsonObject ORDER_TREE = new JsonObject(JsonObject.mapFrom(ORDER).encode());
  private static final JsonArray NUMBERS_TREE = tree(NUMBERS);

  static Work of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As values of Vert.x. */
  Object tree() {
    return switch (this) {
      case HELLO -> "hello";
      case OBJECT -> ORDER_TREE;
      case ARRAY -> NUMBERS_TREE;
    };
  }

  /** As an application's own type. */
  Object typed() {
    return switch (this) {
      case HELLO -> "hello";
      case OBJECT -> ORDER;
      case ARRAY -> NUMBERS;
    };
  }

  Class<?> type() {
    return typed().getClass();
  }

  /** As JSON in UTF-8. */
  byte[] bytes() {
    return Json.encode(tree()).getBytes(StandardCharsets.UTF_8);
  }

  /** Whether a result, decoded, is what a handler should have answered. */
  boolean isAnswer(Object result) {
    return this == HELLO ? "world".equals(result) : result != null;
  }

  private static Order order() {
    Order bare =
        new Order(
            401597395L,
            "tBTCUSD",
            "0.00500000",
            "7244.90000000",
            false,
            List.of("limit", "post-only", "margin", "api"),
            Map.of("affiliate", "xmpl", "session", "6b1f8c1e-0f0b-4b4e-9a43-5b9f0c1d2e3f"),
            "");
    int missing = OBJECT_BYTES - JsonObject.mapFrom(bare).encode().length();
    String note = "the quick brown fox jumps over the lazy dog; ".repeat(30).substring(0, missing);
    return new Order(
        bare.id, bare.symbol, bare.amount, bare.price, bare.hidden, bare.tags, bare.meta, note);
  }

  private static long[] numbers() {
    long[] numbers = new long[(ARRAY_BYTES - 2) / 11];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = 1_000_000_000L + i * 7_919L;
    }
    return numbers;
  }

  private static JsonArray tree(long[] numbers) {
    JsonArray array = new JsonArray();
    for (long number : numbers) {
      array.add(number);
    }
    return array;
  }
}
