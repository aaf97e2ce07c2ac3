package io.grenache.vertx.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(90)
class KillIT {
  /** A server of a new port leaves its old announcement in the grape until that has aged. */
  @ParameterizedTest(name = "same ports: {0}")
  @ValueSource(booleans = {true, false})
  void servers_are_killed_and_only_what_was_written_to_them_once_fails(
      boolean samePorts, @TempDir Path directory) {
    try (KillRun run = new KillRun(directory, 500, samePorts)) {
      Accounts accounts = run.run(Duration.ofSeconds(10), Duration.ofMillis(2000));

      System.out.printf("same ports %s: %s%n", samePorts, run.story(accounts));
      assertThat(run.kills()).isGreaterThanOrEqualTo(2);
      run.check(accounts);
    }
  }
}
