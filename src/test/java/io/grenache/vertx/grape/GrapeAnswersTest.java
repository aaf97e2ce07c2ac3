package io.grenache.vertx.grape;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers that grenache-grape 1.0.0 gives, over a real socket. */
@Timeout(20)
class GrapeAnswersTest {
  private static final String HELLO = "e5f96f6f38320f0f33959cb4d3d656452117aadb";

  private static DeployedGrape grape;

  @BeforeAll
  static void deploy() throws Exception {
    grape = new DeployedGrape(new JsonObject());
  }

  @AfterAll
  static void close() throws Exception {
    grape.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/lookup   | \"nobody\"          | 200 []",
        "/lookup   | \"\"                | 200 \"ERR_GRAPE_LOOKUP\"",
        "/lookup   | 1                   | 200 \"ERR_GRAPE_LOOKUP\"",
        "/lookup   | null                | 200 \"ERR_GRAPE_LOOKUP\"",
        "/lookup   | [\"a\"]             | 200 \"ERR_GRAPE_LOOKUP\"",
        "/announce | [\"a\",1337]        | 200 1",
        "/announce | [\"a\",1337.0]      | 200 1",
        "/announce | [\"a\",1e3,5]       | 200 1",
        "/announce | \"a\"               | 200 \"ERR_GRAPE_ANNOUNCE\"",
        "/announce | null                | 200 \"ERR_GRAPE_ANNOUNCE\"",
        "/announce | {}                  | 200 \"ERR_GRAPE_ANNOUNCE\"",
        "/announce | []                  | 200 \"ERR_GRAPE_SERVICE_PORT\"",
        "/announce | [\"a\"]             | 200 \"ERR_GRAPE_SERVICE_PORT\"",
        "/announce | [\"a\",\"1337\"]    | 200 \"ERR_GRAPE_SERVICE_PORT\"",
        "/announce | [\"a\",13.5]        | 200 \"ERR_GRAPE_SERVICE_PORT\"",
        "/announce | [\"a\",1e999]       | 200 \"ERR_GRAPE_SERVICE_PORT\"",
        "/announce | [\"a\",-1]          | 200 \"All queries failed\"",
        "/announce | [\"a\",0]           | 200 \"All queries failed\"",
        "/announce | [\"a\",70000]       | 200 \"All queries failed\"",
        "/announce | [\"a\",1e300]       | 200 \"All queries failed\"",
        "/announce | [5,1]               | 500 ERR_GRAPE_PAYLOAD_INVALID",
        "/put      | {}                  | 200 \"opts.v not given\"",
        "/put      | {\"v\":null}        | 200 \"opts.v not given\"",
        "/put      | 5                   | 200 \"opts.v not given\"",
        "/put      | null                | 500 ERR_GRAPE_PAYLOAD_INVALID",
        "/put      | {\"v\":0}           | 200 \"All queries failed\"",
        "/put      | {\"v\":\"Hello World!\"}            | 200 \"" + HELLO + "\"",
        "/put      | {\"v\":\"Hello World!\",\"seq\":\"x\",\"k\":\"\"} | 200 \"" + HELLO + "\"",
        "/put      | \"Hello World!\"    | 200 \"" + HELLO + "\"",
        "/get      | 5                   | 200 \"ERR_GRAPE_GENERIC\"",
        "/get      | {}                  | 200 \"ERR_GRAPE_GENERIC\"",
        "/get      | [1]                 | 200 \"ERR_GRAPE_GENERIC\"",
        "/get      | {\"hash\":5}        | 200 \"ERR_GRAPE_GENERIC\"",
        "/get      | null                | 500 ERR_GRAPE_PAYLOAD_INVALID",
        "/get      | {\"hash\":\"\",\"salt\":5}          | 500 ERR_GRAPE_PAYLOAD_INVALID",
        "/nope     | \"a\"               | 200 \"ERR_REQ_NOTFOUND\"",
        "/         | \"a\"               | 200 \"ERR_REQ_NOTFOUND\"",
        "/lookup?  | \"a\"               | 200 \"ERR_REQ_NOTFOUND\"",
        "/lookup?a=1 | \"a\"             | 200 \"ERR_REQ_NOTFOUND\"",
        "/lookup/  | \"a\"               | 200 \"ERR_REQ_NOTFOUND\"",
        "/%6cookup | \"a\"               | 200 \"ERR_REQ_NOTFOUND\"",
        "/LOOKUP   | \"a\"               | 200 \"ERR_REQ_NOTFOUND\"",
        "/-Lookup_ | \"nobody\"          | 200 []",
      })
  void eachCallHasTheReferencesAnswer(String path, String data, String answer) throws Exception {
    assertThat(grape.call(path, data)).isEqualTo(answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{bad", "null", "{\"data\":\"a\"}x", "\uFEFF{\"data\":\"a\"}"})
  void whatIsNotJsonIs500AndUnquotedOnEveryPath(String body) throws Exception {
    assertThat(grape.post("/lookup", body)).isEqualTo("500 ERR_GRAPE_PAYLOAD_INVALID");
    assertThat(grape.post("/nope", body)).isEqualTo("500 ERR_GRAPE_PAYLOAD_INVALID");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "\"x\"", "[1]", "true", "{}"})
  void aBodyWithoutDataLooksNothingUp(String body) throws Exception {
    assertThat(grape.post("/lookup", body)).isEqualTo("200 \"ERR_GRAPE_LOOKUP\"");
    assertThat(grape.post("/put", body).substring(0, 3)).isEqualTo("500");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"})
  void everyVerbIsTakenAndAnswersHaveNoContentType(String verb) throws Exception {
    assertThat(grape.send(verb, "/lookup", "{\"data\":\"nobody\"}"))
        .isEqualTo(new DeployedGrape.Response(200, "[]", null));
  }

  @Test
  void headHasAStatusAndNoBody() throws Exception {
    assertThat(grape.send("HEAD", "/lookup", "{\"data\":\"nobody\"}"))
        .isEqualTo(new DeployedGrape.Response(200, "", null));
  }

  @Test
  void aServiceIsFoundAtItsCallersAddressWithTheAnnouncedPort() throws Exception {
    assertThat(grape.call("/announce", "[\"café ☃\",1]")).isEqualTo("200 1");
    assertThat(grape.call("/announce", "[\"café ☃\",65535]")).isEqualTo("200 1");
    assertThat(grape.call("/announce", "[\"café ☃\",1]")).isEqualTo("200 1");

    assertThat(addresses("\"caf\\u00e9 ☃\""))
        .containsExactlyInAnyOrder("127.0.0.1:1", "127.0.0.1:65535");
  }

  @Test
  void aLookupGivesAHundredOfManyInRandomOrder() throws Exception {
    for (int port : IntStream.rangeClosed(1, 120).toArray()) {
      grape.call("/announce", "[\"many\"," + port + "]");
    }

    List<Object> some = addresses("\"many\"");

    assertThat(some).hasSize(100).doesNotHaveDuplicates();
    assertThat(addresses("\"many\"")).isNotEqualTo(some);
  }

  @Test
  void anImmutableValueIsGotByItsHash() throws Exception {
    assertThat(grape.call("/put", "{\"v\":\"Hello World!\"}")).isEqualTo("200 \"" + HELLO + "\"");

    for (String data :
        List.of(
            "\"" + HELLO + "\"",
            "\"" + HELLO.toUpperCase(java.util.Locale.ROOT) + "zz\"",
            "{\"hash\":\"" + HELLO + "\"}",
            "{\"hash\":\"" + HELLO + "\",\"salt\":\"x\"}")) {
      assertThat(grape.call("/get", data))
          .matches("200 \\{\"id\":\"[0-9a-f]{40}\",\"token\":null,\"v\":\"Hello World!\"}");
    }
    assertThat(grape.call("/get", "{\"hash\":\"" + HELLO + "\",\"cache\":false,\"salt\":\"x\"}"))
        .matches(
            "200 \\{\"id\":\"[0-9a-f]{40}\",\"token\":\"[0-9a-f]{40}\",\"v\":\"Hello World!\","
                + "\"salt\":\"x\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"0000000000000000000000000000000000000000\"",
        "\"1111111111111111111111111111111111111111\"",
        "\"00\"",
        "\"zz\"",
        "\"\"",
        "{\"hash\":\"zz\"}"
      })
  void nothingFoundAndBadHashesAre200AndEmpty(String data) throws Exception {
    assertThat(grape.call("/get", data)).isEqualTo("200 ");
  }

  @Test
  void aValueMustStayBelow1000BytesWhateverItsCharacters() throws Exception {
    String tooLong = "200 \"v must be less than 1000 bytes in put()\"";

    assertThat(grape.call("/put", "{\"v\":\"" + "a".repeat(1000) + "\"}")).isEqualTo(tooLong);
    assertThat(grape.call("/put", "{\"v\":\"" + "é".repeat(500) + "\"}")).isEqualTo(tooLong);
    assertThat(grape.call("/put", "{\"v\":\"" + "a".repeat(999) + "\"}"))
        .isEqualTo("200 \"a1ef0f1ac1d1462a8b0f169ed61f145a3b9723d4\"");
    assertThat(grape.call("/put", "{\"v\":\"" + "é".repeat(499) + "\"}"))
        .isEqualTo("200 \"b47c0c13d874fe1de4c5cb1dd0b82d4227ead608\"");
  }

  @Test
  void deepNestingAndHugeNumbersAreJustJson() throws Exception {
    String deep = "[".repeat(4000) + "]".repeat(4000);

    assertThat(grape.call("/lookup", deep)).isEqualTo("200 \"ERR_GRAPE_LOOKUP\"");
    assertThat(grape.call("/announce", deep)).isEqualTo("200 \"ERR_GRAPE_SERVICE_PORT\"");
    assertThat(grape.call("/put", "{\"v\":" + deep + "}"))
        .isEqualTo("200 \"v must be less than 1000 bytes in put()\"");
    assertThat(grape.post("/lookup", "{\"rid\":" + "9".repeat(5000) + ",\"data\":\"nobody\"}"))
        .isEqualTo("200 []");
    assertThat(grape.call("/announce", "[\"a\"," + "9".repeat(5000) + "]"))
        .isEqualTo("200 \"ERR_GRAPE_SERVICE_PORT\"");
  }

  private static List<Object> addresses(String service) throws Exception {
    String answer = grape.call("/lookup", service);
    assertThat(answer).startsWith("200 [");
    return new JsonArray(answer.substring(4)).stream().toList();
  }
}
