package io.grenache.vertx.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.bep44.SigningKey;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Put;
import io.grenache.vertx.message.PutMutable;
import io.grenache.vertx.message.Stored;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class LinkPutTest extends LinkFixture {
  private static final String HELLO = "e5f96f6f38320f0f33959cb4d3d656452117aadb";
  private static final Put PUT = new Put("Hello World!");
  private static final SigningKey KEY = SigningKey.generate();
  private static final PutMutable MUTABLE = PutMutable.sign(KEY, "olé", 3, "pépper", 2L);

  private Future<Object> putting(Object put) {
    return send(AT.put(), put);
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  @Test
  void aValueIsPutAndItsHashAnswered() throws Exception {
    grape.answers("/put", quoted(HELLO));
    deploy();

    assertThat(ask(AT.put(), PUT)).isEqualTo(new Stored(HELLO));
    assertThat(grape.asked().get(0).body().getJsonObject("data"))
        .isEqualTo(new JsonObject().put("v", "Hello World!"));
  }

  @Test
  void aMutableValueIsPutWithAllThatIsSigned() throws Exception {
    grape.answers("/put", quoted(MUTABLE.item().hash()));
    deploy();

    assertThat(ask(AT.put(), MUTABLE)).isEqualTo(new Stored(MUTABLE.item().hash()));
    assertThat(grape.asked().get(0).body().getJsonObject("data"))
        .isEqualTo(
            new JsonObject()
                .put("v", "olé")
                .put("seq", 3)
                .put("k", MUTABLE.publicKey())
                .put("sig", MUTABLE.signature())
                .put("salt", "pépper")
                .put("cas", 2));
  }

  @Test
  void theJsonFormsAreAnsweredWithAResult() throws Exception {
    grape.answers("/put", quoted(HELLO));
    deploy();
    assertThat(ask(AT.put(), PUT.toJson()))
        .isEqualTo(new JsonObject().put("result", new JsonObject().put("hash", HELLO)));

    String hash = MUTABLE.item().hash();
    grape.answers("/put", quoted(hash));
    assertThat(ask(AT.put(), MUTABLE.toJson()))
        .isEqualTo(new JsonObject().put("result", new JsonObject().put("hash", hash)));
  }

  @Test
  void whatIsNoPutIsABadRequestAndNoKeyIsShown() throws Exception {
    deploy();

    assertFails(putting("v"), Failure.ERR_BAD_REQUEST, "Put");
    assertFails(putting(new JsonObject()), Failure.ERR_BAD_REQUEST, "value");
    assertFails(
        putting(new JsonObject().put("value", "v").put("salt", "s")),
        Failure.ERR_BAD_REQUEST,
        "seq must be");
    assertFails(
        putting(MUTABLE.toJson().put("publicKey", KEY.toPem())),
        Failure.ERR_BAD_REQUEST,
        "PutMutable[publicKey must be 64 hex digits]");
    assertThat(grape.asked()).isEmpty();
  }

  @Test
  void sizesAreCountedInBytesBeforeAnythingIsSent() throws Exception {
    deploy();

    for (String tooLong : new String[] {"a".repeat(1000), "é".repeat(500), "€".repeat(334)}) {
      assertFails(putting(new Put(tooLong)), Failure.ERR_PAYLOAD_TOO_LARGE, "fewer than 1000");
      assertFails(
          putting(PutMutable.sign(KEY, tooLong, 1)),
          Failure.ERR_PAYLOAD_TOO_LARGE,
          "fewer than 1000");
    }
    assertFails(
        putting(PutMutable.sign(KEY, "v", 1, "é".repeat(32) + "s", null)),
        Failure.ERR_PAYLOAD_TOO_LARGE,
        "at most 64 bytes of UTF-8, has 65");
    assertThat(grape.asked()).isEmpty();

    Put longest = new Put("é".repeat(499) + "a");
    grape.answers("/put", quoted(longest.item().hash()));
    assertThat(ask(AT.put(), longest)).isEqualTo(new Stored(longest.item().hash()));
    PutMutable salted = PutMutable.sign(KEY, "v", 1, "é".repeat(32), null);
    grape.answers("/put", quoted(salted.item().hash()));
    assertThat(ask(AT.put(), salted)).isEqualTo(new Stored(salted.item().hash()));
  }

  @Test
  void aSignatureThatIsNotTheKeysIsRefusedBeforeAnythingIsSent() throws Exception {
    deploy();

    for (JsonObject forged :
        List.of(
            MUTABLE.toJson().put("value", "ole"),
            MUTABLE.toJson().put("seq", 4),
            MUTABLE.toJson().put("salt", "pepper"),
            MUTABLE.toJson().put("signature", "00".repeat(64)),
            MUTABLE.toJson().put("publicKey", "ff".repeat(32)),
            MUTABLE
                .toJson()
                .put("publicKey", PutMutable.sign(SigningKey.generate(), "v", 1).publicKey()))) {
      assertFails(putting(forged), Failure.ERR_BAD_SIGNATURE, "signature");
    }
    assertThat(grape.asked()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "301, 301 CAS mismatch; re-read and try again, ERR_CAS",
    "302, 302 sequence number less than current, ERR_SEQ"
  })
  void aConflictIsAnAnswerAndNoRedirect(int status, String text, Failure failure) throws Exception {
    FakeGrape second = FakeGrape.on(vertx).answers("/put", quoted(MUTABLE.item().hash()));
    grape.does(
        "/put",
        request ->
            request
                .response()
                .setStatusCode(status)
                .putHeader("Location", grape.url() + "/elsewhere")
                .end(quoted(text)));
    deploy(new JsonObject().put("grapes", new JsonArray().add(grape.url()).add(second.url())));

    assertFails(putting(MUTABLE), failure, text);
    assertThat(grape.count("/elsewhere")).isZero();
    assertThat(second.asked()).as("nobody else is asked").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302})
  void aRedirectIsNoConflict(int status) throws Exception {
    grape.answers("/put", status, "<html>moved</html>");
    deploy();

    assertFails(putting(MUTABLE), Failure.ERR_GRAPE, "status " + status);
    grape.answers("/put", status, quoted(status + " of an immutable value there is no version"));
    assertFails(putting(PUT), Failure.ERR_GRAPE, "status " + status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "413 | ERR_GRAPE_PAYLOAD_SIZE | ERR_PAYLOAD_TOO_LARGE | status 413, \"ERR_GRAPE_PAYLOAD_SIZE\"",
        "500 | ERR_GRAPE_PAYLOAD_INVALID | ERR_GRAPE | status 500, \"ERR_GRAPE_PAYLOAD_INVALID\"",
        "200 | \"All queries failed\" | ERR_GRAPE | answered \"All queries failed\"",
        "200 | \"v must be less than 1000 bytes in put()\" | ERR_GRAPE | less than 1000",
        "200 | \"6d33adc2b6b2c14c3036feefb7fedbca1a880527\" | ERR_GRAPE | under another hash",
        "200 | \"e5f96f6f38320f0f33959cb4d3d656452117aad\" | ERR_GRAPE | answered \"e5f9",
        "200 | \"e5f96f6f38320f0f33959cb4d3d656452117aadb\" 1 | ERR_GRAPE | did not answer with a hash",
        "200 | e5f96f6f38320f0f33959cb4d3d656452117aadb | ERR_GRAPE | did not answer with a hash",
        "200 | {}   | ERR_GRAPE | did not answer with a hash",
        "200 | 1    | ERR_GRAPE | did not answer with a hash",
        "200 | null | ERR_GRAPE | did not answer with a hash",
        "200 | ``   | ERR_GRAPE | did not answer with a hash",
      })
  void whatIsNotOurHashIsAnError(int status, String answer, Failure failure, String text)
      throws Exception {
    grape.answers("/put", status, answer);
    deploy();

    assertFails(putting(PUT), failure, "put of " + HELLO + ": " + grape.url());
    assertFails(putting(PUT), failure, text);
  }

  @ParameterizedTest
  @CsvSource({"200,All queries failed", "200,verification not supported"})
  void aGrapeThatTakesNoMutableValuesIsSaidToBeOne(int status, String answer) throws Exception {
    grape.answers("/put", status, quoted(answer));
    deploy();

    assertFails(putting(MUTABLE), Failure.ERR_GRAPE, "take no mutable values");
    assertFails(putting(MUTABLE), Failure.ERR_GRAPE, "option verify");
  }

  @Test
  void theNextGrapeTakesWhatOneDoesNot() throws Exception {
    FakeGrape second = FakeGrape.on(vertx).answers("/put", quoted(HELLO));
    grape.answers("/put", "\"All queries failed\"");
    deploy(new JsonObject().put("grapes", new JsonArray().add(grape.url()).add(second.url())));

    assertThat(ask(AT.put(), PUT)).isEqualTo(new Stored(HELLO));
    assertThat(grape.count("/put")).isEqualTo(1);
  }

  @Test
  void aGrapeThatRefusesAValueIsStillAskedForServices() throws Exception {
    FakeGrape second = FakeGrape.on(vertx).answers("/lookup", "[\"10.0.0.2:1\"]");
    grape.answers("/put", "\"All queries failed\"").answers("/lookup", "[\"10.0.0.1:1\"]");
    deploy(new JsonObject().put("grapes", new JsonArray().add(grape.url()).add(second.url())));

    assertFails(putting(MUTABLE), Failure.ERR_GRAPE, "All queries failed");
    ask(AT.lookup(), new io.grenache.vertx.message.Lookup("orders"));
    assertThat(grape.count("/lookup")).isEqualTo(1);
  }

  @Test
  void aPutThatStandsInItsOwnWayIsStored() throws Exception {
    String hash = MUTABLE.item().hash();
    FakeGrape second =
        FakeGrape.on(vertx).answers("/put", 302, quoted("302 sequence number less than current"));
    second.answers("/get", got(MUTABLE).encode());
    // it stored the value, and its answer was lost
    grape.does("/put", request -> request.connection().close());
    grape.answers("/get", got(MUTABLE).encode());
    JsonObject both =
        new JsonObject().put("grapes", new JsonArray().add(grape.url()).add(second.url()));
    deploy(both);

    assertThat(ask(AT.put(), MUTABLE)).isEqualTo(new Stored(hash));
  }

  @Test
  void aPutThatStandsInSomebodyElsesWayIsAConflict() throws Exception {
    JsonObject other = got(PutMutable.sign(KEY, "newer", 3, "pépper", null));
    FakeGrape second =
        FakeGrape.on(vertx).answers("/put", 302, quoted("302 sequence number less than current"));
    second.answers("/get", other.encode());
    grape.does("/put", request -> request.connection().close());
    grape.answers("/get", other.encode());
    deploy(new JsonObject().put("grapes", new JsonArray().add(grape.url()).add(second.url())));

    assertFails(putting(MUTABLE), Failure.ERR_SEQ, "302");
    assertThat(grape.count("/get") + second.count("/get")).isEqualTo(1);
  }

  @Test
  void putsThatWaitAreBounded() throws Exception {
    grape.stalls("/put");
    deploy(new JsonObject().put("maxPendingLookups", 2));
    List<Future<Object>> waiting = new ArrayList<>(List.of(putting(PUT), putting(PUT)));

    assertFails(putting(PUT), Failure.ERR_OVERLOADED, "2 puts and gets");
    await().until(() -> grape.held() == 2);
    grape.release(quoted(HELLO));
    for (Future<Object> one : waiting) {
      assertThat(one.await(5, TimeUnit.SECONDS)).isEqualTo(new Stored(HELLO));
    }
    grape.answers("/put", quoted(HELLO));
    assertThat(ask(AT.put(), PUT)).isEqualTo(new Stored(HELLO));
  }

  @Test
  void undeployFailsWhatWaits() throws Exception {
    grape.stalls("/put");
    String link = deploy();
    Future<Object> waiting = putting(PUT);
    await().until(() -> grape.held() == 1);

    undeploy(link);

    assertFails(waiting, Failure.ERR_TRANSPORT_CLOSE, "undeployed");
  }

  private static JsonObject got(PutMutable put) {
    return new JsonObject()
        .put("v", put.value())
        .put("k", put.publicKey())
        .put("sig", put.signature())
        .put("seq", put.seq());
  }
}
