package io.grenache.vertx.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grenache.vertx.message.Destination;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class GrapeAnswersTest {
  @Test
  void destinationsAreReadEachOnce() throws Exception {
    GrapeAnswers.Found found = find(" [\"10.0.0.5:7001\",\"[::1]:7002\",\"10.0.0.5:7001\"] ");

    assertThat(found.destinations())
        .containsExactly(new Destination("10.0.0.5", 7001), new Destination("::1", 7002));
    assertThat(found.malformed()).isZero();
  }

  @Test
  void anEmptyListIsAnAnswer() throws Exception {
    assertThat(find("[]").destinations()).isEmpty();
  }

  @Test
  void malformedEntriesAreLeftOutAndCounted() throws Exception {
    GrapeAnswers.Found found =
        find(
            "[1,\"x\",\"h:0\",\"h:70000\",null,[\"a:1\",[2]],{\"a\":[\"b:2\"]},\"host:1\",\":1\"]");

    assertThat(found.destinations()).containsExactly(new Destination("host", 1));
    assertThat(found.malformed()).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{}",
        "1",
        "null",
        "[",
        "[\"a:1\"",
        "[\"a:1\"] 2",
        "[\"a:1\",]",
        "<html>"
      })
  void whatIsNoListIsAnError(String body) {
    assertThatThrownBy(() -> find(body)).isInstanceOf(GrapeFault.class);
  }

  @Test
  void aStringIsAnErrorAndTellsTheGrapesWords() {
    assertThatThrownBy(() -> find("\"ERR_GRAPE_LOOKUP\""))
        .isInstanceOf(GrapeFault.class)
        .hasMessage("answered \"ERR_GRAPE_LOOKUP\"");
  }

  @Test
  void aGrapesWordsAreCutToOneShortLine() {
    assertThatThrownBy(() -> find("\"a\\nb" + "x".repeat(500) + "\""))
        .hasMessageStartingWith("answered \"a?bx")
        .satisfies(thrown -> assertThat(thrown.getMessage()).hasSizeLessThan(130));
  }

  @Test
  void aWholeNumberOfNodesTookAnAnnouncement() throws Exception {
    assertThat(nodes("1")).isEqualTo(1);
    assertThat(nodes("20")).isEqualTo(20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "1.5",
        "1e3",
        "99999999999999999999",
        "\"1\"",
        "[1]",
        "true",
        "1 1"
      })
  void anythingElseIsNoTakenAnnouncement(String body) {
    assertThatThrownBy(() -> nodes(body)).isInstanceOf(GrapeFault.class);
  }

  private static GrapeAnswers.Found find(String json) throws GrapeFault {
    return GrapeAnswers.destinations(json.getBytes(UTF_8));
  }

  private static long nodes(String json) throws GrapeFault {
    return GrapeAnswers.nodes(json.getBytes(UTF_8));
  }
}
