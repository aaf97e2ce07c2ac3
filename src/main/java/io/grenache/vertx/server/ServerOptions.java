package io.grenache.vertx.server;

import io.grenache.vertx.json.JsonFields;
import io.grenache.vertx.json.OptionRules;
import io.grenache.vertx.message.Addresses;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * How a {@link ServerVerticle} serves. The JSON form has the same names; durations are milliseconds
 * in fields whose names end in {@code Ms}.
 *
 * @param prefix what the event-bus addresses start with
 * @param host the address to listen on
 * @param port the TCP port; 0 is a random one, the same for all instances of a deployment
 * @param services what is served; each is announced with the real port
 * @param announce whether the link is asked to announce the services
 * @param maxConnections sockets at a time for each instance, those that shake hands included; a
 *     further one is closed
 * @param handshakeTimeout a socket that has not become a WebSocket within this time is closed
 * @param maxFrameBytes a larger frame closes the socket; larger replies are sent in fragments
 * @param maxMessageBytes a larger message closes the socket with 1009; a larger result is {@code
 *     ERR_PAYLOAD_TOO_LARGE}
 * @param maxInFlight calls of one socket that wait for their handlers; at that many, reading pauses
 *     until four fifths are left
 * @param maxWriteQueueBytes what may wait to be written to one socket before reading from it pauses
 * @param handlerTimeout how long a handler may take, unless the caller's own time ends sooner
 * @param idleTimeout a socket on which nothing moves for so long is closed
 * @param drain how long calls that run may still take when the server is undeployed
 */
public record ServerOptions(
    String prefix,
    String host,
    int port,
    List<ServiceOptions> services,
    boolean announce,
    int maxConnections,
    Duration handshakeTimeout,
    int maxFrameBytes,
    int maxMessageBytes,
    int maxInFlight,
    int maxWriteQueueBytes,
    Duration handlerTimeout,
    Duration idleTimeout,
    Duration drain) {

  private static final int MIB = 1024 * 1024;

  /** A random port on all addresses, and no services yet. */
  public static final ServerOptions DEFAULTS =
      new ServerOptions(
          "grenache",
          "0.0.0.0",
          0,
          List.of(),
          true,
          10_000,
          Duration.ofSeconds(10),
          16 * MIB,
          16 * MIB,
          1_000,
          4 * MIB,
          Duration.ofSeconds(60),
          Duration.ofSeconds(300),
          Duration.ofSeconds(10));

  private static final Set<String> KEYS = DEFAULTS.toJson().fieldNames();

  /** Copies the list and checks the fields against each other. */
  public ServerOptions {
    prefix = new Addresses(prefix).prefix();
    services = List.copyOf(services);
    long names = services.stream().map(ServiceOptions::name).distinct().count();
    if (names != services.size()) {
      throw new IllegalArgumentException("ServerOptions[services must have different names]");
    }
    new OptionRules("ServerOptions")
        .range("port", port, 0, 65535)
        .range("maxConnections", maxConnections, 1, 1_000_000)
        .time("handshakeTimeoutMs", handshakeTimeout, 1)
        .range("maxFrameBytes", maxFrameBytes, 128, 1024 * MIB)
        .range("maxMessageBytes", maxMessageBytes, 128, 1024 * MIB)
        .range("maxInFlight", maxInFlight, 1, 1_000_000)
        .range("maxWriteQueueBytes", maxWriteQueueBytes, 1024, 1024 * MIB)
        .time("handlerTimeoutMs", handlerTimeout, 1)
        .time("idleTimeoutMs", idleTimeout, 1)
        .time("drainMs", drain, 0)
        .notAbove("maxFrameBytes", maxFrameBytes, "maxMessageBytes", maxMessageBytes);
    if (handlerTimeout.compareTo(idleTimeout) >= 0) {
      throw new IllegalArgumentException(
          "ServerOptions[handlerTimeoutMs "
              + handlerTimeout.toMillis()
              + " must be below idleTimeoutMs "
              + idleTimeout.toMillis()
              + ", or a socket is closed while its caller waits]");
    }
  }

  /** Reads the JSON form, starting from the defaults. An unknown field is an error. */
  public static ServerOptions fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("ServerOptions", json).only(KEYS);
    ServerOptions d = DEFAULTS;
    return new ServerOptions(
        fields.string("prefix", d.prefix),
        fields.string("host", d.host),
        fields.integer("port", d.port),
        fields.array("services", new JsonArray()).stream().map(ServiceOptions::fromJson).toList(),
        fields.bool("announce", d.announce),
        fields.integer("maxConnections", d.maxConnections),
        fields.millis("handshakeTimeoutMs", d.handshakeTimeout),
        fields.integer("maxFrameBytes", d.maxFrameBytes),
        fields.integer("maxMessageBytes", d.maxMessageBytes),
        fields.integer("maxInFlight", d.maxInFlight),
        fields.integer("maxWriteQueueBytes", d.maxWriteQueueBytes),
        fields.millis("handlerTimeoutMs", d.handlerTimeout),
        fields.millis("idleTimeoutMs", d.idleTimeout),
        fields.millis("drainMs", d.drain));
  }

  /** The JSON form, every field in it. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("prefix", prefix)
        .put("host", host)
        .put("port", port)
        .put("services", new JsonArray(services.stream().map(ServiceOptions::toJson).toList()))
        .put("announce", announce)
        .put("maxConnections", maxConnections)
        .put("handshakeTimeoutMs", handshakeTimeout.toMillis())
        .put("maxFrameBytes", maxFrameBytes)
        .put("maxMessageBytes", maxMessageBytes)
        .put("maxInFlight", maxInFlight)
        .put("maxWriteQueueBytes", maxWriteQueueBytes)
        .put("handlerTimeoutMs", handlerTimeout.toMillis())
        .put("idleTimeoutMs", idleTimeout.toMillis())
        .put("drainMs", drain.toMillis());
  }

  /** These options with other services, whose handlers get records. */
  public ServerOptions withServices(String... names) {
    return fromJson(toJson().put("services", new JsonArray(Arrays.asList(names))));
  }

  /** These options with another address to listen on. */
  public ServerOptions withHost(String value) {
    return fromJson(toJson().put("host", value));
  }

  /** These options with another port. */
  public ServerOptions withPort(int value) {
    return fromJson(toJson().put("port", value));
  }
}
