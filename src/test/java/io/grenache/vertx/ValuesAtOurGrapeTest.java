package io.grenache.vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grenache.vertx.bep44.SigningKey;
import io.grenache.vertx.grape.GrapeOptions;
import io.grenache.vertx.link.LinkOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Get;
import io.grenache.vertx.message.Put;
import io.grenache.vertx.message.PutMutable;
import io.grenache.vertx.message.Stored;
import io.grenache.vertx.message.Value;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The link and the embedded grape, over a real socket. */
@Timeout(20)
class ValuesAtOurGrapeTest {
  private static Vertx vertx;

  private final SigningKey key = SigningKey.generate();

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    Grenache.start(
            vertx,
            GrenacheOptions.NONE
                .withGrape(GrapeOptions.DEFAULTS.withPort(0))
                .withLink(LinkOptions.DEFAULTS))
        .await(10, TimeUnit.SECONDS);
  }

  @AfterAll
  static void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private static String put(Object put) throws Exception {
    return vertx
        .eventBus()
        .<Stored>request(Addresses.DEFAULT.put(), put)
        .await(5, TimeUnit.SECONDS)
        .body()
        .hash();
  }

  private static Value get(Get get) throws Exception {
    return vertx
        .eventBus()
        .<Value>request(Addresses.DEFAULT.get(), get)
        .await(5, TimeUnit.SECONDS)
        .body();
  }

  private static void fails(ThrowingCallable call, Failure failure) {
    assertThatThrownBy(call).satisfies(e -> assertThat(Failure.of(e)).isEqualTo(failure));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "größer \ud83d\ude00", "[1,2]", "a\u0000b", "i5e"})
  void aTextIsPutAndGot(String text) throws Exception {
    assertThat(get(new Get(put(new Put(text))))).isEqualTo(new Value(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "salt", "größer", "[1]", "\"a\"", "{\"type\":\"Buffer\"}"})
  void aSignedTextIsPutAndGotWithItsSalt(String salt) throws Exception {
    PutMutable put = PutMutable.sign(key, "größer", 9007199254740991L, salt, null);

    String hash = put(put);

    assertThat(get(new Get(hash, salt)))
        .isEqualTo(new Value("größer", put.publicKey(), 9007199254740991L, salt, put.signature()));
    fails(() -> get(new Get(hash, salt + "?")), Failure.ERR_NOT_FOUND);
  }

  @Test
  void conflictsAreNamed() throws Exception {
    String hash = put(PutMutable.sign(key, "five", 5));

    fails(() -> put(PutMutable.sign(key, "four", 4)), Failure.ERR_SEQ);
    fails(() -> put(PutMutable.sign(key, "six", 6, "", 4L)), Failure.ERR_CAS);
    assertThat(put(PutMutable.sign(key, "six", 6, "", 5L))).isEqualTo(hash);
    assertThat(get(new Get(hash)).value()).isEqualTo("six");
  }

  @Test
  void whatIsNotThereIsNotFound() {
    fails(() -> get(new Get("ab".repeat(20))), Failure.ERR_NOT_FOUND);
  }
}
