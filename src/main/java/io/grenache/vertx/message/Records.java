package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The records that travel, each with its codec. */
final class Records {
  static final RecordCodec<Request> REQUEST =
      new RecordCodec<>("grenache.request.v1", Request.class, Request::encode, Request::fromJson);
  static final RecordCodec<Reply> REPLY =
      new RecordCodec<>("grenache.reply.v1", Reply.class, Reply::encode, Reply::fromJson);
  static final RecordCodec<MapRequest> MAP_REQUEST =
      new RecordCodec<>(
          "grenache.map-request.v1", MapRequest.class, MapRequest::encode, MapRequest::fromJson);
  static final RecordCodec<Replies> REPLIES =
      RecordCodec.ofList(
          "grenache.replies.v1", Replies.class, "replies", Replies::encode, Replies::fromJson);
  static final RecordCodec<Call> CALL =
      new RecordCodec<>("grenache.call.v1", Call.class, Call::encode, Call::fromJson);
  static final RecordCodec<Lookup> LOOKUP =
      new RecordCodec<>("grenache.lookup.v1", Lookup.class, Lookup::encode, Lookup::fromJson);
  static final RecordCodec<Destinations> DESTINATIONS =
      new RecordCodec<>(
          "grenache.destinations.v1",
          Destinations.class,
          Destinations::encode,
          Destinations::fromJson);
  static final RecordCodec<Announce> ANNOUNCE =
      new RecordCodec<>(
          "grenache.announce.v1", Announce.class, Announce::encode, Announce::fromJson);
  static final RecordCodec<Withdraw> WITHDRAW =
      new RecordCodec<>(
          "grenache.withdraw.v1", Withdraw.class, Withdraw::encode, Withdraw::fromJson);
  static final RecordCodec<Watch> WATCH =
      new RecordCodec<>("grenache.watch.v1", Watch.class, Watch::encode, Watch::fromJson);
  static final RecordCodec<Unwatch> UNWATCH =
      new RecordCodec<>("grenache.unwatch.v1", Unwatch.class, Unwatch::encode, Unwatch::fromJson);
  static final RecordCodec<Subscribe> SUBSCRIBE =
      new RecordCodec<>(
          "grenache.subscribe.v1", Subscribe.class, Subscribe::encode, Subscribe::fromJson);
  static final RecordCodec<Unsubscribe> UNSUBSCRIBE =
      new RecordCodec<>(
          "grenache.unsubscribe.v1", Unsubscribe.class, Unsubscribe::encode, Unsubscribe::fromJson);
  static final RecordCodec<Put> PUT =
      new RecordCodec<>("grenache.put.v1", Put.class, Put::encode, Put::fromJson);
  static final RecordCodec<PutMutable> PUT_MUTABLE =
      new RecordCodec<>(
          "grenache.putMutable.v1", PutMutable.class, PutMutable::encode, PutMutable::fromJson);
  static final RecordCodec<Stored> STORED =
      new RecordCodec<>("grenache.stored.v1", Stored.class, Stored::encode, Stored::fromJson);
  static final RecordCodec<Get> GET =
      new RecordCodec<>("grenache.get.v1", Get.class, Get::encode, Get::fromJson);
  static final RecordCodec<Value> VALUE =
      new RecordCodec<>("grenache.value.v1", Value.class, Value::encode, Value::fromJson);
  static final RecordCodec<Event> EVENT =
      new RecordCodec<>("grenache.event.v1", Event.class, Event::encode, Event::fromJson);

  static final RecordCodec<Handshake> HANDSHAKE =
      new RecordCodec<>(
          "grenache.handshake.v1", Handshake.class, Handshake::encode, Handshake::fromJson);
  static final RecordCodec<Admission> ADMISSION =
      new RecordCodec<>(
          "grenache.admission.v1", Admission.class, Admission::encode, Admission::fromJson);

  static final List<RecordCodec<?>> ALL =
      List.of(
          REQUEST,
          REPLY,
          MAP_REQUEST,
          REPLIES,
          CALL,
          LOOKUP,
          DESTINATIONS,
          ANNOUNCE,
          WITHDRAW,
          WATCH,
          UNWATCH,
          SUBSCRIBE,
          UNSUBSCRIBE,
          PUT,
          PUT_MUTABLE,
          STORED,
          GET,
          VALUE,
          EVENT,
          HANDSHAKE,
          ADMISSION);

  private Records() {}

  static void optional(JsonBytes out, String name, String value) {
    if (value != null) {
      out.field(name).string(value);
    }
  }

  static void optional(JsonBytes out, String name, Integer value) {
    if (value != null) {
      out.field(name).number(value);
    }
  }

  static void optional(JsonBytes out, String name, Duration value) {
    if (value != null) {
      out.field(name).number(value.toMillis());
    }
  }

  static void optional(JsonBytes out, String name, Map<String, String> value) {
    if (!value.isEmpty()) {
      out.field(name).strings(value);
    }
  }
}
