package io.grenache.vertx.grape;

import io.grenache.vertx.json.JsonFields;
import io.grenache.vertx.json.OptionRules;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;

/**
 * The options of a {@link GrapeVerticle}. In their JSON form durations are whole milliseconds, in
 * fields whose names end in {@code Ms}.
 *
 * @param host the address to listen on
 * @param port the TCP port, from 0 to 65535; 0 is a random one
 * @param age how long an announcement lives after its last renewal; in JSON {@code ageMs}
 * @param valueAge how long a value lives after it was last put; 2 hours, as BEP 44 has it; in JSON
 *     {@code valueAgeMs}
 * @param maxServices services with announcements, at most; then the one renewed longest ago goes
 * @param maxAnnouncementsPerService announcements of a service, at most; then the oldest goes
 * @param maxAnnouncements announcements of all services, at most; then the oldest goes
 * @param maxValues values stored, at most; then the oldest goes
 * @param maxBodyBytes bytes of a request's body, at most; a larger one is answered with 413
 * @param maxConnections TCP connections at once, at most; one more is closed
 * @param requestTimeout how long a request may take to arrive, from its head on; then it is
 *     answered with 408; in JSON {@code requestTimeoutMs}
 * @param idleTimeout how long a connection may be without a request; in JSON {@code idleTimeoutMs}
 * @param prefix what the event-bus address of the events starts with
 */
public record GrapeOptions(
    String host,
    int port,
    Duration age,
    Duration valueAge,
    int maxServices,
    int maxAnnouncementsPerService,
    int maxAnnouncements,
    int maxValues,
    int maxBodyBytes,
    int maxConnections,
    Duration requestTimeout,
    Duration idleTimeout,
    String prefix) {

  /** The defaults: what the reference has, where it has a bound. */
  public static final GrapeOptions DEFAULTS =
      new GrapeOptions(
          "127.0.0.1",
          30001,
          Duration.ofMinutes(2),
          Duration.ofHours(2),
          5000,
          1000,
          50_000,
          5000,
          8192,
          1000,
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          "grenache");

  /** What {@code maxBodyBytes} may be at most: bodies are parsed on the event loop. */
  static final int MAX_BODY_BYTES = 65_536;

  private static final int MANY = 10_000_000;
  private static final long MAX_MS = 365L * 24 * 3600 * 1000;
  private static final long DAY_MS = 24L * 3600 * 1000;
  private static final Set<String> NAMES = DEFAULTS.toJson().fieldNames();

  /** Checks each field, and those that bound one another. */
  public GrapeOptions {
    OptionRules rules = new OptionRules("GrapeOptions");
    text("host", host);
    text("prefix", prefix);
    rules.range("port", port, 0, 65535);
    duration("age", age, MAX_MS);
    duration("valueAge", valueAge, MAX_MS);
    rules.range("maxServices", maxServices, 1, MANY);
    rules.range("maxAnnouncementsPerService", maxAnnouncementsPerService, 1, MANY);
    rules.range("maxAnnouncements", maxAnnouncements, 1, MANY);
    rules.range("maxValues", maxValues, 1, MANY);
    rules.range("maxBodyBytes", maxBodyBytes, 1, MAX_BODY_BYTES);
    rules.range("maxConnections", maxConnections, 1, MANY);
    duration("requestTimeout", requestTimeout, DAY_MS);
    duration("idleTimeout", idleTimeout, DAY_MS);
    within("maxServices", maxServices, maxAnnouncements);
    within("maxAnnouncementsPerService", maxAnnouncementsPerService, maxAnnouncements);
  }

  /**
   * Reads the JSON form; what is absent has its default.
   *
   * @throws IllegalArgumentException a field is unknown or wrong
   */
  public static GrapeOptions fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("GrapeOptions", json).only(NAMES);
    return new GrapeOptions(
        fields.string("host", DEFAULTS.host),
        fields.integer("port", DEFAULTS.port, 0, 65535),
        fields.millis("ageMs", DEFAULTS.age, 1, MAX_MS),
        fields.millis("valueAgeMs", DEFAULTS.valueAge, 1, MAX_MS),
        fields.integer("maxServices", DEFAULTS.maxServices, 1, MANY),
        fields.integer("maxAnnouncementsPerService", DEFAULTS.maxAnnouncementsPerService, 1, MANY),
        fields.integer("maxAnnouncements", DEFAULTS.maxAnnouncements, 1, MANY),
        fields.integer("maxValues", DEFAULTS.maxValues, 1, MANY),
        fields.integer("maxBodyBytes", DEFAULTS.maxBodyBytes, 1, MAX_BODY_BYTES),
        fields.integer("maxConnections", DEFAULTS.maxConnections, 1, MANY),
        fields.millis("requestTimeoutMs", DEFAULTS.requestTimeout, 1, DAY_MS),
        fields.millis("idleTimeoutMs", DEFAULTS.idleTimeout, 1, DAY_MS),
        fields.string("prefix", DEFAULTS.prefix));
  }

  /** The JSON form, with every field. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("host", host)
        .put("port", port)
        .put("ageMs", age.toMillis())
        .put("valueAgeMs", valueAge.toMillis())
        .put("maxServices", maxServices)
        .put("maxAnnouncementsPerService", maxAnnouncementsPerService)
        .put("maxAnnouncements", maxAnnouncements)
        .put("maxValues", maxValues)
        .put("maxBodyBytes", maxBodyBytes)
        .put("maxConnections", maxConnections)
        .put("requestTimeoutMs", requestTimeout.toMillis())
        .put("idleTimeoutMs", idleTimeout.toMillis())
        .put("prefix", prefix);
  }

  /** These options with another address to listen on. */
  public GrapeOptions withHost(String host) {
    return fromJson(toJson().put("host", host));
  }

  /** These options with another port. */
  public GrapeOptions withPort(int port) {
    return fromJson(toJson().put("port", port));
  }

  /** These options with another lifetime of announcements. */
  public GrapeOptions withAge(Duration age) {
    return fromJson(toJson().put("ageMs", age.toMillis()));
  }

  private static void text(String name, String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("GrapeOptions[" + name + " must be a non-empty string]");
    }
  }

  private static void duration(String name, Duration value, long maxMs) {
    if (value == null
        || value.compareTo(Duration.ofMillis(1)) < 0
        || value.compareTo(Duration.ofMillis(maxMs)) > 0) {
      throw new IllegalArgumentException(
          "GrapeOptions["
              + name
              + " must be from 1 ms to "
              + Duration.ofMillis(maxMs)
              + ", was "
              + value
              + "]");
    }
  }

  private static void within(String name, int value, int maxAnnouncements) {
    if (value > maxAnnouncements) {
      throw new IllegalArgumentException(
          "GrapeOptions["
              + name
              + " "
              + value
              + " must not be above maxAnnouncements "
              + maxAnnouncements
              + "]");
    }
  }
}
