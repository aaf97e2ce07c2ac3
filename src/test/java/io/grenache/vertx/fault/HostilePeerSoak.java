package io.grenache.vertx.fault;

import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Each attack at length, one after the other, and then all at once, by hand: {@code mvn -Psoak test
 * -Dtest=HostilePeerSoak}. System properties: {@code hostile.seconds} of each attack, {@code
 * hostile.percent} of its sockets, {@code hostile.attacks}, their names with commas between.
 */
@Timeout(7200)
class HostilePeerSoak {
  // a connection takes about 8 KiB before it has said a word
  private static final int HEAP_MIB = 192;
  // what each process has open besides
  private static final int OWN_DESCRIPTORS = 500;

  private final Duration duration = Duration.ofSeconds(Integer.getInteger("hostile.seconds", 60));
  private final int percent = Integer.getInteger("hostile.percent", 100);

  @Test
  void the_server_bears_every_attack_at_length() {
    // long enough for all half-open connections to be there at a time; silence ends them later
    JsonObject patient =
        new JsonObject().put("handshakeTimeoutMs", 10_000).put("idleTimeoutMs", 30_000);
    SoftAssertions softly = new SoftAssertions();
    Map<Attack, Integer> all = new EnumMap<>(Attack.class);
    try (HostileRun run = new HostileRun(patient, HEAP_MIB)) {
      for (Attack attack : attacks()) {
        all.put(attack, Math.max(1, attack.light * percent / 100));
        int sockets = Math.min(descriptors(), Math.max(1, attack.heavy * percent / 100));
        attack(run, Map.of(attack, sockets), softly);
      }
      if (all.size() > 1) {
        attack(run, all, softly);
      }
      System.out.println(run.checkCallers());
      System.out.println("left: " + run.checkNothingIsLeft());
      softly.assertThat(run.serverErrors()).as("standard error of the server").isEmpty();
    }
    softly.assertAll();
  }

  private void attack(HostileRun run, Map<Attack, Integer> sockets, SoftAssertions softly) {
    for (AttackReport report : run.attack(sockets, duration)) {
      System.out.println(report);
      softly.check(() -> report.check(run.options()));
    }
    System.out.println(run.memory());
  }

  private static List<Attack> attacks() {
    String names = System.getProperty("hostile.attacks");
    return names == null
        ? List.of(Attack.values())
        : Arrays.stream(names.split(",")).map(Attack::valueOf).toList();
  }

  /** How many sockets a process may have here. */
  private static int descriptors() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.UnixOperatingSystemMXBean unix
        ? (int) Math.min(Integer.MAX_VALUE, unix.getMaxFileDescriptorCount()) - OWN_DESCRIPTORS
        : Integer.MAX_VALUE;
  }
}
