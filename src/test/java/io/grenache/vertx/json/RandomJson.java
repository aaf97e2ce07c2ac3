package io.grenache.vertx.json;

import java.util.Random;

/** Writes random JSON texts, the same ones for the same seed. */
final class RandomJson {
  private static final String[] NUMBERS = {
    "0",
    "-0",
    "7",
    "-12",
    "1.10",
    "0.12345678901234567891",
    "1e5",
    "-2.5E-3",
    "1E+400",
    "123456789012345678901234567890"
  };
  private static final String[] WORDS = {"true", "false", "null"};
  private static final String[] PIECES = {
    "a",
    "Z",
    " ",
    "/",
    "\\\"",
    "\\\\",
    "\\/",
    "\\b",
    "\\f",
    "\\n",
    "\\r",
    "\\t",
    "\\u0000",
    "\\u20aC",
    "\\ud83d\\ude00",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\u007f",
    "é",
    "߿",
    "ࠀ",
    "€",
    "\uffff",
    "😀",
    "\udbff\udfff",
    "\\ud800" // last: names leave it out
  };
  private static final String SPACES = " \t\r\n";

  private final Random random;

  RandomJson(long seed) {
    random = new Random(seed);
  }

  /** A value without white space around it. */
  String value(int depth) {
    return switch (random.nextInt(depth > 0 ? 6 : 4)) {
      case 0 -> NUMBERS[random.nextInt(NUMBERS.length)];
      case 1 -> WORDS[random.nextInt(WORDS.length)];
      case 2, 3 -> string();
      case 4 -> array(depth);
      default -> object(depth);
    };
  }

  String string() {
    return string(PIECES.length);
  }

  String name() {
    return string(PIECES.length - 1);
  }

  private String string(int kinds) {
    StringBuilder out = new StringBuilder("\"");
    // long ones too: a parser may treat what does not fit its first buffer in another way
    int pieces = random.nextInt(20) == 0 ? 500 : random.nextInt(8);
    for (int i = 0; i < pieces; i++) {
      out.append(PIECES[random.nextInt(kinds)]);
    }
    return out.append('"').toString();
  }

  /** White space, most often none. */
  String space() {
    StringBuilder out = new StringBuilder();
    while (random.nextInt(3) == 0) {
      out.append(SPACES.charAt(random.nextInt(SPACES.length())));
    }
    return out.toString();
  }

  private String array(int depth) {
    StringBuilder out = new StringBuilder("[").append(space());
    int values = random.nextInt(4);
    for (int i = 0; i < values; i++) {
      out.append(i > 0 ? "," : "").append(space()).append(value(depth - 1)).append(space());
    }
    return out.append(']').toString();
  }

  private String object(int depth) {
    StringBuilder out = new StringBuilder("{").append(space());
    int values = random.nextInt(4);
    for (int i = 0; i < values; i++) {
      out.append(i > 0 ? "," : "").append(space()).append(name()).append(space()).append(':');
      out.append(space()).append(value(depth - 1)).append(space());
    }
    return out.append('}').toString();
  }
}
