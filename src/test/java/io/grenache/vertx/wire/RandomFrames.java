package io.grenache.vertx.wire;

import io.grenache.vertx.message.Payload;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Frames of all shapes, the same for the same seed. */
final class RandomFrames {
  private static final String[] NUMBERS = {
    "0", "-0", "7", "-12", "1.10", "0.12345678901234567891", "1e400", "-2.5E-7", "98765432109876543"
  };
  private static final String[] SPACES = {"", "", "", " ", "\n", "\t \r\n"};

  private final Random random;

  RandomFrames(long seed) {
    random = new Random(seed);
  }

  RequestFrame request() {
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      headers.put(name(), text());
    }
    return new RequestFrame(
        payload(),
        text(),
        payload(),
        random.nextBoolean() ? -1 : random.nextLong() >>> random.nextInt(1, 64),
        random.nextBoolean() ? null : text(),
        headers);
  }

  ReplyFrame reply() {
    return random.nextBoolean()
        ? ReplyFrame.result(payload(), payload())
        : ReplyFrame.error(payload(), "x" + text(), random.nextInt(200), random.nextBoolean());
  }

  Payload payload() {
    StringBuilder json = new StringBuilder();
    value(json, random.nextInt(5));
    return Payload.ofJson(json.toString());
  }

  private void value(StringBuilder json, int depth) {
    int kind = random.nextInt(depth == 0 ? 4 : 6);
    switch (kind) {
      case 0 -> json.append(NUMBERS[random.nextInt(NUMBERS.length)]);
      case 1 -> json.append(random.nextBoolean());
      case 2 -> json.append("null");
      case 3 -> json.append(Payload.of(text()).text());
      default -> items(json, depth, kind == 4);
    }
  }

  private void items(StringBuilder json, int depth, boolean named) {
    json.append(named ? '{' : '[').append(space());
    for (int i = random.nextInt(4); i > 0; i--) {
      if (named) {
        json.append(Payload.of(name()).text()).append(space()).append(':').append(space());
      }
      value(json, depth - 1);
      json.append(space()).append(i == 1 ? "" : ",").append(space());
    }
    json.append(named ? '}' : ']');
  }

  private String space() {
    return SPACES[random.nextInt(SPACES.length)];
  }

  /** Jackson refuses a name that holds half of a surrogate pair. */
  private String name() {
    return text().replaceAll("\\p{Cs}", "");
  }

  /** Any UTF-16, halves of pairs included. */
  private String text() {
    char[] chars = new char[random.nextInt(6)];
    for (int i = 0; i < chars.length; i++) {
      chars[i] =
          (char)
              switch (random.nextInt(6)) {
                case 0 -> random.nextInt(0x20);
                case 1 -> random.nextInt(0x800);
                case 2 -> random.nextInt(0xD800, 0xE000);
                case 3 -> random.nextInt(0x10000);
                default -> random.nextInt(0x20, 0x80);
              };
    }
    return new String(chars);
  }
}
