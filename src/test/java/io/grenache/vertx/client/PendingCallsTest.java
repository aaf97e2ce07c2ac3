package io.grenache.vertx.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class PendingCallsTest {
  private final PendingCalls pending = new PendingCalls();
  private final Rids rids = new Rids();

  private Attempt add() {
    long id = pending.nextId(rids);
    Attempt attempt = new Attempt(new Exchange(null, null, 1, 0, null, done -> {}), null);
    attempt.written(null, id, 0);
    pending.add(attempt);
    return attempt;
  }

  @Test
  void each_call_is_found_once_under_its_number() {
    Random random = new Random(7);
    Map<Long, Attempt> expected = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      if (expected.isEmpty() || random.nextInt(1000) < 501 && expected.size() < 3000) {
        Attempt attempt = add();
        assertThat(expected.put(attempt.id(), attempt)).isNull();
      } else {
        List<Long> ids = new ArrayList<>(expected.keySet());
        long id = ids.get(random.nextInt(Math.min(3, ids.size())));
        assertThat(pending.remove(id)).isSameAs(expected.remove(id));
        assertThat(pending.remove(id)).isNull();
      }
      assertThat(pending.size()).isEqualTo(expected.size());
    }
    assertThat(pending.removeAll())
        .containsExactlyInAnyOrderElementsOf(expected.values())
        .isSortedAccordingTo((a, b) -> Long.compare(a.id(), b.id()));
    assertThat(pending.isEmpty()).isTrue();
  }

  @Test
  void a_call_that_waits_for_long_makes_no_room_for_others_necessary() {
    Attempt slow = add();
    for (int i = 0; i < 1_000_000; i++) {
      pending.remove(add().id());
    }
    assertThat(pending.size()).isEqualTo(1);
    assertThat(pending.remove(slow.id())).isSameAs(slow);
    assertThat(rids.next()).as("numbers that were passed over").isLessThan(1_100_000);
  }

  @Test
  void a_number_that_nobody_waits_under_finds_nothing() {
    Attempt attempt = add();
    assertThat(pending.remove(0)).isNull();
    assertThat(pending.remove(attempt.id() + 16)).isNull();
    assertThat(pending.remove(-attempt.id())).isNull();
    assertThat(pending.size()).isEqualTo(1);
  }
}
