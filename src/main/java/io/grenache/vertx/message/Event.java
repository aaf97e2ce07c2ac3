package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * Something that happened and that an application may want to know. Published to {@link
 * Addresses#events()} within the process. JSON form: {@code {"type", "at", "service",
 * "destination", "message"}}, {@code at} in milliseconds since 1970.
 *
 * @param type one of the constants here; more may come
 * @param at when
 * @param service the service it is about; null if none
 * @param destination the destination it is about; null if none
 * @param message for people; null if there is nothing to add
 */
public record Event(String type, Instant at, String service, String destination, String message) {
  /** A verticle listens; the destination is its address, with the real port. */
  public static final String LISTENING = "Listening";

  /** A link is ready to announce; what was announced to an earlier one must be announced again. */
  public static final String LINK_READY = "LinkReady";

  /** A grape took the announcement of a service, for the first time or again after failures. */
  public static final String ANNOUNCED = "Announced";

  /** No grape took the announcement of a service; it is being retried. */
  public static final String ANNOUNCE_FAILED = "AnnounceFailed";

  /** A service is no longer announced. */
  public static final String WITHDRAWN = "Withdrawn";

  /**
   * The grapes list an announced service at the announced port of a host that is not this one, or
   * do not list it at all. A grape stores the address it sees an announcement come from, which
   * behind NAT, or from inside a container, may be one that nobody can connect to. The destination
   * is what was stored; null if nothing was.
   */
  public static final String ANNOUNCED_ELSEWHERE = "AnnouncedElsewhere";

  /**
   * A watched service is announced by others than before; the message counts and lists them. For
   * programs the same change is published as {@link Destinations}, see {@link Watch}.
   */
  public static final String DESTINATIONS_CHANGED = "DestinationsChanged";

  /** A server that leaves is no longer announced, and still serves callers who know it. */
  public static final String LEAVING = "Leaving";

  /**
   * A subscriber takes less than is published, and does not get all of it or is left; the service
   * is the channel, the destination the subscriber's address.
   */
  public static final String SLOW_SUBSCRIBER = "SlowSubscriber";

  /**
   * There is a connection to a publisher of a subscribed channel. The service is the channel, the
   * destination the publisher.
   */
  public static final String CONNECTED = "Connected";

  /**
   * There is no connection to a publisher of a subscribed channel: it ended, or could not be made;
   * the message says why. Of attempts that fail in a row for the same reason the first is told. The
   * service is the channel, the destination the publisher.
   */
  public static final String DISCONNECTED = "Disconnected";

  /**
   * A publisher has sent texts that are no JSON on a channel where JSON is wanted; they were
   * dropped, and the message counts them. The service is the channel, the destination the publisher
   * that sent the last of them.
   */
  public static final String NOT_JSON = "NotJson";

  /** Keys and certificates were read again; new handshakes use them. */
  public static final String TLS_RELOADED = "TlsReloaded";

  /** Keys and certificates could not be read again; those from before stay in use. */
  public static final String TLS_RELOAD_FAILED = "TlsReloadFailed";

  /** Refuses an empty type. */
  public Event {
    if (type == null || type.isBlank()) {
      throw new IllegalArgumentException("Event[type must be a non-empty string]");
    }
    at = at == null ? Instant.now() : Instant.ofEpochMilli(at.toEpochMilli());
  }

  /** An event of now. */
  public static Event of(String type, String service, String destination, String message) {
    return new Event(type, Instant.now(), service, destination, message);
  }

  /** Reads the JSON form. */
  public static Event fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("Event", json);
    return new Event(
        fields.required("type"),
        Instant.ofEpochMilli(fields.longInteger("at", 0L, 0, Long.MAX_VALUE)),
        fields.string("service", null),
        fields.string("destination", null),
        fields.string("message", null));
  }

  /** The JSON form. */
  public JsonObject toJson() {
    return Records.EVENT.toJson(this);
  }

  void encode(JsonBytes out) {
    out.put('{').field("type").string(type).field("at").number(at.toEpochMilli());
    Records.optional(out, "service", service);
    Records.optional(out, "destination", destination);
    Records.optional(out, "message", message);
    out.put('}');
  }
}
