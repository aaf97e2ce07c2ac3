package io.grenache.vertx.client;

import io.grenache.vertx.json.JsonFields;
import io.grenache.vertx.message.Request;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;

/**
 * How a {@link ClientVerticle} calls. The JSON form has the same names; durations are milliseconds
 * in fields whose names end in {@code Ms}. Every bound counts for one instance of the verticle.
 *
 * @param prefix what the event-bus addresses start with
 * @param requestTimeout the time allowed where a request says no other; the reference's default
 * @param connectTimeout how long a connect and its handshake may take, unless the request's own
 *     time ends sooner
 * @param maxActiveKeyDests destinations of a service that have sockets at a time; as in the
 *     reference
 * @param maxActiveDestTransports sockets to a destination at a time; as in the reference
 * @param inactivityTimeout a socket without calls for so long is closed; as in the reference
 * @param maxInFlight requests at a time; a further one fails with {@code ERR_OVERLOADED}
 * @param maxFrameBytes a larger frame from a server closes the socket; larger requests are sent in
 *     fragments
 * @param maxMessageBytes a larger reply closes the socket; a larger request fails with {@code
 *     ERR_PAYLOAD_TOO_LARGE}
 * @param drain how long requests under way may still take when the client is undeployed
 */
public record ClientOptions(
    String prefix,
    Duration requestTimeout,
    Duration connectTimeout,
    int maxActiveKeyDests,
    int maxActiveDestTransports,
    Duration inactivityTimeout,
    int maxInFlight,
    int maxFrameBytes,
    int maxMessageBytes,
    Duration drain) {

  private static final int MIB = 1024 * 1024;
  private static final long MAX_MS = 24L * 3600 * 1000;

  /** The reference's times and counts where it has them. */
  public static final ClientOptions DEFAULTS =
      new ClientOptions(
          "grenache",
          Request.DEFAULT_TIMEOUT,
          Duration.ofSeconds(3),
          5,
          3,
          Duration.ofSeconds(120),
          10_000,
          16 * MIB,
          16 * MIB,
          Duration.ofSeconds(5));

  private static final Set<String> KEYS = DEFAULTS.toJson().fieldNames();

  /** Checks the fields against each other. */
  public ClientOptions {
    if (maxFrameBytes > maxMessageBytes) {
      throw new IllegalArgumentException(
          "ClientOptions[maxFrameBytes "
              + maxFrameBytes
              + " must not be above maxMessageBytes "
              + maxMessageBytes
              + "]");
    }
  }

  /** Reads the JSON form, starting from the defaults. An unknown field is an error. */
  public static ClientOptions fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("ClientOptions", json).only(KEYS);
    ClientOptions d = DEFAULTS;
    return new ClientOptions(
        fields.string("prefix", d.prefix),
        fields.millis("requestTimeoutMs", d.requestTimeout, 1, MAX_MS),
        fields.millis("connectTimeoutMs", d.connectTimeout, 1, MAX_MS),
        fields.integer("maxActiveKeyDests", d.maxActiveKeyDests, 1, 10_000),
        fields.integer("maxActiveDestTransports", d.maxActiveDestTransports, 1, 10_000),
        fields.millis("inactivityTimeoutMs", d.inactivityTimeout, 1, MAX_MS),
        fields.integer("maxInFlight", d.maxInFlight, 1, 10_000_000),
        fields.integer("maxFrameBytes", d.maxFrameBytes, 128, 1024 * MIB),
        fields.integer("maxMessageBytes", d.maxMessageBytes, 128, 1024 * MIB),
        fields.millis("drainMs", d.drain, 0, MAX_MS));
  }

  /** The JSON form, every field in it. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("prefix", prefix)
        .put("requestTimeoutMs", requestTimeout.toMillis())
        .put("connectTimeoutMs", connectTimeout.toMillis())
        .put("maxActiveKeyDests", maxActiveKeyDests)
        .put("maxActiveDestTransports", maxActiveDestTransports)
        .put("inactivityTimeoutMs", inactivityTimeout.toMillis())
        .put("maxInFlight", maxInFlight)
        .put("maxFrameBytes", maxFrameBytes)
        .put("maxMessageBytes", maxMessageBytes)
        .put("drainMs", drain.toMillis());
  }

  /** These options with another time allowed for requests that say none. */
  public ClientOptions withRequestTimeout(Duration value) {
    return fromJson(toJson().put("requestTimeoutMs", value.toMillis()));
  }
}
