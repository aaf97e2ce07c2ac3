package io.grenache.vertx.fault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kill test at length, by hand: {@code mvn test -Dtest=KillSoak}. System properties: {@code
 * kill.rate} requests a second, {@code kill.seconds}, {@code kill.everyMs}, {@code kill.samePorts}.
 */
@Timeout(1800)
class KillSoak {
  @Test
  void servers_are_killed_under_heavy_load_for_minutes(@TempDir Path directory) {
    int rate = Integer.getInteger("kill.rate", 5000);
    Duration duration = Duration.ofSeconds(Integer.getInteger("kill.seconds", 300));
    Duration every = Duration.ofMillis(Integer.getInteger("kill.everyMs", 2500));
    boolean samePorts = Boolean.parseBoolean(System.getProperty("kill.samePorts", "true"));
    try (KillRun run = new KillRun(directory, rate, samePorts)) {
      Accounts accounts = run.run(duration, every);

      System.out.printf("same ports %s: %s%n", samePorts, run.story(accounts));
      long[] tookUs =
          accounts.outcomes().stream().mapToLong(o -> o.took().toNanos() / 1000).sorted().toArray();
      for (double share : new double[] {0.5, 0.99, 0.999, 1}) {
        int at = (int) Math.max(0, Math.ceil(share * tookUs.length) - 1);
        System.out.printf("%5.1f %% within %.1f ms%n", share * 100, tookUs[at] / 1000.0);
      }
      System.out.printf(
          "failed with one attempt: %d, with three: %d, more than 1 s: %d%n",
          accounts.failed(1).size(),
          accounts.failed(3).size(),
          Arrays.stream(tookUs).filter(us -> us > 1_000_000).count());
      run.check(accounts);
    }
  }
}
