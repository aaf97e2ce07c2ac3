package io.grenache.vertx.client;

import io.grenache.vertx.json.JsonFields;
import io.grenache.vertx.json.OptionRules;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.tls.ClientTls;
import io.grenache.vertx.tls.Pins;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a {@link ClientVerticle} calls. The JSON form has the same names; durations are milliseconds
 * in fields whose names end in {@code Ms}. Every bound counts for one instance of the verticle.
 *
 * @param prefix what the event-bus addresses start with
 * @param tls towards every destination; null for none
 * @param servicePins certificates, by their SHA-256, that the servers of a service must have one
 *     of; a server with another one gets no call of that service. Who announces a service is not
 *     checked by anybody else
 * @param requestTimeout the time allowed where a request says no other; the reference's default
 * @param lookupTimeout how long the link may take: it asks up to three grapes for 2.5 s each
 * @param connectTimeout how long a connect and its handshake may take, unless the request's own
 *     time ends sooner
 * @param attempts how often a call may be written where a request says no other. A call that was
 *     never written, or that no handler saw, moves to another destination whatever this says
 * @param backoff how long to wait, at most, before the destinations are gone through again; doubles
 *     each time
 * @param maxBackoff the longest such wait
 * @param maxActiveKeyDests destinations of a service in use at a time; as in the reference, but
 *     they take turns
 * @param maxActiveDestTransports sockets to a destination at a time; as in the reference
 * @param inactivityTimeout a socket without calls for so long is closed; as in the reference
 * @param pingInterval a socket from which nothing came for so long is pinged
 * @param pingTimeout a socket that does not answer a ping within this time is closed, and its calls
 *     fail
 * @param aside how long a destination that refuses, closes or does not answer is set aside at
 *     first; doubles each time
 * @param maxAside the longest time it is set aside before it is probed
 * @param timeoutsToAside calls in a row without an answer in time that set a destination aside
 * @param stale how long a route is still used when it cannot be renewed
 * @param maxInFlight requests at a time; a further one fails with {@code ERR_OVERLOADED}
 * @param maxInFlightPerSocket calls that wait for their replies on a socket
 * @param maxWaiting calls that wait for a socket; a further one fails with {@code ERR_OVERLOADED}
 * @param maxWriteQueueBytes with so much waiting to be written, a socket takes no new call
 * @param maxFrameBytes a larger frame from a server closes the socket; larger requests are sent in
 *     fragments
 * @param maxMessageBytes a larger reply closes the socket; a larger request fails with {@code
 *     ERR_PAYLOAD_TOO_LARGE}
 * @param drain how long requests under way may still take when the client is undeployed
 */
public record ClientOptions(
    String prefix,
    ClientTls tls,
    Map<String, List<String>> servicePins,
    Duration requestTimeout,
    Duration lookupTimeout,
    Duration connectTimeout,
    int attempts,
    Duration backoff,
    Duration maxBackoff,
    int maxActiveKeyDests,
    int maxActiveDestTransports,
    Duration inactivityTimeout,
    Duration pingInterval,
    Duration pingTimeout,
    Duration aside,
    Duration maxAside,
    int timeoutsToAside,
    Duration stale,
    int maxInFlight,
    int maxInFlightPerSocket,
    int maxWaiting,
    int maxWriteQueueBytes,
    int maxFrameBytes,
    int maxMessageBytes,
    Duration drain) {

  private static final int MIB = 1024 * 1024;

  /** The reference's times and counts where it has them. */
  public static final ClientOptions DEFAULTS =
      new ClientOptions(
          "grenache",
          null,
          Map.of(),
          Request.DEFAULT_TIMEOUT,
          Duration.ofSeconds(8),
          Duration.ofSeconds(3),
          1,
          Duration.ofMillis(50),
          Duration.ofSeconds(2),
          5,
          3,
          Duration.ofSeconds(120),
          Duration.ofSeconds(15),
          Duration.ofSeconds(5),
          Duration.ofMillis(200),
          Duration.ofSeconds(30),
          5,
          Duration.ofSeconds(60),
          10_000,
          4_000,
          10_000,
          4 * MIB,
          16 * MIB,
          16 * MIB,
          Duration.ofSeconds(5));

  private static final Set<String> KEYS = DEFAULTS.toJson().fieldNames();

  /** Checks each field, then some against each other. */
  public ClientOptions {
    prefix = new Addresses(prefix).prefix();
    servicePins = Pins.normal("ClientOptions", servicePins, tls);
    new OptionRules("ClientOptions")
        .time("requestTimeoutMs", requestTimeout, 1)
        .time("lookupTimeoutMs", lookupTimeout, 1)
        .time("connectTimeoutMs", connectTimeout, 1)
        .range("attempts", attempts, 1, 100)
        .time("backoffMs", backoff, 1)
        .time("maxBackoffMs", maxBackoff, 1)
        .range("maxActiveKeyDests", maxActiveKeyDests, 1, 10_000)
        .range("maxActiveDestTransports", maxActiveDestTransports, 1, 10_000)
        .time("inactivityTimeoutMs", inactivityTimeout, 1)
        .time("pingIntervalMs", pingInterval, 1)
        .time("pingTimeoutMs", pingTimeout, 1)
        .time("asideMs", aside, 1)
        .time("maxAsideMs", maxAside, 1)
        .range("timeoutsToAside", timeoutsToAside, 1, 1_000_000)
        .time("staleMs", stale, 0)
        .range("maxInFlight", maxInFlight, 1, 10_000_000)
        .range("maxInFlightPerSocket", maxInFlightPerSocket, 1, 10_000_000)
        .range("maxWaiting", maxWaiting, 0, 10_000_000)
        .range("maxWriteQueueBytes", maxWriteQueueBytes, 1024, 1024 * MIB)
        .range("maxFrameBytes", maxFrameBytes, 128, 1024 * MIB)
        .range("maxMessageBytes", maxMessageBytes, 128, 1024 * MIB)
        .time("drainMs", drain, 0)
        .notAbove("maxFrameBytes", maxFrameBytes, "maxMessageBytes", maxMessageBytes)
        .notAbove("backoffMs", backoff.toMillis(), "maxBackoffMs", maxBackoff.toMillis())
        .notAbove("asideMs", aside.toMillis(), "maxAsideMs", maxAside.toMillis());
  }

  /** Reads the JSON form, starting from the defaults. An unknown field is an error. */
  public static ClientOptions fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("ClientOptions", json).only(KEYS);
    JsonObject tls = fields.object("tls", null);
    ClientOptions d = DEFAULTS;
    return new ClientOptions(
        fields.string("prefix", d.prefix),
        tls == null ? null : ClientTls.fromJson(tls),
        Pins.fromJson("ClientOptions", fields.object("servicePins", null)),
        fields.millis("requestTimeoutMs", d.requestTimeout),
        fields.millis("lookupTimeoutMs", d.lookupTimeout),
        fields.millis("connectTimeoutMs", d.connectTimeout),
        fields.integer("attempts", d.attempts),
        fields.millis("backoffMs", d.backoff),
        fields.millis("maxBackoffMs", d.maxBackoff),
        fields.integer("maxActiveKeyDests", d.maxActiveKeyDests),
        fields.integer("maxActiveDestTransports", d.maxActiveDestTransports),
        fields.millis("inactivityTimeoutMs", d.inactivityTimeout),
        fields.millis("pingIntervalMs", d.pingInterval),
        fields.millis("pingTimeoutMs", d.pingTimeout),
        fields.millis("asideMs", d.aside),
        fields.millis("maxAsideMs", d.maxAside),
        fields.integer("timeoutsToAside", d.timeoutsToAside),
        fields.millis("staleMs", d.stale),
        fields.integer("maxInFlight", d.maxInFlight),
        fields.integer("maxInFlightPerSocket", d.maxInFlightPerSocket),
        fields.integer("maxWaiting", d.maxWaiting),
        fields.integer("maxWriteQueueBytes", d.maxWriteQueueBytes),
        fields.integer("maxFrameBytes", d.maxFrameBytes),
        fields.integer("maxMessageBytes", d.maxMessageBytes),
        fields.millis("drainMs", d.drain));
  }

  /** The JSON form, every field in it; keys and passphrases of {@code tls} too. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("prefix", prefix)
        .put("tls", tls == null ? null : tls.toJson())
        .put("servicePins", Pins.toJson(servicePins))
        .put("requestTimeoutMs", requestTimeout.toMillis())
        .put("lookupTimeoutMs", lookupTimeout.toMillis())
        .put("connectTimeoutMs", connectTimeout.toMillis())
        .put("attempts", attempts)
        .put("backoffMs", backoff.toMillis())
        .put("maxBackoffMs", maxBackoff.toMillis())
        .put("maxActiveKeyDests", maxActiveKeyDests)
        .put("maxActiveDestTransports", maxActiveDestTransports)
        .put("inactivityTimeoutMs", inactivityTimeout.toMillis())
        .put("pingIntervalMs", pingInterval.toMillis())
        .put("pingTimeoutMs", pingTimeout.toMillis())
        .put("asideMs", aside.toMillis())
        .put("maxAsideMs", maxAside.toMillis())
        .put("timeoutsToAside", timeoutsToAside)
        .put("staleMs", stale.toMillis())
        .put("maxInFlight", maxInFlight)
        .put("maxInFlightPerSocket", maxInFlightPerSocket)
        .put("maxWaiting", maxWaiting)
        .put("maxWriteQueueBytes", maxWriteQueueBytes)
        .put("maxFrameBytes", maxFrameBytes)
        .put("maxMessageBytes", maxMessageBytes)
        .put("drainMs", drain.toMillis());
  }

  /** These options with another time allowed for requests that say none. */
  public ClientOptions withRequestTimeout(Duration value) {
    return fromJson(toJson().put("requestTimeoutMs", value.toMillis()));
  }

  /** These options with TLS. */
  public ClientOptions withTls(ClientTls value) {
    return fromJson(toJson().put("tls", value.toJson()));
  }

  /** These options with other pins of one service. */
  public ClientOptions withServicePins(String service, String... fingerprints256) {
    JsonObject json = toJson();
    json.getJsonObject("servicePins").put(service, new JsonArray(List.of(fingerprints256)));
    return fromJson(json);
  }

  /** These options with another number of attempts for requests that say none. */
  public ClientOptions withAttempts(int value) {
    return fromJson(toJson().put("attempts", value));
  }
}
