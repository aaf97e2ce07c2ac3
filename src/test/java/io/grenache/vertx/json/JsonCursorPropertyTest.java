package io.grenache.vertx.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.grenache.vertx.testing.StrictJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class JsonCursorPropertyTest {
  private static final ObjectMapper OTHER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  @Test
  void everyElementOfARandomArrayHasTheSliceThatWasWritten() throws JsonFault {
    RandomJson json = new RandomJson(1);
    for (int round = 0; round < 3000; round++) {
      List<String> written = new ArrayList<>();
      StringBuilder text = new StringBuilder(json.space()).append('[').append(json.space());
      for (int i = 0; i < round % 6; i++) {
        String value = json.value(4);
        written.add(value);
        text.append(i > 0 ? "," : "").append(json.space()).append(value).append(json.space());
      }
      text.append(']').append(json.space());
      assertThat(elements(text.toString(), round % 7)).as("round %d", round).isEqualTo(written);
    }
  }

  @Test
  void everyValueOfARandomObjectHasTheSliceThatWasWritten() throws JsonFault {
    RandomJson json = new RandomJson(2);
    for (int round = 0; round < 2000; round++) {
      String value = json.value(4);
      String text =
          "{"
              + json.space()
              + json.name()
              + json.space()
              + ":"
              + json.space()
              + value
              + json.space()
              + ",\"end\":"
              + value
              + json.space()
              + "}";
      byte[] bytes = text.getBytes(UTF_8);
      JsonCursor cursor = new JsonCursor(bytes, 0, bytes.length);
      cursor.next();
      while (cursor.next()) {
        cursor.next();
        cursor.skip();
        assertThat(new String(bytes, cursor.from(), cursor.to() - cursor.from(), UTF_8))
            .as("round %d", round)
            .isEqualTo(value);
      }
      cursor.end();
    }
  }

  @Test
  void aMutatedTextIsTakenIfAndOnlyIfOtherParsersTakeIt() {
    Random random = new Random(3);
    RandomJson json = new RandomJson(4);
    int taken = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = (json.space() + json.value(3) + json.space()).getBytes(UTF_8);
      taken += sameVerdict(mutate(bytes, random)) ? 1 : 0;
    }
    // neither all nor none: else the comparison would say nothing
    assertThat(taken).isBetween(2000, 18_000);
  }

  @Test
  void randomBytesAreNoMoreThanAFault() {
    Random random = new Random(5);
    byte[] alphabet = "[]{}\",:0123456789.eE+-truefalsn\\ \t\n\u0000é€".getBytes(UTF_8);
    for (int round = 0; round < 50_000; round++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      if (round % 4 != 0) {
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = alphabet[(bytes[i] & 0xFF) % alphabet.length];
        }
      }
      sameVerdict(bytes);
    }
  }

  private static byte[] mutate(byte[] bytes, Random random) {
    byte[] mutated = bytes.clone();
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(5)) {
      case 0 -> mutated[at] = (byte) random.nextInt(256);
      case 1 -> mutated[at] = bytes[random.nextInt(bytes.length)];
      case 2 -> mutated = java.util.Arrays.copyOf(bytes, at);
      case 3 -> {
        mutated = new byte[bytes.length + 1];
        System.arraycopy(bytes, 0, mutated, 0, at);
        mutated[at] = (byte) "[]{},:\" 0-eE.\\u".charAt(random.nextInt(15));
        System.arraycopy(bytes, at, mutated, at + 1, bytes.length - at);
      }
      default -> {
        mutated = new byte[bytes.length - 1];
        System.arraycopy(bytes, 0, mutated, 0, at);
        System.arraycopy(bytes, at + 1, mutated, at, mutated.length - at);
      }
    }
    return mutated;
  }

  private static boolean sameVerdict(byte[] bytes) {
    boolean taken;
    try {
      JsonCursor.check(bytes, 0, bytes.length);
      taken = true;
    } catch (JsonFault fault) {
      taken = false;
    }
    String text = decoded(bytes);
    assertThat(taken).as("%s", text).isEqualTo(text != null && StrictJson.accepts(text));
    if (taken) {
      assertThat(jacksonTakes(text)).as("%s", text).isTrue();
    }
    return taken;
  }

  private static String decoded(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static boolean jacksonTakes(String text) {
    try {
      return !OTHER.readTree(text).isMissingNode();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static List<String> elements(String text, int offset) throws JsonFault {
    byte[] bytes = ("x".repeat(offset) + text + "]").getBytes(UTF_8);
    List<String> slices = new ArrayList<>();
    JsonCursor cursor = new JsonCursor(bytes, offset, bytes.length - 1);
    assertThat(cursor.next()).isTrue();
    while (cursor.next()) {
      cursor.skip();
      slices.add(new String(bytes, cursor.from(), cursor.to() - cursor.from(), UTF_8));
    }
    cursor.end();
    return slices;
  }
}
