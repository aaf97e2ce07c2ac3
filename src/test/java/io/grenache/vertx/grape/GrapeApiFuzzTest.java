package io.grenache.vertx.grape;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever comes in, an answer goes out, and it is one of a few kinds. */
@Timeout(20)
class GrapeApiFuzzTest {
  private static final List<String> PATHS = List.of("/announce", "/lookup", "/put", "/get");
  private static final List<String> PARTS =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1.5",
          "1e999",
          "99999999999999999999",
          "\"\"",
          "\"a\"",
          "[]",
          "[1]",
          "[[]]",
          "{}",
          "{\"v\":",
          "{\"hash\":",
          "}",
          "]",
          ",",
          "\"k\":",
          "\"sig\":",
          "\"seq\":",
          "\"salt\":",
          "\"cas\":",
          "\"type\":\"Buffer\"",
          "\"data\":",
          "\"[1,2]\"",
          "\"\\ud800\"",
          "\"{\\\"type\\\":\\\"Buffer\\\",\\\"data\\\":[1]}\"",
          "\\",
          "\u0000");

  private final Vertx vertx = Vertx.vertx();
  private final Random random = new Random(44);
  private final GrapeApi api =
      new GrapeApi(
          vertx.getOrCreateContext(), new MemoryStorage(GrapeOptions.DEFAULTS, HttpFront::nowMs));

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void everyBodyHasAnAnswer() throws Exception {
    JsonObject put = new Owner().put("v", 1, "s");
    for (int i = 0; i < 3000; i++) {
      byte[] body =
          switch (i % 3) {
            case 0 -> bytes("{\"data\":" + assembled() + "}");
            case 1 -> changed(bytes(new JsonObject().put("data", put).encode()));
            default -> bytes(new JsonObject().put("data", put).encode().replace("\"v\"", part()));
          };
      for (String path : PATHS) {
        Answer answer =
            api.answer(path, body, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
        assertThat(answer.status()).isIn(200, 301, 302, 500);
      }
    }
  }

  private String assembled() {
    StringBuilder text = new StringBuilder();
    for (int parts = random.nextInt(8); parts >= 0; parts--) {
      text.append(part());
    }
    return text.toString();
  }

  private String part() {
    return PARTS.get(random.nextInt(PARTS.size()));
  }

  private byte[] changed(byte[] body) {
    for (int changes = random.nextInt(4); changes >= 0; changes--) {
      body[random.nextInt(body.length)] = (byte) random.nextInt(256);
    }
    return body;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
