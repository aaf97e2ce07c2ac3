package io.grenache.vertx.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.grenache.vertx.message.Payload;
import io.grenache.vertx.testing.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FramePropertyTest {
  private static final long SEED = 20_240_607;

  private static final String[] TOKENS = {
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\"",
    "\\",
    "\\u",
    "null",
    "true",
    "-",
    "0",
    "1e",
    ".5",
    " ",
    "\u00e9",
    "[[[[",
    "\"ttl\":",
    "\"h\":{",
    "\"ran\":",
    "99999999999999999999",
    "/**/",
    "\ufeff"
  };

  @Test
  void what_is_encoded_is_decoded_to_the_same() throws FrameFault {
    RandomFrames frames = new RandomFrames(SEED);
    for (int i = 0; i < 1_000; i++) {
      RequestFrame request = frames.request();
      assertThat(RequestFrame.decode(request.encode(true))).isEqualTo(request);
      assertThat(RequestFrame.decode(request.encode(false)))
          .isEqualTo(new RequestFrame(request.rid(), request.service(), request.payload()));

      ReplyFrame reply = frames.reply();
      assertThat(ReplyFrame.decode(reply.encode(true))).isEqualTo(reply);
      assertThat(ReplyFrame.decode(reply.encode(false)))
          .isEqualTo(new ReplyFrame(reply.rid(), reply.error(), reply.result(), 0, true));
    }
  }

  @Test
  void whatever_comes_in_gives_a_frame_of_valid_json_or_a_fault() {
    Random random = new Random(SEED);
    RandomFrames frames = new RandomFrames(SEED);
    byte[][] seeds = new byte[500][];
    for (int i = 0; i < seeds.length; i++) {
      seeds[i] = i % 2 == 0 ? frames.request().encode(true) : frames.reply().encode(true);
    }
    int decoded = 0;
    int rounds = 20_000;
    for (int i = 0; i < rounds; i++) {
      int seed = random.nextInt(seeds.length);
      byte[] frame = seeds[seed];
      // mutations build on one another, so that both near and far misses come
      for (int step = 0; step < 5; step++) {
        frame = mutate(frame, random);
        decoded += decodes(frame, seed % 2 == 0) ? 1 : 0;
      }
    }
    // else this would test one side alone
    assertThat(decoded).isBetween(rounds / 5, rounds * 4);
  }

  private static byte[] mutate(byte[] frame, Random random) {
    int at = random.nextInt(frame.length + 1);
    int to = Math.min(frame.length, at + random.nextInt(8));
    return switch (random.nextInt(6)) {
      case 0 -> splice(frame, at, to, new byte[0]);
      case 1 -> splice(frame, at, at, Arrays.copyOfRange(frame, at, to));
      case 2 ->
          splice(frame, at, Math.min(frame.length, at + 1), new byte[] {(byte) random.nextInt()});
      case 3 ->
          random.nextInt(4) == 0 ? Arrays.copyOf(frame, at) : splice(frame, 0, 0, new byte[] {' '});
      default ->
          splice(
              frame,
              at,
              random.nextBoolean() ? at : to,
              TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.UTF_8));
    };
  }

  private static byte[] splice(byte[] frame, int from, int to, byte[] with) {
    byte[] out = new byte[frame.length - (to - from) + with.length];
    System.arraycopy(frame, 0, out, 0, from);
    System.arraycopy(with, 0, out, from, with.length);
    System.arraycopy(frame, to, out, from + with.length, frame.length - to);
    return out;
  }

  private static boolean decodes(byte[] message, boolean asRequest) {
    try {
      if (asRequest) {
        RequestFrame request = RequestFrame.decode(message);
        checkJson(message, request.rid(), request.payload());
        assertThat(request.ttlMs()).isGreaterThanOrEqualTo(-1);
      } else {
        ReplyFrame reply = ReplyFrame.decode(message);
        checkJson(message, reply.rid(), reply.result());
        assertThat(reply.error()).isNotEqualTo("");
      }
      return true;
    } catch (FrameFault fault) {
      checkFault(message, fault);
      return false;
    } catch (RuntimeException | StackOverflowError e) {
      return fail(HexFormat.of().formatHex(message), e);
    }
  }

  private static void checkFault(byte[] message, FrameFault fault) {
    if (fault.rid() != null) {
      checkJson(message, fault.rid());
    }
  }

  private static void checkJson(byte[] message, Payload... payloads) {
    for (Payload payload : payloads) {
      if (!StrictJson.accepts(payload.text())) {
        fail("no JSON value in " + HexFormat.of().formatHex(message));
      }
    }
  }
}
