package io.grenache.vertx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.testing.JavaProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MainJobIT {
  private static final String MAIN = "io.grenache.vertx.cli.MainJob";

  @Test
  void it_finds_and_calls_a_service_says_so_and_ends_by_itself() {
    try (JavaProcess job = JavaProcess.ofMain(MAIN)) {
      assertThat(job.exitCode()).as(String.join("\n", job.errors())).isZero();
      List<String> lines = job.rest();

      assertThat(lines.get(0)).matches("grape +listens at http://127\\.0\\.0\\.1:\\d+");
      assertThat(lines.get(1)).matches("announced +rpc_test, port \\d+, taken by http://.*");
      assertThat(lines.get(2)).matches("reply +\"world\" from 127\\.0\\.0\\.1:\\d+, handler [12]");
      assertThat(lines.get(3)).matches("first reply +\\d+ ms after the job began, .*");
      assertThat(lines.get(4)).matches("reply +\"world\" from 127\\.0\\.0\\.1:\\d+, handler [12]");
      assertThat(lines.get(2)).isNotEqualTo(lines.get(4));
      assertThat(lines.get(5)).matches("burst +[\\d,]+ requests in .* a second, 64 in flight");
      assertThat(lines.get(6)).matches("closed +everything");
      assertThat(lines).hasSize(7);
      assertThat(job.errors()).isEmpty();
    }
  }

  @Test
  void broken_it_ends_soon_with_an_exit_code_and_a_cause() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      long start = System.nanoTime();
      try (JavaProcess job = JavaProcess.ofMain(MAIN, Integer.toString(taken.getLocalPort()))) {
        assertThat(job.exitCode()).isNotZero();
        assertThat(job.errors()).anyMatch(line -> line.contains("Address already in use"));
      }
      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(10);
    }
  }
}
