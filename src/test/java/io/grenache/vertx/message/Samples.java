package io.grenache.vertx.message;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One value of each type that travels, with every field set, and with the required ones alone. */
public final class Samples {
  /** A payload that any decoding and encoding again would change. */
  public static final Payload VERBATIM =
      Payload.ofJson("{ \"p\":1.10,\"q\":[0.12345678901234567891 ],\"t\":\"\\u20ac€\",\"p\":-0 }");

  public static final Request REQUEST =
      new Request(
          "rpc_test",
          VERBATIM,
          Duration.ofMillis(1500),
          2,
          "key-1",
          "user-7",
          5,
          3,
          Duration.ofMillis(20),
          headers());
  public static final Request REQUEST_MIN = Request.of("rpc_test", null);

  public static final Reply REPLY = new Reply(VERBATIM, new Destination("::1", 1337));
  public static final Reply REPLY_MIN = new Reply(null, null);

  public static final MapRequest MAP_REQUEST =
      new MapRequest("rpc_test", VERBATIM, 2, Duration.ofMillis(1500), headers(), "key-1");
  public static final MapRequest MAP_REQUEST_MIN = MapRequest.of("rpc_test", null);

  public static final Replies REPLIES =
      new Replies(
          List.of(
              Outcome.of(new Destination("::1", 1337), VERBATIM),
              Outcome.failed(new Destination("h", 2), Failure.ERR_APPLICATION.with("so\nlate")),
              Outcome.of(new Destination("h", 3), Payload.NULL)));
  public static final Replies REPLIES_MIN = new Replies(List.of());

  public static final Call CALL =
      new Call(
          "rpc_test",
          VERBATIM,
          new Caller("10.0.0.1:5000"),
          Duration.ofSeconds(60),
          headers(),
          "key-1");
  public static final Call CALL_MIN = new Call("s", null, null, Duration.ZERO, null, null);

  /** Of a caller with a certificate. */
  public static final Call CALL_TLS = new Call("s", null, caller(), Duration.ZERO, null, null);

  public static final Handshake HANDSHAKE =
      new Handshake("/ws", "https://a.example", Map.of("origin", "https://a.example"), caller());
  public static final Handshake HANDSHAKE_MIN = new Handshake(null, null, null, null);

  public static final Admission ADMISSION = Admission.refuse(401, "Who are you?");
  public static final Admission ADMISSION_MIN = Admission.ADMIT;

  public static final Lookup LOOKUP = new Lookup("rpc \"é\"");
  public static final Lookup LOOKUP_FRESH = new Lookup("rpc_test", true);

  public static final Destinations DESTINATIONS =
      new Destinations(
          "rpc_test",
          List.of(new Destination("127.0.0.1", 1337), new Destination("fe80::1", 80)),
          Duration.ofMillis(9999));
  public static final Destinations DESTINATIONS_MIN =
      new Destinations("rpc_test", List.of(), Duration.ZERO);

  public static final Announce ANNOUNCE = new Announce("rpc_test", 1337, "deployment-1");
  public static final Announce ANNOUNCE_MIN = new Announce("rpc_test", 1);

  public static final Withdraw WITHDRAW = new Withdraw("rpc_test", 65535, "deployment-1");
  public static final Withdraw WITHDRAW_MIN = new Withdraw("rpc_test", 1);

  public static final Watch WATCH = new Watch("rpc_test", "deployment-1");
  public static final Watch WATCH_MIN = new Watch("rpc_test");

  public static final Unwatch UNWATCH = new Unwatch("rpc_test", "deployment-1");
  public static final Unwatch UNWATCH_MIN = new Unwatch("rpc_test");

  /** The key, and the signature for the salt foobar, that BEP 44 publishes. */
  private static final String KEY =
      "77ff84905a91936367c01360803104f92432fcd904a43511876df5cdf3e7e548";

  private static final String SIGNATURE =
      "6834284b6b24c3204eb2fea824d82f88883a3d95e8b4a21b8c0ded553d17d17d"
          + "df9a8a7104b1258f30bed3787e6cb896fca78c58f8e03b5f18f14951a87d9a08";
  private static final String HASH = "411eba73b6f087ca51a3795d9c8c938d365e32c1";

  public static final Subscribe SUBSCRIBE =
      new Subscribe("ticks", Subscribe.Mode.ONE, true, "deployment-1");
  public static final Subscribe SUBSCRIBE_MIN = new Subscribe("ticks");
  public static final Unsubscribe UNSUBSCRIBE = new Unsubscribe("ticks", "deployment-1");
  public static final Unsubscribe UNSUBSCRIBE_MIN = new Unsubscribe("ticks");

  public static final Put PUT = new Put("Hello \"é\"");
  public static final PutMutable PUT_MUTABLE =
      new PutMutable("Hello World!", 1, KEY, SIGNATURE, "foobar", 0L);
  public static final PutMutable PUT_MUTABLE_MIN =
      new PutMutable("", 9007199254740991L, KEY, SIGNATURE, null, null);
  public static final Stored STORED = new Stored(HASH);
  public static final Get GET = new Get(HASH, "foobar");
  public static final Get GET_MIN = new Get(HASH);
  public static final Value VALUE = new Value("Hello World!", KEY, 1L, "foobar", SIGNATURE);
  public static final Value VALUE_MIN = new Value("");

  public static final Event EVENT =
      new Event(
          Event.ANNOUNCED,
          Instant.ofEpochMilli(1767225600123L),
          "rpc_test",
          "127.0.0.1:1337",
          "by one grape");
  public static final Event EVENT_MIN =
      new Event("Custom", Instant.ofEpochMilli(0), null, null, null);

  /** All of them. */
  public static final List<Object> ALL =
      List.of(
          REQUEST,
          REQUEST_MIN,
          REPLY,
          REPLY_MIN,
          MAP_REQUEST,
          MAP_REQUEST_MIN,
          REPLIES,
          REPLIES_MIN,
          CALL,
          CALL_MIN,
          CALL_TLS,
          HANDSHAKE,
          HANDSHAKE_MIN,
          ADMISSION,
          ADMISSION_MIN,
          LOOKUP,
          LOOKUP_FRESH,
          DESTINATIONS,
          DESTINATIONS_MIN,
          ANNOUNCE,
          ANNOUNCE_MIN,
          WITHDRAW,
          WITHDRAW_MIN,
          WATCH,
          WATCH_MIN,
          UNWATCH,
          UNWATCH_MIN,
          SUBSCRIBE,
          SUBSCRIBE_MIN,
          UNSUBSCRIBE,
          UNSUBSCRIBE_MIN,
          PUT,
          PUT_MUTABLE,
          PUT_MUTABLE_MIN,
          STORED,
          GET,
          GET_MIN,
          VALUE,
          VALUE_MIN,
          EVENT,
          EVENT_MIN,
          VERBATIM,
          Payload.NULL);

  private Samples() {}

  private static Caller caller() {
    return new Caller(
        "10.0.0.1:5000",
        true,
        new PeerCertificate(
            "01:AB",
            "02:AB",
            "03:AB",
            "CN=alice,O=\"é\"",
            "CN=ca",
            "7F",
            Instant.ofEpochMilli(1767225600000L),
            Instant.ofEpochMilli(1798761600000L),
            List.of("DNS:alice.example", "IP:10.0.0.1")));
  }

  private static Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("traceparent", "00-1-2-01");
    headers.put("a", "é\n");
    return headers;
  }
}
