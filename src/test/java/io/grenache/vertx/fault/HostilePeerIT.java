package io.grenache.vertx.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All attacks at the same time, for some seconds. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostilePeerIT {
  private static final int HEAP_MIB = 96;

  private HostileRun run;
  private List<AttackReport> reports;

  @BeforeAll
  void attack() {
    run = new HostileRun(new JsonObject(), HEAP_MIB);
    Map<Attack, Integer> sockets = new EnumMap<>(Attack.class);
    for (Attack attack : Attack.values()) {
      sockets.put(attack, attack.light);
    }
    reports = run.attack(sockets, Duration.ofSeconds(3));
  }

  @AfterAll
  void close() {
    if (run != null) {
      run.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_server_gives_each_offender_its_due_and_no_more(Attack attack) {
    AttackReport report =
        reports.stream().filter(r -> r.attack() == attack).findFirst().orElseThrow();
    System.out.println(report);
    report.check(run.options());
  }

  @Test
  void well_behaved_callers_are_served_all_the_while_and_then_nothing_is_left() {
    System.out.println(run.memory());
    System.out.println(run.checkCallers());
    System.out.println("left: " + run.checkNothingIsLeft());
    assertThat(run.serverErrors()).as("standard error of the server").isEmpty();
  }
}
