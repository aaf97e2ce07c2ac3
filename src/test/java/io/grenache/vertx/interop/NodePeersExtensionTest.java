package io.grenache.vertx.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 10, unit = TimeUnit.SECONDS)
class NodePeersExtensionTest {
  @ParameterizedTest
  @ValueSource(strings = {"auto", "required"})
  void peersAreTestedWhereNodeIsThere(String mode) {
    assertThat(NodePeersExtension.decide(mode, List.of()).isDisabled()).isFalse();
  }

  @Test
  void withoutNodeAutoSkipsAndSaysWhatIsMissing() {
    var decision = NodePeersExtension.decide("auto", List.of("node", "npm"));
    assertThat(decision.isDisabled()).isTrue();
    assertThat(decision.getReason()).hasValueSatisfying(it -> assertThat(it).contains("node and"));
  }

  @Test
  void withoutNodeRequiredFails() {
    assertThatThrownBy(() -> NodePeersExtension.decide("required", List.of("npm")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("npm");
  }

  @Test
  void offSkipsWhateverIsThere() {
    assertThat(NodePeersExtension.decide("off", List.of()).isDisabled()).isTrue();
  }

  @Test
  void aMisspeltModeFails() {
    assertThatThrownBy(() -> NodePeersExtension.decide("on", List.of()))
        .hasMessageContaining("required, auto or off");
  }

  @Test
  void onlyProgramsThatCanBeRunCount(@TempDir Path directory) throws Exception {
    Files.createFile(directory.resolve("npm"));
    assertThat(directory.resolve("node").toFile().createNewFile()).isTrue();
    assertThat(directory.resolve("node").toFile().setExecutable(true)).isTrue();
    assertThat(NodePeersExtension.missing(directory.toString())).containsExactly("npm");
    assertThat(NodePeersExtension.missing(null)).containsExactly("node", "npm");
  }
}
