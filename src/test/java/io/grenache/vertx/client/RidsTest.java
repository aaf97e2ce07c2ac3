package io.grenache.vertx.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Payload;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class RidsTest {
  private final Rids rids = new Rids();

  @ParameterizedTest
  @ValueSource(
      longs = {
        1,
        9,
        10,
        15,
        16,
        255,
        256,
        4095,
        4096,
        0xFFFF_FFFFL,
        1L << 32,
        1L << 62,
        Long.MAX_VALUE
      })
  void a_rid_is_a_json_string_that_gives_its_number_back(long id) {
    Payload rid = rids.toJson(id);

    assertThat(rid.text()).matches("\"[0-9a-f]{16}-" + Long.toHexString(id) + "\"");
    assertThat(Payload.ofJson(rid.text()).json()).isInstanceOf(String.class);
    assertThat(rids.parse(rid)).isEqualTo(id);
  }

  @Test
  void numbers_are_never_given_twice_nor_zero() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      long id = rids.next();
      assertThat(id).isNotZero();
      assertThat(seen.add(rids.toJson(id).text())).isTrue();
    }
  }

  @Test
  void the_rids_of_another_client_are_foreign() {
    Set<String> heads = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      Rids other = new Rids();
      Payload rid = other.toJson(1);
      heads.add(rid.text());
      assertThat(rids.parse(rid)).isZero();
    }

    assertThat(heads).hasSize(100);
  }

  @Test
  void what_only_looks_like_a_rid_is_none() {
    String own = rids.toJson(0x12).text();
    String head = own.substring(0, own.length() - 3);
    for (String text :
        List.of(
            "null",
            "0",
            "\"\"",
            "{}",
            "[" + own + "]",
            head + "\"",
            head + "g\"",
            head + "1 \"",
            head + "\\u0031\"",
            head + "-1\"",
            head + "\u00e9\"",
            head + "1".repeat(17) + "\"",
            own.substring(0, 5) + "\"",
            "\"" + own.substring(2, own.length()))) {
      assertThat(rids.parse(Payload.ofJson(text))).as(text).isZero();
    }
  }
}
