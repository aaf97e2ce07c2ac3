package io.grenache.vertx.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.bep44.SigningKey;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Get;
import io.grenache.vertx.message.Put;
import io.grenache.vertx.message.PutMutable;
import io.grenache.vertx.message.Stored;
import io.grenache.vertx.message.Value;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Values put by our link and got by {@code grenache-nodejs-link}, and the reverse, each at a Node
 * grape of its own; these grapes check signatures.
 */
@NodePeers
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ValuesAtNodeGrapesIT {
  private static OurPeer ours;
  private static NodePeer theirs;

  @BeforeAll
  static void start(Peers peers) {
    ours = new OurPeer(peers.grapes().get(0));
    theirs = peers.link(peers.grapes().get(1));
  }

  @AfterAll
  static void stop() {
    if (theirs != null) {
      theirs.close();
    }
    if (ours != null) {
      ours.close();
    }
  }

  private static String put(OurPeer peer, Object put) {
    return OurPeer.get(peer.bus().<Stored>request(Addresses.DEFAULT.put(), put)).body().hash();
  }

  private static Value get(OurPeer peer, Get get) {
    return OurPeer.get(peer.bus().<Value>request(Addresses.DEFAULT.get(), get)).body();
  }

  private static Object theyPut(JsonObject data) {
    return theirs.ask("put", new JsonObject().put("data", data));
  }

  private static JsonObject theyGet(Object data) {
    return (JsonObject) theirs.ask("get", new JsonObject().put("data", data));
  }

  private static void fails(ThrowingCallable call, Failure failure, String text) {
    assertThatThrownBy(call)
        .hasMessageContaining(text)
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(failure));
  }

  static String[] texts() {
    return new String[] {
      "hello from ours", "größer, 日本語, \ud83d\ude00", "", "{\"json\": [1.10]}", "x".repeat(999)
    };
  }

  @ParameterizedTest
  @MethodSource("texts")
  void whatWePutTheyGet(String text) {
    String hash = put(ours, new Put(text));
    assertThat(theyGet(hash).getString("v")).isEqualTo(text);
    assertThat(get(ours, new Get(hash))).isEqualTo(new Value(text));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void whatTheyPutWeGet(String text) {
    String value = text.length() == 999 ? "y".repeat(999) : text + " from theirs";
    String hash = (String) theyPut(new JsonObject().put("v", value));
    assertThat(get(ours, new Get(hash))).isEqualTo(new Value(value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "pépper", "[1]", " {\"length\":3}", "\"quoted\"", "5"})
  void whatWeSignTheyRead(String salt) {
    SigningKey key = SigningKey.generate();
    PutMutable put = PutMutable.sign(key, "signed, größer", 0, salt, null);

    String hash = put(ours, put);

    assertThat(hash).isEqualTo(put.item().hash());
    assertThat(get(ours, new Get(hash, salt)))
        .isEqualTo(new Value(put.value(), put.publicKey(), 0L, salt, put.signature()));
    // the JSON of a salt is read as that salt, whatever it looks like itself
    JsonObject wanted = new JsonObject().put("hash", hash);
    if (!salt.isEmpty()) {
      wanted.put("salt", Json.encode(salt));
    }
    JsonObject got = theyGet(wanted);
    assertThat(got.getString("v")).isEqualTo("signed, größer");
    assertThat(got.getString("k")).isEqualTo(put.publicKey());
    assertThat(got.getString("sig")).isEqualTo(put.signature());
    assertThat(got.getInteger("seq")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "pépper"})
  void whatTheySignWeReadAndVerify(String salt) {
    JsonObject fields = new JsonObject().put("v", "theirs, größer" + salt).put("seq", 7);
    JsonObject signed =
        (JsonObject) theirs.ask("sign", salt.isEmpty() ? fields : fields.put("salt", salt));
    String hash = (String) theyPut(signed);

    Value got = get(ours, new Get(hash, salt));

    assertThat(got.value()).isEqualTo("theirs, größer" + salt);
    assertThat(got.seq()).isEqualTo(7);
    assertThat(got.publicKey()).isEqualTo(signed.getString("k"));
    assertThat(got.signature()).isEqualTo(signed.getString("sig"));
  }

  @Test
  void aSignedValueIsReplacedByAHigherNumberAlone() {
    SigningKey key = SigningKey.generate();
    String hash = put(ours, PutMutable.sign(key, "five", 5, "s", null));

    fails(
        () -> put(ours, PutMutable.sign(key, "four", 4, "s", null)),
        Failure.ERR_SEQ,
        "302 sequence number less than current");
    fails(() -> put(ours, PutMutable.sign(key, "also five", 5, "s", null)), Failure.ERR_SEQ, "302");
    fails(
        () -> put(ours, PutMutable.sign(key, "six", 6, "s", 4L)),
        Failure.ERR_CAS,
        "301 CAS mismatch");
    assertThat(put(ours, PutMutable.sign(key, "six", 6, "s", 5L))).isEqualTo(hash);
    assertThat(get(ours, new Get(hash, "s")).value()).isEqualTo("six");
  }

  @Test
  void whatIsNotThereIsNotFound() {
    fails(() -> get(ours, new Get("ab".repeat(20))), Failure.ERR_NOT_FOUND, "nothing of this hash");
  }

  @Test
  void aSaltedValueIsNotFoundWithoutItsSalt() {
    String hash = put(ours, PutMutable.sign(SigningKey.generate(), "v", 1, "s", null));
    assertThatThrownBy(() -> get(ours, new Get(hash)))
        .satisfies(e -> assertThat(Failure.of(e)).isIn(Failure.ERR_NOT_FOUND, Failure.ERR_GRAPE));
  }

  @Test
  void grapesOfTheCommandLineTakeValuesButNoSignedOnesAndThatIsSaid(Peers peers) {
    try (NodePeer first = peers.peer("cligrape.js", new JsonObject());
        NodePeer second =
            peers.peer(
                "cligrape.js", new JsonObject().put("bootstrap", first.ready().getString("dht")));
        OurPeer peer = new OurPeer(second.ready().getString("url"))) {
      // they may not know each other yet
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .until(() -> !put(peer, new Put("plain")).isEmpty());
      assertThat(get(peer, new Get(new Put("plain").item().hash())).value()).isEqualTo("plain");
      fails(
          () -> put(peer, PutMutable.sign(SigningKey.generate(), "v", 1)),
          Failure.ERR_GRAPE,
          "take no mutable values");
    }
  }
}
