package io.grenache.vertx.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grenache.vertx.json.JsonCursor;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(20)
class GoldenBytesTest {
  private static final String VERBATIM =
      "{ \"p\":1.10,\"q\":[0.12345678901234567891 ],\"t\":\"\\u20ac€\",\"p\":-0 }";

  private static final String CALLER =
      "{\"address\":\"10.0.0.1:5000\",\"authorized\":true,\"certificate\":{"
          + "\"fingerprint\":\"01:AB\",\"fingerprint256\":\"02:AB\",\"fingerprint512\":\"03:AB\","
          + "\"subject\":\"CN=alice,O=\\\"é\\\"\",\"issuer\":\"CN=ca\",\"serialNumber\":\"7F\","
          + "\"validFrom\":1767225600000,\"validTo\":1798761600000,"
          + "\"subjectAltNames\":[\"DNS:alice.example\",\"IP:10.0.0.1\"]}}";
  private static final String OWNED =
      "\"publicKey\":\"77ff84905a91936367c01360803104f92432fcd904a43511876df5cdf3e7e548\","
          + "\"signature\":\"6834284b6b24c3204eb2fea824d82f88883a3d95e8b4a21b8c0ded553d17d17d"
          + "df9a8a7104b1258f30bed3787e6cb896fca78c58f8e03b5f18f14951a87d9a08\"";

  /** The codecs as they are registered, by the class of their bodies. */
  private static final Map<Class<?>, MessageCodec<?, ?>> CODECS = new HashMap<>();

  @BeforeAll
  static void takeTheCodecsThatAreRegistered() throws Exception {
    Vertx vertx = Vertx.vertx();
    InvocationHandler bus =
        (proxy, method, args) -> {
          assertThat(method.getName()).isEqualTo("registerDefaultCodec");
          assertThat(CODECS.put((Class<?>) args[0], (MessageCodec<?, ?>) args[1])).isNull();
          return proxy;
        };
    InvocationHandler seen =
        (proxy, method, args) ->
            method.getName().equals("eventBus")
                ? proxy(EventBus.class, bus)
                : method.invoke(vertx, args);
    Codecs.register(proxy(Vertx.class, seen));
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  static Stream<Arguments> golden() {
    return Stream.of(
        golden(
            Samples.REQUEST,
            "{\"service\":\"rpc_test\",\"payload\":"
                + VERBATIM
                + ",\"timeoutMs\":1500,\"attempts\":2,"
                + "\"idempotencyKey\":\"key-1\",\"affinity\":\"user-7\",\"maxActiveKeyDests\":5,"
                + "\"maxActiveDestTransports\":3,\"hedgeAfterMs\":20,"
                + "\"headers\":{\"traceparent\":\"00-1-2-01\",\"a\":\"é\\n\"}}"),
        golden(Samples.REQUEST_MIN, "{\"service\":\"rpc_test\",\"payload\":null}"),
        golden(Samples.REPLY, "{\"result\":" + VERBATIM + ",\"destination\":\"[::1]:1337\"}"),
        golden(Samples.REPLY_MIN, "{\"result\":null}"),
        golden(
            Samples.MAP_REQUEST,
            "{\"service\":\"rpc_test\",\"payload\":"
                + VERBATIM
                + ",\"limit\":2,\"timeoutMs\":1500,"
                + "\"headers\":{\"traceparent\":\"00-1-2-01\",\"a\":\"é\\n\"},"
                + "\"idempotencyKey\":\"key-1\"}"),
        golden(Samples.MAP_REQUEST_MIN, "{\"service\":\"rpc_test\",\"payload\":null}"),
        golden(
            Samples.REPLIES,
            "{\"replies\":[{\"destination\":\"[::1]:1337\",\"result\":"
                + VERBATIM
                + "},{\"destination\":\"h:2\",\"error\":\"ERR_APPLICATION\","
                + "\"message\":\"so\\nlate\"},{\"destination\":\"h:3\",\"result\":null}]}"),
        golden(Samples.REPLIES_MIN, "{\"replies\":[]}"),
        golden(
            Samples.CALL,
            "{\"service\":\"rpc_test\",\"payload\":"
                + VERBATIM
                + ",\"caller\":{\"address\":\"10.0.0.1:5000\"},\"remainingMs\":60000,"
                + "\"headers\":{\"traceparent\":\"00-1-2-01\",\"a\":\"é\\n\"},"
                + "\"idempotencyKey\":\"key-1\"}"),
        golden(
            Samples.CALL_MIN,
            "{\"service\":\"s\",\"payload\":null,\"caller\":{\"address\":\"\"},\"remainingMs\":0}"),
        golden(
            Samples.CALL_TLS,
            "{\"service\":\"s\",\"payload\":null,\"caller\":" + CALLER + ",\"remainingMs\":0}"),
        golden(
            Samples.HANDSHAKE,
            "{\"path\":\"/ws\",\"origin\":\"https://a.example\","
                + "\"headers\":{\"origin\":\"https://a.example\"},\"caller\":"
                + CALLER
                + "}"),
        golden(Samples.HANDSHAKE_MIN, "{\"path\":\"\",\"caller\":{\"address\":\"\"}}"),
        golden(Samples.ADMISSION, "{\"admit\":false,\"status\":401,\"reason\":\"Who are you?\"}"),
        golden(Samples.ADMISSION_MIN, "{\"admit\":true}"),
        golden(Samples.LOOKUP, "{\"service\":\"rpc \\\"é\\\"\"}"),
        golden(Samples.LOOKUP_FRESH, "{\"service\":\"rpc_test\",\"fresh\":true}"),
        golden(
            Samples.DESTINATIONS,
            "{\"service\":\"rpc_test\",\"destinations\":[\"127.0.0.1:1337\",\"[fe80::1]:80\"],"
                + "\"remainingMs\":9999}"),
        golden(
            Samples.DESTINATIONS_MIN,
            "{\"service\":\"rpc_test\",\"destinations\":[],\"remainingMs\":0}"),
        golden(
            Samples.ANNOUNCE,
            "{\"service\":\"rpc_test\",\"port\":1337,\"holder\":\"deployment-1\"}"),
        golden(Samples.ANNOUNCE_MIN, "{\"service\":\"rpc_test\",\"port\":1,\"holder\":\"\"}"),
        golden(
            Samples.WITHDRAW,
            "{\"service\":\"rpc_test\",\"port\":65535,\"holder\":\"deployment-1\"}"),
        golden(Samples.WITHDRAW_MIN, "{\"service\":\"rpc_test\",\"port\":1,\"holder\":\"\"}"),
        golden(Samples.WATCH, "{\"service\":\"rpc_test\",\"holder\":\"deployment-1\"}"),
        golden(Samples.WATCH_MIN, "{\"service\":\"rpc_test\",\"holder\":\"\"}"),
        golden(Samples.UNWATCH, "{\"service\":\"rpc_test\",\"holder\":\"deployment-1\"}"),
        golden(Samples.UNWATCH_MIN, "{\"service\":\"rpc_test\",\"holder\":\"\"}"),
        golden(
            Samples.SUBSCRIBE,
            "{\"channel\":\"ticks\",\"mode\":\"one\",\"parseJson\":true,"
                + "\"holder\":\"deployment-1\"}"),
        golden(Samples.SUBSCRIBE_MIN, "{\"channel\":\"ticks\",\"mode\":\"all\",\"holder\":\"\"}"),
        golden(Samples.UNSUBSCRIBE, "{\"channel\":\"ticks\",\"holder\":\"deployment-1\"}"),
        golden(Samples.UNSUBSCRIBE_MIN, "{\"channel\":\"ticks\",\"holder\":\"\"}"),
        golden(Samples.PUT, "{\"value\":\"Hello \\\"é\\\"\"}"),
        golden(
            Samples.PUT_MUTABLE,
            "{\"value\":\"Hello World!\",\"seq\":1," + OWNED + ",\"salt\":\"foobar\",\"cas\":0}"),
        golden(Samples.PUT_MUTABLE_MIN, "{\"value\":\"\",\"seq\":9007199254740991," + OWNED + "}"),
        golden(Samples.STORED, "{\"hash\":\"411eba73b6f087ca51a3795d9c8c938d365e32c1\"}"),
        golden(
            Samples.GET,
            "{\"hash\":\"411eba73b6f087ca51a3795d9c8c938d365e32c1\",\"salt\":\"foobar\"}"),
        golden(Samples.GET_MIN, "{\"hash\":\"411eba73b6f087ca51a3795d9c8c938d365e32c1\"}"),
        golden(
            Samples.VALUE,
            "{\"value\":\"Hello World!\","
                + OWNED.replace(",", ",\"seq\":1,\"salt\":\"foobar\",")
                + "}"),
        golden(Samples.VALUE_MIN, "{\"value\":\"\"}"),
        golden(
            Samples.EVENT,
            "{\"type\":\"Announced\",\"at\":1767225600123,\"service\":\"rpc_test\","
                + "\"destination\":\"127.0.0.1:1337\",\"message\":\"by one grape\"}"),
        golden(Samples.EVENT_MIN, "{\"type\":\"Custom\",\"at\":0}"),
        golden(Samples.VERBATIM, VERBATIM),
        golden(Payload.NULL, "null"));
  }

  @ParameterizedTest
  @MethodSource("golden")
  void aBodyIsItsLengthAndItsCompactJsonAndComesBackEqual(Object body, String json) {
    byte[] utf8 = json.getBytes(UTF_8);
    byte[] golden = ByteBuffer.allocate(4 + utf8.length).putInt(utf8.length).put(utf8).array();
    Buffer buffer = Buffer.buffer("before");
    codec(body).encodeToWire(buffer, body);
    assertThat(buffer.getBytes(6, buffer.length())).isEqualTo(golden);
    buffer.appendString("behind");
    assertThat(codec(body).decodeFromWire(6, buffer)).isEqualTo(body);
  }

  @ParameterizedTest
  @MethodSource("golden")
  void withinAProcessABodyIsPassedByReference(Object body, String json) {
    assertThat(codec(body).transform(body)).isSameAs(body);
    assertThat(codec(body).systemCodecID()).isEqualTo((byte) -1);
  }

  @Test
  void theFirstBytesAreThoseOfTheWire() {
    Buffer buffer = Buffer.buffer();
    codec(new Lookup("é")).encodeToWire(buffer, new Lookup("é"));
    assertThat(HexFormat.of().formatHex(buffer.getBytes()))
        .isEqualTo("00000010" + "7b2273657276696365223a22c3a9227d");
  }

  @Test
  void everySampleHasGoldenBytesAndEveryTypeASample() {
    assertThat(golden().map(arguments -> arguments.get()[0]))
        .containsExactlyElementsOf(Samples.ALL);
    assertThat(Samples.ALL.stream().map(Object::getClass).distinct())
        .containsExactlyInAnyOrderElementsOf(CODECS.keySet());
  }

  @Test
  void namesOfCodecsAreVersioned() {
    assertThat(CODECS.values().stream().map(MessageCodec::name))
        .containsExactlyInAnyOrder(
            "grenache.request.v1",
            "grenache.reply.v1",
            "grenache.map-request.v1",
            "grenache.replies.v1",
            "grenache.call.v1",
            "grenache.lookup.v1",
            "grenache.destinations.v1",
            "grenache.announce.v1",
            "grenache.withdraw.v1",
            "grenache.watch.v1",
            "grenache.unwatch.v1",
            "grenache.subscribe.v1",
            "grenache.unsubscribe.v1",
            "grenache.put.v1",
            "grenache.putMutable.v1",
            "grenache.stored.v1",
            "grenache.get.v1",
            "grenache.value.v1",
            "grenache.event.v1",
            "grenache.handshake.v1",
            "grenache.admission.v1",
            "grenache.payload.v1");
  }

  @Test
  void whatANewerNodeAddsIsIgnoredAndAnyOrderIsTaken() {
    assertThat(
            decode(
                Samples.REQUEST,
                "{\"new\":{\"a\":[1e999]},\"attempts\":4, \"payload\" : [1.10 ] ,"
                    + "\"service\":\"s\",\"result\":1,\"affinity\":null}"))
        .isEqualTo(
            new Request(
                "s", Payload.ofJson("[1.10 ]"), null, 4, null, null, null, null, null, null));
    assertThat(decode(Samples.EVENT, "{\"at\":5,\"type\":\"t\",\"x\":[]}"))
        .isEqualTo(new Event("t", Instant.ofEpochMilli(5), null, null, null));
  }

  @Test
  void whatANewerNodeAddsToAListOfRecordsIsIgnoredToo() {
    assertThat(
            decode(
                Samples.REPLIES,
                "{\"payload\":1,\"replies\":[ {\"x\":[{}],\"result\" : [1.10 ], \"replies\":[1],"
                    + "\"destination\":\"h:1\"} , {\"error\":\"ERR_NEW\",\"destination\":\"h:2\"}],"
                    + "\"y\":{}}"))
        .isEqualTo(
            new Replies(
                List.of(
                    Outcome.of(new Destination("h", 1), Payload.ofJson("[1.10 ]")),
                    new Outcome(new Destination("h", 2), null, Failure.ERR_APPLICATION, null))));
    assertThat(decode(Samples.REPLIES, "{\"replies\":null}")).isEqualTo(Samples.REPLIES_MIN);
    for (String bad : new String[] {"\"secret\"", "{}", "[\"secret\"]", "[[]]", "[null]"}) {
      assertThatThrownBy(() -> decode(Samples.REPLIES, "{\"replies\":" + bad + "}"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Replies[replies must be an array")
          .hasMessageNotContaining("secret");
    }
  }

  @Test
  void theDeepestValueFitsIntoEveryRecord() {
    int depth = JsonCursor.MAX_VALUE_DEPTH;
    Payload deepest = Payload.ofJson("[".repeat(depth) + "]".repeat(depth));
    Replies replies = new Replies(List.of(Outcome.of(new Destination("h", 1), deepest)));
    for (Object body : new Object[] {Request.of("s", deepest), replies}) {
      Buffer buffer = Buffer.buffer();
      codec(body).encodeToWire(buffer, body);
      assertThat(codec(body).decodeFromWire(0, buffer)).isEqualTo(body);
    }
    assertThat(Replies.fromJson(replies.toJson())).isEqualTo(replies);
    String deeper = "[".repeat(depth + 1) + "]".repeat(depth + 1);
    assertThatThrownBy(
            () ->
                decode(
                    replies, "{\"replies\":[{\"destination\":\"h:1\",\"result\":" + deeper + "}]}"))
        .hasMessageStartingWith("grenache.replies.v1: nested deeper than");
  }

  @Test
  void aBodyThatIsNotItsRecordIsRefusedAndNotShown() {
    for (String bad : new String[] {"", "secret", "[]", "{\"service\":\"secret\"} x", "{", "1"}) {
      assertThatThrownBy(() -> decode(Samples.LOOKUP, bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("grenache.lookup.v1")
          .hasMessageNotContaining("secret");
    }
    assertThatThrownBy(() -> decode(Samples.LOOKUP, "{\"service\":5}"))
        .hasMessage("Lookup[service must be a string, was a number]");
    assertThatThrownBy(() -> decode(Payload.NULL, "secret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("grenache.payload.v1: the text is not JSON");
  }

  private static Object decode(Object like, String json) {
    byte[] utf8 = json.getBytes(UTF_8);
    return codec(like).decodeFromWire(0, Buffer.buffer().appendInt(utf8.length).appendBytes(utf8));
  }

  @SuppressWarnings("unchecked")
  private static MessageCodec<Object, Object> codec(Object body) {
    return (MessageCodec<Object, Object>) CODECS.get(body.getClass());
  }

  private static Arguments golden(Object body, String json) {
    return Arguments.of(body, json);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
