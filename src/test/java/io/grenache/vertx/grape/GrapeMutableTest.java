package io.grenache.vertx.grape;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.bep44.Item;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mutable values over a real socket, with the answers that grenache-grape 1.0.0 gives. */
@Timeout(20)
class GrapeMutableTest {
  private static final String CAS = "301 \"301 CAS mismatch, re-read and try again\"";
  private static final String SEQUENCE = "302 \"302 sequence number less than current\"";
  private static final String FAILED = "200 \"All queries failed\"";

  private static DeployedGrape grape;

  private final Owner owner;

  GrapeMutableTest() throws Exception {
    owner = new Owner();
  }

  @BeforeAll
  static void deploy() throws Exception {
    grape = new DeployedGrape(new JsonObject());
  }

  @AfterAll
  static void close() throws Exception {
    grape.close();
  }

  @Test
  void aSignedValueIsGotByTheHashOfItsKey() throws Exception {
    JsonObject put = owner.put("olé", 1);
    String hash = Item.sha1(owner.key());

    assertThat(put(put)).isEqualTo("200 \"" + hash + "\"");

    String answer = grape.call("/get", "\"" + hash + "\"");
    JsonObject got = new JsonObject(answer.substring(4));
    assertThat(answer).startsWith("200 {");
    assertThat(got.fieldNames()).containsExactly("id", "k", "seq", "sig", "token", "v");
    assertThat(got.getString("k")).isEqualTo(put.getString("k"));
    assertThat(got.getString("sig")).isEqualTo(put.getString("sig"));
    assertThat(got.getLong("seq")).isEqualTo(1);
    assertThat(got.getString("v")).isEqualTo("olé");
    assertThat(got.getString("token")).matches("[0-9a-f]{40}");
  }

  @Test
  void aSaltedValueIsGotWithItsSaltOnly() throws Exception {
    byte[] salt = "pépper".getBytes(StandardCharsets.UTF_8);
    String hash = Item.sha1(owner.key(), salt);

    assertThat(put(owner.put("v", 1, "pépper"))).isEqualTo("200 \"" + hash + "\"");

    String got = grape.call("/get", "{\"hash\":\"" + hash + "\",\"salt\":\"pépper\"}");
    assertThat(new JsonObject(got.substring(4)).getString("salt")).isEqualTo("pépper");
    assertThat(grape.call("/get", "{\"hash\":\"" + hash + "\",\"salt\":\"x\"}")).isEqualTo("200 ");
    assertThat(grape.call("/get", "\"" + hash + "\"")).isEqualTo("200 ");
  }

  @Test
  void aSaltMayHave64BytesAndNotOneMore() throws Exception {
    assertThat(put(owner.put("v", 1, "é".repeat(32)))).startsWith("200 \"").hasSize(46);
    assertThat(put(owner.put("v", 1, "é".repeat(32) + "s")))
        .isEqualTo("200 \"opts.salt is > 64 bytes long\"");
  }

  @Test
  void numbersGoUp() throws Exception {
    String hash = "200 \"" + Item.sha1(owner.key()) + "\"";

    assertThat(put(owner.put("one", 1))).isEqualTo(hash);
    assertThat(put(owner.put("one", 1))).isEqualTo(SEQUENCE);
    assertThat(put(owner.put("zero", -3))).isEqualTo(SEQUENCE);
    assertThat(put(owner.put("two", 2))).isEqualTo(hash);
    assertThat(put(owner.put("max", JsonInput.MAX_WHOLE))).isEqualTo(hash);
    assertThat(stored()).contains("\"seq\":9007199254740992,").contains("\"v\":\"max\"");
  }

  @Test
  void aValueIsReplacedOnlyIfItIsTheExpectedOne() throws Exception {
    put(owner.put("one", 1).put("cas", 77));

    assertThat(put(owner.put("two", 2).put("cas", 77))).isEqualTo(CAS);
    assertThat(put(owner.put("two", 0).put("cas", 77))).isEqualTo(CAS);
    assertThat(put(owner.put("two", 0).put("cas", 1))).isEqualTo(SEQUENCE);
    assertThat(stored()).contains("\"v\":\"one\"");
    assertThat(put(owner.put("two", 2).put("cas", 1))).startsWith("200");
    assertThat(stored()).contains("\"v\":\"two\"");
  }

  @Test
  void aWrongSignatureStoresNothing() throws Exception {
    assertThat(put(owner.put("one", 1).put("v", "uno"))).isEqualTo(FAILED);
    assertThat(put(owner.put("one", 1).put("seq", 2))).isEqualTo(FAILED);
    assertThat(put(owner.put("one", 1).put("salt", "s"))).isEqualTo(FAILED);
    assertThat(put(owner.put("one", 1).put("sig", "00"))).isEqualTo(FAILED);
    assertThat(put(owner.put("one", 1).put("sig", "zz"))).isEqualTo(FAILED);
    assertThat(put(new Owner().put("one", 1).put("k", hex(owner.key())))).isEqualTo(FAILED);
    assertThat(stored()).isEqualTo("200 ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"k\":\"00\"}        | 200 \"opts.k ed25519 public key must be 32 bytes\"",
        "{\"k\":[]}            | 200 \"opts.k ed25519 public key must be 32 bytes\"",
        "{\"k\":5}             | 500 ERR_GRAPE_PAYLOAD_INVALID",
        "{\"k\":{}}            | 500 ERR_GRAPE_PAYLOAD_INVALID",
        "{\"sig\":5}           | 500 ERR_GRAPE_PAYLOAD_INVALID",
        "{\"salt\":true}       | 500 ERR_GRAPE_PAYLOAD_INVALID",
        "{\"sig\":\"\"}        | 200 \"opts.sign function or options.sig signature is required for mutable put\"",
        "{\"sig\":null}        | 200 \"opts.sign function or options.sig signature is required for mutable put\"",
        "{\"seq\":\"1\"}       | 200 \"opts.seq not an integer\"",
        "{\"seq\":null}        | 200 \"opts.seq not an integer\"",
        "{\"seq\":1e300}       | 200 \"All queries failed\"",
        "{\"seq\":1.5,\"v\":\"w\"} | 200 \"All queries failed\"",
        "{\"cas\":\"x\"}       | 200 \"opts.cas must be an integer if provided\"",
        "{\"cas\":null}        | 200 \"opts.cas must be an integer if provided\"",
        "{\"cas\":1,\"v\":0}   | 200 \"All queries failed\"",
        "{\"cas\":\"x\",\"k\":\"00\"}  | 200 \"opts.cas must be an integer if provided\"",
        "{\"k\":\"00\",\"sig\":\"\"}   | 200 \"opts.k ed25519 public key must be 32 bytes\"",
        "{\"v\":null,\"cas\":\"x\"}    | 200 \"opts.v not given\"",
      })
  void ofSeveralFaultsTheFirstIsNamed(String changes, String answer) throws Exception {
    assertThat(put(owner.put("v", 1).mergeIn(new JsonObject(changes)))).isEqualTo(answer);
  }

  @Test
  void aMissingNumberIsNamed() throws Exception {
    JsonObject put = owner.put("v", 1);
    put.remove("seq");

    assertThat(put(put)).isEqualTo("200 \"opts.seq not provided for a mutable update\"");
  }

  @Test
  void ofManyPutsAtOnceTheHighestNumberStays() throws Exception {
    List<Callable<String>> puts = new ArrayList<>();
    for (int seq = 1; seq <= 40; seq++) {
      JsonObject put = owner.put("v" + seq, seq);
      puts.add(() -> put(put));
    }
    ExecutorService callers = Executors.newFixedThreadPool(8);
    try {
      for (Future<String> answer : callers.invokeAll(puts)) {
        assertThat(answer.get()).matches("200 \"[0-9a-f]{40}\"|302 .*");
      }
    } finally {
      callers.shutdown();
    }

    assertThat(stored()).contains("\"v\":\"v40\"");
  }

  private String stored() throws Exception {
    return grape.call("/get", "\"" + Item.sha1(owner.key()) + "\"");
  }

  private static String put(JsonObject data) throws Exception {
    return grape.call("/put", data.encode());
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
