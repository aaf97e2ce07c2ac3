package io.grenache.vertx.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grenache.vertx.json.JsonLimits;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One decoder for many frames. */
@Timeout(10)
class FrameDecoderTest {
  private final FrameDecoder decoder = new FrameDecoder(JsonLimits.DEFAULTS);

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void a_frame_is_read_as_by_a_new_decoder_whatever_was_read_before() throws FrameFault {
    RandomFrames frames = new RandomFrames(7);
    Random random = new Random(8);
    for (int i = 0; i < 5_000; i++) {
      RequestFrame request = frames.request();
      byte[] bytes = request.encode(true);
      assertThat(decoder.request(bytes)).isEqualTo(RequestFrame.decode(bytes)).isEqualTo(request);
      byte[] broken = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      assertThatThrownBy(() -> decoder.request(broken)).isInstanceOf(FrameFault.class);
      ReplyFrame reply = frames.reply();
      assertThat(decoder.reply(reply.encode(true))).isEqualTo(reply);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "1,1",
    "60000,60000",
    "999999999999999999,999999999999999999",
    "9223372036854775807,9223372036854775807",
    "9223372036854775808,-1",
    "-1,0",
    "1.5,-1",
    "1e3,-1"
  })
  void the_time_left_is_read_from_the_end_that_is_usual_and_from_any_other(
      String ttl, long expected) throws FrameFault {
    for (String end :
        new String[] {
          "{\"v\":1,\"ttl\":%s}]", "{\"v\":1,\"ttl\":%s }]", "{\"v\":1, \"ttl\":%s}]",
          "{\"v\":1,\"ttl\":%s}] ", "{\"ttl\":%s}]", "{\"v\":1,\"ttl\":%s,\"x\":[]}]"
        }) {
      RequestFrame frame = decoder.request(utf8("[1,\"k\",[2]," + end.formatted(ttl)));
      assertThat(frame.ttlMs()).as(end).isEqualTo(expected);
      assertThat(frame.payload().text()).isEqualTo("[2]");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1,\"k\",2,{\"v\":1,\"ttl\":}]",
        "[1,\"k\",2,{\"v\":1,\"ttl\":007}]",
        "[1,\"k\",2,{\"v\":1,\"ttl\":6a}]",
        "[1,\"k\",2,{\"v\":1,\"ttl\":6]",
        "[1,\"k\",2,{\"v\":1,\"ttl\":6}",
        "[1,\"k\",2,{\"v\":1,\"ttl\":6}}",
        "[1,\"k\",2,{\"v\":1,\"ttl\":6}]]",
        "[1,\"k\",{\"v\":1,\"ttl\":6}"
      })
  void an_end_that_is_nearly_usual_is_no_json(String frame) {
    assertThatThrownBy(() -> decoder.request(utf8(frame)))
        .isInstanceOfSatisfying(
            FrameFault.class,
            fault -> assertThat(fault.kind()).isEqualTo(FrameFault.Kind.NOT_JSON));
  }

  @Test
  void what_looks_like_the_usual_end_may_be_the_payload() throws FrameFault {
    RequestFrame frame = decoder.request(utf8("[1,\"k\",{\"v\":1,\"ttl\":6}]"));

    assertThat(frame.payload().text()).isEqualTo("{\"v\":1,\"ttl\":6}");
    assertThat(frame.ttlMs()).isEqualTo(-1);
  }

  @Test
  void a_decoder_that_waits_for_the_next_frame_holds_none() throws FrameFault {
    List<WeakReference<byte[]>> read = new ArrayList<>();
    for (boolean request : new boolean[] {true, false}) {
      byte[] frame = utf8("[\"rid\",\"s\",1,{\"v\":1}]");
      read.add(new WeakReference<>(frame));
      if (request) {
        decoder.request(frame);
      } else {
        decoder.reply(frame);
      }
      frame = null;
      Awaitility.await()
          .until(
              () -> {
                System.gc();
                return read.stream().allMatch(seen -> seen.get() == null);
              });
    }
  }

  @Test
  void services_with_names_alike_are_told_apart() throws FrameFault {
    for (String service :
        new String[] {
          "orders", "orderz", "orders", "order", "", "\\u006frders", "ördèrs", "ördèrs"
        }) {
      String expected = service.replace("\\u006f", "o");
      assertThat(decoder.request(utf8("[1,\"" + service + "\",2]")).service()).isEqualTo(expected);
    }
  }
}
