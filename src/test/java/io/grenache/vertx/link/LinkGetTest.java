package io.grenache.vertx.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grenache.vertx.bep44.SigningKey;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Get;
import io.grenache.vertx.message.PutMutable;
import io.grenache.vertx.message.Value;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class LinkGetTest extends LinkFixture {
  private static final Get HELLO = new Get("e5f96f6f38320f0f33959cb4d3d656452117aadb");
  private static final String ANSWER = "{\"id\":\"ab\",\"token\":null,\"v\":\"Hello World!\"}";
  private static final SigningKey KEY = SigningKey.generate();
  private static final PutMutable OWNED = PutMutable.sign(KEY, "olé", 3, "pépper", null);
  private static final Get WANTED = new Get(OWNED.item().hash(), "pépper");

  private Future<Object> getting(Get get) {
    return send(AT.get(), get);
  }

  /** What a grape answers of a mutable value. */
  private static JsonObject answer(PutMutable put) {
    return new JsonObject()
        .put("id", "ab")
        .put("k", put.publicKey())
        .put("seq", put.seq())
        .put("sig", put.signature())
        .put("token", "cd")
        .put("v", put.value());
  }

  @Test
  void aValueIsGotByItsHash() throws Exception {
    grape.answers("/get", ANSWER);
    deploy();

    assertThat(ask(AT.get(), HELLO)).isEqualTo(new Value("Hello World!"));
    assertThat(grape.asked().get(0).body().getValue("data")).isEqualTo(HELLO.hash());
  }

  @Test
  void aMutableValueIsGotByHashAndSalt() throws Exception {
    grape.answers("/get", answer(OWNED).put("salt", "pépper").encode());
    deploy();
    Value value = new Value("olé", OWNED.publicKey(), 3L, "pépper", OWNED.signature());

    assertThat(ask(AT.get(), WANTED)).isEqualTo(value);
    assertThat(grape.asked().get(0).body().getValue("data"))
        .isEqualTo(new JsonObject().put("hash", WANTED.hash()).put("salt", "pépper"));
    // a grape that holds the value itself does not repeat the salt
    grape.answers("/get", answer(OWNED).encode());
    assertThat(ask(AT.get(), WANTED)).isEqualTo(value);
  }

  @Test
  void theJsonFormIsAnsweredWithAResult() throws Exception {
    grape.answers("/get", answer(OWNED).encode());
    deploy();

    assertThat(ask(AT.get(), WANTED.toJson()))
        .isEqualTo(
            new JsonObject()
                .put(
                    "result",
                    new JsonObject()
                        .put("value", "olé")
                        .put("publicKey", OWNED.publicKey())
                        .put("seq", 3)
                        .put("salt", "pépper")
                        .put("signature", OWNED.signature())));
    assertFails(
        send(AT.get(), new JsonObject().put("hash", "x")), Failure.ERR_BAD_REQUEST, "40 hex");
    assertFails(send(AT.get(), "x"), Failure.ERR_BAD_REQUEST, "Get");
  }

  @Test
  void aSaltThatReadsLikeJsonIsSentAsItsBytes() throws Exception {
    deploy();
    for (String salt : new String[] {"[1]", " {", "\"é"}) {
      getting(new Get(HELLO.hash(), salt)).otherwiseEmpty().await();
    }
    getting(new Get(HELLO.hash(), "5 [")).otherwiseEmpty().await();

    assertThat(grape.asked())
        .extracting(asked -> asked.body().getJsonObject("data").getValue("salt"))
        .containsExactly(
            new JsonArray().add(91).add(49).add(93),
            new JsonArray().add(32).add(123),
            new JsonArray().add(34).add(0xC3).add(0xA9),
            "5 [");
  }

  @Test
  void anEmptyBodyIsNotFoundOnceEveryGrapeWasAsked() throws Exception {
    FakeGrape second = FakeGrape.on(vertx).answers("/get", "");
    grape.answers("/get", "");
    deploy(new JsonObject().put("grapes", new JsonArray().add(grape.url()).add(second.url())));

    assertFails(getting(HELLO), Failure.ERR_NOT_FOUND, HELLO.hash());
    assertThat(grape.count("/get")).isEqualTo(1);
    assertThat(second.count("/get")).isEqualTo(1);
    second.answers("/get", ANSWER);
    assertThat(ask(AT.get(), HELLO)).isEqualTo(new Value("Hello World!"));
  }

  @Test
  void aSaltOfMoreThan64BytesIsTooLarge() throws Exception {
    deploy();

    assertFails(
        getting(new Get(HELLO.hash(), "é".repeat(33))), Failure.ERR_PAYLOAD_TOO_LARGE, "64 bytes");
    assertThat(grape.asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"v\":\"Hello World\"}",
        "{\"v\":\"\"}",
        "{\"v\":5}",
        "{\"v\":null}",
        "{\"v\":[\"Hello World!\"]}",
        "{\"v\":\"Hello World!\"",
        "{\"v\":\"Hello World!\"} 1",
        "{\"v\":\"\\ud83d\"}",
        "{\"v\":\"Hello World!\",\"k\":5}",
        "{\"v\":\"Hello World!\",\"k\":\"ab\",\"sig\":\"cd\",\"seq\":1}",
        "{\"v\":\"Hello World!\",\"salt\":\"pepper\"}",
        "{}",
        "[]",
        "5",
        "null",
        "\"ERR_GRAPE_GENERIC\"",
        "<html>"
      })
  void whatIsNotTheValueOfTheHashIsAnError(String answer) throws Exception {
    grape.answers("/get", answer);
    deploy();

    assertFails(getting(HELLO), Failure.ERR_GRAPE, "get of " + HELLO.hash() + ": " + grape.url());
  }

  @ParameterizedTest
  @CsvSource({
    "v, \"ole\", ERR_BAD_SIGNATURE",
    "seq, 4, ERR_BAD_SIGNATURE",
    "seq, null, ERR_GRAPE",
    "seq, 1.5, ERR_GRAPE",
    "seq, \"3\", ERR_GRAPE",
    "seq, 99999999999999999999, ERR_GRAPE",
    "sig, null, ERR_GRAPE",
    "sig, \"00\", ERR_GRAPE",
    "k, null, ERR_GRAPE",
    "k, \"00\", ERR_GRAPE",
    "salt, \"pepper\", ERR_GRAPE",
    "salt, 5, ERR_GRAPE"
  })
  void aMutableValueIsVerifiedInAllItsParts(String field, String json, Failure failure)
      throws Exception {
    JsonObject lie = answer(OWNED);
    lie.remove(field);
    grape.answers("/get", "{\"" + field + "\":" + json + "," + lie.encode().substring(1));
    deploy();

    assertFails(getting(WANTED), failure, grape.url());
  }

  @Test
  void aValueThatAnotherKeySignedIsNotTheOneWanted() throws Exception {
    PutMutable other = PutMutable.sign(SigningKey.generate(), "olé", 3, "pépper", null);
    grape.answers("/get", answer(other).encode());
    deploy();
    assertFails(getting(WANTED), Failure.ERR_GRAPE, "another key or salt");

    grape.answers("/get", answer(OWNED).put("sig", other.signature()).encode());
    assertFails(getting(WANTED), Failure.ERR_BAD_SIGNATURE, "did not sign");
    grape.answers("/get", answer(PutMutable.sign(KEY, "olé", 3)).encode());
    assertFails(getting(WANTED), Failure.ERR_BAD_SIGNATURE, "did not sign");
    assertFails(getting(new Get(WANTED.hash())), Failure.ERR_GRAPE, "another key or salt");
  }

  @Test
  void theNextGrapeIsAskedWhereOneLies() throws Exception {
    FakeGrape second = FakeGrape.on(vertx).answers("/get", answer(OWNED).encode());
    grape.answers("/get", answer(OWNED).put("v", "forged").encode());
    deploy(new JsonObject().put("grapes", new JsonArray().add(grape.url()).add(second.url())));

    assertThat(((Value) ask(AT.get(), WANTED)).value()).isEqualTo("olé");
    assertThat(grape.count("/get")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'', ERR_NOT_FOUND",
    "\"ERR_GRAPE_GENERIC\", ERR_BAD_SIGNATURE",
  })
  void ofWhatSeveralGrapesDidTheWeightiestIsNamed(String otherAnswer, Failure failure)
      throws Exception {
    FakeGrape second = FakeGrape.on(vertx).answers("/get", otherAnswer);
    grape.answers("/get", answer(OWNED).put("v", "forged").encode());
    deploy(new JsonObject().put("grapes", new JsonArray().add(grape.url()).add(second.url())));

    assertFails(getting(WANTED), failure, "did not sign");
    assertFails(getting(WANTED), failure, second.url());
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 400, 413, 500})
  void anyOtherStatusIsAnError(int status) throws Exception {
    grape.answers("/get", status, ANSWER);
    deploy();

    assertFails(
        getting(HELLO),
        status == 413 ? Failure.ERR_PAYLOAD_TOO_LARGE : Failure.ERR_GRAPE,
        "status " + status);
  }

  @Test
  void aValueIsNotRepeatedInAnError() throws Exception {
    grape.answers("/get", 500, ANSWER);
    deploy();

    assertThatThrownBy(() -> ask(AT.get(), HELLO))
        .hasMessageContaining("status 500")
        .hasMessageNotContaining("Hello");
  }
}
