package io.grenache.vertx.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.listen.ListenOptions;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ShakingHandsTest {
  private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();
  private final ShakingHands shaking =
      new ShakingHands(
          ListenOptions.fromJson(
              new JsonObject().put("maxConnections", 3).put("maxConnectionsPerAddress", 2),
              ListenOptions.DEFAULTS),
          name -> counters.computeIfAbsent(name, key -> new LongAdder()));

  @Test
  void who_was_refused_takes_no_place_and_who_has_ended_gives_it_back() {
    assertThat(shaking.begin("a")).isTrue();
    assertThat(shaking.begin("a")).isTrue();
    assertThat(shaking.begin("a")).isFalse();
    assertThat(shaking.begin("b")).isTrue();
    assertThat(shaking.begin("c")).isFalse();
    assertThat(counters.get("tooManyOfAddress").sum()).isEqualTo(1);
    assertThat(counters.get("tooManyConnections").sum()).isEqualTo(1);

    shaking.end("a");
    assertThat(shaking.begin("c")).isTrue();
    shaking.end("a");
    shaking.end("b");
    shaking.end("c");
    assertThat(shaking.total()).isZero();
    assertThat(shaking.hosts()).isZero();
  }
}
