package io.grenache.vertx.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class JsonFormsTest {
  private static final Payload PLAIN = Payload.ofJson("{\"a\":[1,\"x\",null]}");

  @Test
  void aRequestHasAJsonForm() {
    Request request =
        new Request(
            "s",
            PLAIN,
            Duration.ofMillis(1500),
            2,
            "k",
            "a",
            5,
            3,
            Duration.ofMillis(20),
            Map.of("h", "v"));
    JsonObject json =
        new JsonObject()
            .put("service", "s")
            .put("payload", new JsonObject("{\"a\":[1,\"x\",null]}"))
            .put("timeoutMs", 1500)
            .put("attempts", 2)
            .put("idempotencyKey", "k")
            .put("affinity", "a")
            .put("maxActiveKeyDests", 5)
            .put("maxActiveDestTransports", 3)
            .put("hedgeAfterMs", 20)
            .put("headers", new JsonObject().put("h", "v"));
    assertThat(request.toJson()).isEqualTo(json);
    assertThat(List.copyOf(request.toJson().fieldNames()))
        .containsExactlyElementsOf(json.fieldNames());
    assertThat(Request.fromJson(json)).isEqualTo(request);
    assertThat(Request.from(json)).isEqualTo(request);
    assertThat(Request.from(request)).isSameAs(request);
    assertThat(Request.from(json.copy().put("unknown", 1).put("affinity", "a"))).isEqualTo(request);
  }

  @Test
  void aRequestToAllHasAJsonForm() {
    MapRequest request =
        new MapRequest("s", PLAIN, 2, Duration.ofMillis(1500), Map.of("h", "v"), "k");
    JsonObject json =
        new JsonObject()
            .put("service", "s")
            .put("payload", new JsonObject("{\"a\":[1,\"x\",null]}"))
            .put("limit", 2)
            .put("timeoutMs", 1500)
            .put("headers", new JsonObject().put("h", "v"))
            .put("idempotencyKey", "k");
    assertThat(request.toJson()).isEqualTo(json);
    assertThat(List.copyOf(request.toJson().fieldNames()))
        .containsExactlyElementsOf(json.fieldNames());
    assertThat(MapRequest.from(json.copy().put("unknown", 1))).isEqualTo(request);
    assertThat(MapRequest.from(request)).isSameAs(request);
    assertThat(MapRequest.fromJson(new JsonObject().put("service", "rpc_test")))
        .isEqualTo(Samples.MAP_REQUEST_MIN);
  }

  @Test
  void aPayloadInAJsonFormMayBeAnyValue() {
    for (Object value :
        new Object[] {"x", 1, 1.5, true, new JsonObject().put("a", 1), new JsonArray().add(1)}) {
      JsonObject json = new JsonObject().put("service", "s").put("payload", value);
      assertThat(Request.fromJson(json).payload()).isEqualTo(Payload.of(value));
    }
    JsonObject verbatim = new JsonObject().put("service", "s").put("payload", Samples.VERBATIM);
    assertThat(Request.fromJson(verbatim).payload()).isSameAs(Samples.VERBATIM);
    assertThat(Request.fromJson(new JsonObject().put("service", "s")))
        .isEqualTo(Request.of("s", null));
    JsonObject map = new JsonObject(Map.of("service", "s", "payload", Map.of("a", List.of(1))));
    assertThat(Request.fromJson(map).payload().text()).isEqualTo("{\"a\":[1]}");
  }

  @Test
  void everyRecordComesBackFromItsJsonForm() {
    Reply reply = new Reply(PLAIN, new Destination("h", 1));
    assertThat(Reply.fromJson(reply.toJson())).isEqualTo(reply);
    assertThat(Reply.fromJson(new JsonObject())).isEqualTo(Samples.REPLY_MIN);
    Replies replies =
        new Replies(
            List.of(
                Outcome.of(new Destination("h", 1), PLAIN),
                Outcome.failed(new Destination("h", 2), Failure.ERR_CONNECT.with("refused"))));
    assertThat(Replies.fromJson(replies.toJson())).isEqualTo(replies);
    assertThat(Replies.fromJson(new JsonObject(replies.toJson().encode()))).isEqualTo(replies);
    assertThat(Replies.fromJson(new JsonObject())).isEqualTo(Samples.REPLIES_MIN);
    Call call =
        new Call("s", PLAIN, new Caller("h:1"), Duration.ofMillis(5), Map.of("h", "v"), "k");
    assertThat(Call.fromJson(call.toJson())).isEqualTo(call);
    assertThat(Call.fromJson(new JsonObject().put("service", "s"))).isEqualTo(Samples.CALL_MIN);
    assertThat(Lookup.fromJson(Samples.LOOKUP.toJson())).isEqualTo(Samples.LOOKUP);
    assertThat(Lookup.from(Samples.LOOKUP.toJson())).isEqualTo(Samples.LOOKUP);
    assertThat(Lookup.from(Samples.LOOKUP)).isSameAs(Samples.LOOKUP);
    assertThat(Lookup.from(Samples.LOOKUP_FRESH.toJson())).isEqualTo(Samples.LOOKUP_FRESH);
    assertThat(Lookup.from(new JsonObject().put("service", "s").put("fresh", false)))
        .isEqualTo(new Lookup("s"));
    for (Destinations destinations : List.of(Samples.DESTINATIONS, Samples.DESTINATIONS_MIN)) {
      assertThat(Destinations.fromJson(destinations.toJson())).isEqualTo(destinations);
    }
    for (Announce announce : List.of(Samples.ANNOUNCE, Samples.ANNOUNCE_MIN)) {
      assertThat(Announce.from(announce.toJson())).isEqualTo(announce);
      assertThat(Announce.from(announce)).isSameAs(announce);
    }
    for (Watch watch : List.of(Samples.WATCH, Samples.WATCH_MIN)) {
      assertThat(Watch.from(watch.toJson())).isEqualTo(watch);
      assertThat(Watch.from(watch)).isSameAs(watch);
    }
    for (Unwatch unwatch : List.of(Samples.UNWATCH, Samples.UNWATCH_MIN)) {
      assertThat(Unwatch.from(unwatch.toJson())).isEqualTo(unwatch);
      assertThat(Unwatch.from(unwatch)).isSameAs(unwatch);
    }
    for (Subscribe subscribe : List.of(Samples.SUBSCRIBE, Samples.SUBSCRIBE_MIN)) {
      assertThat(Subscribe.from(subscribe.toJson())).isEqualTo(subscribe);
      assertThat(Subscribe.from(subscribe)).isSameAs(subscribe);
    }
    assertThat(Subscribe.from(new JsonObject().put("channel", "ticks")))
        .isEqualTo(Samples.SUBSCRIBE_MIN);
    for (Unsubscribe unsubscribe : List.of(Samples.UNSUBSCRIBE, Samples.UNSUBSCRIBE_MIN)) {
      assertThat(Unsubscribe.from(unsubscribe.toJson())).isEqualTo(unsubscribe);
      assertThat(Unsubscribe.from(unsubscribe)).isSameAs(unsubscribe);
    }
    for (Withdraw withdraw : List.of(Samples.WITHDRAW, Samples.WITHDRAW_MIN)) {
      assertThat(Withdraw.from(withdraw.toJson())).isEqualTo(withdraw);
      assertThat(Withdraw.from(withdraw)).isSameAs(withdraw);
    }
    for (Event event : List.of(Samples.EVENT, Samples.EVENT_MIN)) {
      assertThat(Event.fromJson(event.toJson())).isEqualTo(event);
    }
  }

  @Test
  void jsonFormsAreThoseOfTheDocumentation() {
    assertThat(new Reply(Payload.of(1), new Destination("::1", 2)).toJson())
        .isEqualTo(new JsonObject("{\"result\":1,\"destination\":\"[::1]:2\"}"));
    assertThat(
            new Replies(
                    List.of(
                        Outcome.of(new Destination("::1", 2), Payload.of(1)),
                        Outcome.failed(new Destination("h", 1), Failure.ERR_CONNECT.with("gone"))))
                .toJson())
        .isEqualTo(
            new JsonObject(
                "{\"replies\":[{\"destination\":\"[::1]:2\",\"result\":1},"
                    + "{\"destination\":\"h:1\",\"error\":\"ERR_CONNECT\",\"message\":\"gone\"}]}"));
    assertThat(Samples.LOOKUP_FRESH.toJson())
        .isEqualTo(new JsonObject("{\"service\":\"rpc_test\",\"fresh\":true}"));
    assertThat(Samples.DESTINATIONS.toJson())
        .isEqualTo(
            new JsonObject(
                "{\"service\":\"rpc_test\",\"destinations\":[\"127.0.0.1:1337\",\"[fe80::1]:80\"],"
                    + "\"remainingMs\":9999}"));
    assertThat(Samples.EVENT.toJson())
        .isEqualTo(
            new JsonObject(
                "{\"type\":\"Announced\",\"at\":1767225600123,\"service\":\"rpc_test\","
                    + "\"destination\":\"127.0.0.1:1337\",\"message\":\"by one grape\"}"));
    assertThat(Samples.CALL_MIN.toJson())
        .isEqualTo(
            new JsonObject(
                "{\"service\":\"s\",\"payload\":null,\"caller\":{\"address\":\"\"},"
                    + "\"remainingMs\":0}"));
  }

  @Test
  void aRequestIsChangedByCopies() {
    Request request = Samples.REQUEST;
    assertThat(request.withTimeout(Duration.ofSeconds(9)).timeout()).hasSeconds(9);
    assertThat(request.withTimeout(Duration.ofSeconds(9)).withTimeout(request.timeout()))
        .isEqualTo(request);
    assertThat(request.withHeaders(Map.of()).headers()).isEmpty();
    assertThat(request.withHeaders(Map.of()).withHeaders(request.headers())).isEqualTo(request);
    assertThat(request.withIdempotencyKey("z").idempotencyKey()).isEqualTo("z");
    assertThat(request.withIdempotencyKey("z").withIdempotencyKey("key-1")).isEqualTo(request);
    assertThat(
            Request.of(request.service(), request.payload())
                .withTimeout(request.timeout())
                .withAttempts(2)
                .withIdempotencyKey("key-1")
                .withAffinity("user-7")
                .withMaxActiveKeyDests(5)
                .withMaxActiveDestTransports(3)
                .withHedgeAfter(Duration.ofMillis(20))
                .withHeaders(request.headers()))
        .isEqualTo(request);
    assertThat(request.withAttempts(null).attempts()).isNull();
    assertThat(request.withAffinity(null).affinity()).isNull();
    assertThat(request.withMaxActiveKeyDests(null).maxActiveKeyDests()).isNull();
    assertThat(request.withMaxActiveDestTransports(9).maxActiveDestTransports()).isEqualTo(9);
    assertThat(request.withMaxActiveDestTransports(9).withMaxActiveDestTransports(3))
        .isEqualTo(request);
    assertThat(request.withHedgeAfter(null).hedgeAfter()).isNull();
  }

  @Test
  void aRequestToAllIsChangedByCopies() {
    MapRequest request = Samples.MAP_REQUEST;
    assertThat(
            MapRequest.of(request.service(), request.payload())
                .withLimit(2)
                .withTimeout(request.timeout())
                .withHeaders(request.headers())
                .withIdempotencyKey("key-1"))
        .isEqualTo(request);
    assertThat(request.withLimit(null).limit()).isNull();
  }
}
