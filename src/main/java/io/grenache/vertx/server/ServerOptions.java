package io.grenache.vertx.server;

import io.grenache.vertx.json.JsonFields;
import io.grenache.vertx.json.JsonLimits;
import io.grenache.vertx.json.OptionRules;
import io.grenache.vertx.listen.ListenOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.tls.ServerTls;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * How a {@link ServerVerticle} serves. The JSON form has the same names, those of {@code listen}
 * beside the others; durations are milliseconds in fields whose names end in {@code Ms}.
 *
 * @param prefix what the event-bus addresses start with
 * @param listen the port, who is let in, and how much a caller may take
 * @param services what is served; each is announced with the real port
 * @param announce whether the link is asked to announce the services
 * @param maxDepth arrays and objects inside one another in a request, at most; not below 4, which
 *     our own clients' requests have around their headers
 * @param maxNumberLength characters of a number in a request, at most; not below 20, which the
 *     numbers that our own clients add may have
 * @param maxInFlight calls of one socket that wait for their handlers; at that many, reading pauses
 *     until four fifths are left
 * @param maxInFlightBytes what the requests of those calls may have together; at that much, reading
 *     pauses until four fifths are left. Not below {@code maxMessageBytes}
 * @param handlerTimeout how long a handler may take, unless the caller's own time ends sooner
 * @param lameDuck how long a server that is undeployed still serves after it has withdrawn what it
 *     had announced, for callers that looked it up before. Without an announcement it does not wait
 * @param drain how long calls that run may still take after that
 */
public record ServerOptions(
    String prefix,
    ListenOptions listen,
    List<ServiceOptions> services,
    boolean announce,
    int maxDepth,
    int maxNumberLength,
    int maxInFlight,
    int maxInFlightBytes,
    Duration handlerTimeout,
    Duration lameDuck,
    Duration drain) {

  /** A random port on all addresses, and no services yet. */
  public static final ServerOptions DEFAULTS =
      new ServerOptions(
          "grenache",
          ListenOptions.DEFAULTS,
          List.of(),
          true,
          JsonLimits.DEFAULTS.maxDepth(),
          JsonLimits.DEFAULTS.maxNumberLength(),
          1_000,
          32 * 1024 * 1024,
          Duration.ofSeconds(60),
          Duration.ofSeconds(15),
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
        .range("maxDepth", maxDepth, 4, JsonLimits.DEFAULTS.maxDepth())
        .range("maxNumberLength", maxNumberLength, 20, JsonLimits.DEFAULTS.maxNumberLength())
        .range("maxInFlight", maxInFlight, 1, 1_000_000)
        .notAbove("maxMessageBytes", listen.maxMessageBytes(), "maxInFlightBytes", maxInFlightBytes)
        .time("handlerTimeoutMs", handlerTimeout, 1)
        .time("lameDuckMs", lameDuck, 0)
        .time("drainMs", drain, 0);
    if (handlerTimeout.compareTo(listen.idleTimeout()) >= 0) {
      throw new IllegalArgumentException(
          "ServerOptions[handlerTimeoutMs "
              + handlerTimeout.toMillis()
              + " must be below idleTimeoutMs "
              + listen.idleTimeout().toMillis()
              + ", or a socket is closed while its caller waits]");
    }
    boolean lists = services.stream().anyMatch(service -> service.allowedFingerprints() != null);
    if (lists && (listen.tls() == null || !listen.tls().requestCert())) {
      throw new IllegalArgumentException(
          "ServerOptions[services with allowedFingerprints need tls with requestCert: without it no"
              + " caller shows a certificate]");
    }
  }

  /** Reads the JSON form, starting from the defaults. An unknown field is an error. */
  public static ServerOptions fromJson(JsonObject json) {
    return fromJson(json, DEFAULTS);
  }

  private static ServerOptions fromJson(JsonObject json, ServerOptions absent) {
    JsonFields fields = new JsonFields("ServerOptions", json).only(KEYS);
    JsonArray services = fields.array("services", null);
    return new ServerOptions(
        fields.string("prefix", absent.prefix),
        ListenOptions.fromJson(json, absent.listen),
        services == null
            ? absent.services
            : services.stream().map(ServiceOptions::fromJson).toList(),
        fields.bool("announce", absent.announce),
        fields.integer("maxDepth", absent.maxDepth),
        fields.integer("maxNumberLength", absent.maxNumberLength),
        fields.integer("maxInFlight", absent.maxInFlight),
        fields.integer("maxInFlightBytes", absent.maxInFlightBytes),
        fields.millis("handlerTimeoutMs", absent.handlerTimeout),
        fields.millis("lameDuckMs", absent.lameDuck),
        fields.millis("drainMs", absent.drain));
  }

  /** The JSON form, every field in it; keys and passphrases of {@code tls} too. */
  public JsonObject toJson() {
    return listen
        .putTo(new JsonObject().put("prefix", prefix))
        .put("services", new JsonArray(services.stream().map(ServiceOptions::toJson).toList()))
        .put("announce", announce)
        .put("maxDepth", maxDepth)
        .put("maxNumberLength", maxNumberLength)
        .put("maxInFlight", maxInFlight)
        .put("maxInFlightBytes", maxInFlightBytes)
        .put("handlerTimeoutMs", handlerTimeout.toMillis())
        .put("lameDuckMs", lameDuck.toMillis())
        .put("drainMs", drain.toMillis());
  }

  /** How deep, and with how long numbers, a request may be. */
  JsonLimits limits() {
    return new JsonLimits(maxDepth, maxNumberLength);
  }

  /** These options with other services, whose handlers get records. */
  public ServerOptions withServices(String... names) {
    return with("services", new JsonArray(Arrays.asList(names)));
  }

  /** These options with another address to listen on. */
  public ServerOptions withHost(String value) {
    return with("host", value);
  }

  /** These options with another port. */
  public ServerOptions withPort(int value) {
    return with("port", value);
  }

  /** These options with TLS. */
  public ServerOptions withTls(ServerTls value) {
    return with("tls", value.toJson());
  }

  /** These options with another time to serve on after the announcements were withdrawn. */
  public ServerOptions withLameDuck(Duration value) {
    return with("lameDuckMs", value.toMillis());
  }

  private ServerOptions with(String name, Object value) {
    return fromJson(new JsonObject().put(name, value), this);
  }
}
