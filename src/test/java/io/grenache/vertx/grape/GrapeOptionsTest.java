package io.grenache.vertx.grape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class GrapeOptionsTest {
  @Test
  void theJsonFormHasEveryFieldAndReadsBackTheSame() {
    JsonObject json = GrapeOptions.DEFAULTS.toJson();

    assertThat(json.encode())
        .isEqualTo(
            "{\"host\":\"127.0.0.1\",\"port\":30001,\"ageMs\":120000,\"valueAgeMs\":7200000,"
                + "\"maxServices\":5000,\"maxAnnouncementsPerService\":1000,"
                + "\"maxAnnouncements\":50000,\"maxValues\":5000,\"maxBodyBytes\":8192,"
                + "\"maxConnections\":1000,\"requestTimeoutMs\":10000,\"idleTimeoutMs\":60000,"
                + "\"prefix\":\"grenache\"}");
    assertThat(json).hasSize(GrapeOptions.class.getRecordComponents().length);
    assertThat(GrapeOptions.fromJson(json)).isEqualTo(GrapeOptions.DEFAULTS);
  }

  @Test
  void everyFieldIsReadFromItsName() {
    JsonObject json =
        new JsonObject(
            """
            {"host":"h","port":1,"ageMs":2,"valueAgeMs":3,"maxServices":4,
             "maxAnnouncementsPerService":5,"maxAnnouncements":6,"maxValues":7,"maxBodyBytes":8,
             "maxConnections":9,"requestTimeoutMs":10,"idleTimeoutMs":11,"prefix":"p"}
            """);

    assertThat(GrapeOptions.fromJson(json).toJson()).isEqualTo(json);
  }

  @Test
  void withersChangeOneField() {
    GrapeOptions options =
        GrapeOptions.DEFAULTS.withHost("h").withPort(0).withAge(Duration.ofMillis(5));

    assertThat(options.toJson())
        .isEqualTo(GrapeOptions.DEFAULTS.toJson().put("host", "h").put("port", 0).put("ageMs", 5L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"prot\":1}           | unknown option prot",
        "{\"port\":65536}       | port must be a whole number from 0 to 65535, was 65536",
        "{\"host\":\" \"}       | host must be a non-empty string",
        "{\"prefix\":\"\"}      | prefix must be a non-empty string",
        "{\"ageMs\":0}          | ageMs must be a whole number from 1",
        "{\"maxBodyBytes\":65537} | maxBodyBytes must be a whole number from 1 to 65536",
        "{\"idleTimeoutMs\":86400001} | idleTimeoutMs must be a whole number from 1 to 86400000",
        "{\"maxServices\":60000} | maxServices 60000 must not be above maxAnnouncements 50000",
        "{\"maxAnnouncements\":999} | maxServices 5000 must not be above maxAnnouncements 999",
        "{\"maxAnnouncements\":5000,\"maxAnnouncementsPerService\":5001} | maxAnnouncementsPerService 5001",
      })
  void wrongOptionsAreNamed(String json, String message) {
    assertThatThrownBy(() -> GrapeOptions.fromJson(new JsonObject(json)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("GrapeOptions[")
        .hasMessageContaining(message);
  }

  @Test
  void theConstructorChecksToo() {
    assertThatThrownBy(() -> GrapeOptions.DEFAULTS.withAge(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new GrapeOptions(null, 0, null, null, 1, 1, 1, 1, 1, 1, null, null, ""))
        .hasMessage("GrapeOptions[host must be a non-empty string]");
  }
}
