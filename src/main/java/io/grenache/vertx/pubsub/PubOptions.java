package io.grenache.vertx.pubsub;

import io.grenache.vertx.json.JsonFields;
import io.grenache.vertx.json.OptionRules;
import io.grenache.vertx.listen.ListenOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.tls.ServerTls;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How a {@link PubVerticle} publishes. The JSON form has the same names, those of {@code listen}
 * beside the others; durations are milliseconds in fields whose names end in {@code Ms}.
 *
 * @param prefix what the event-bus addresses start with
 * @param listen the port, who is let in, and how much a subscriber may take. Its bounds on messages
 *     are about what subscribers send, which is dropped; they count for each port
 * @param channels what is published; each is announced with the real port
 * @param announce whether the link is asked to announce the channels
 * @param pathChannels whether all channels share one port and the subscriber's path chooses: {@code
 *     /ws/<channel>}, one without a channel the first one; who asks for a channel that is not there
 *     is closed with 1008. Otherwise each has a port of its own, since the wire has no names of
 *     channels, and {@code port} must be 0 if there are several
 * @param onSlow what happens when a subscriber's queue is full
 * @param maxQueueMessages messages that may wait for a subscriber whose socket is full
 * @param maxQueueBytes what they may have together, beside the {@code maxWriteQueueBytes} of the
 *     socket. A larger message fails with {@code ERR_PAYLOAD_TOO_LARGE}
 * @param pingInterval how often subscribers are pinged; one that has not answered for {@code
 *     idleTimeoutMs} is closed
 * @param maxReceivedMessages messages a subscriber may send within {@code pingIntervalMs}; with
 *     more it is closed with 1008
 * @param drain how long what is queued may still take to leave when the publisher is undeployed
 */
public record PubOptions(
    String prefix,
    ListenOptions listen,
    List<String> channels,
    boolean announce,
    boolean pathChannels,
    SlowPolicy onSlow,
    int maxQueueMessages,
    int maxQueueBytes,
    Duration pingInterval,
    int maxReceivedMessages,
    Duration drain) {

  private static final int KIB = 1024;

  // subscribers have nothing to say, and what waits for them waits in their queues
  private static final JsonObject LISTEN =
      new JsonObject()
          .put("maxFrameBytes", 4 * KIB)
          .put("maxMessageBytes", 4 * KIB)
          .put("maxUnfinishedBytes", 1024 * KIB)
          .put("maxWriteQueueBytes", 64 * KIB)
          .put("maxUnreadBytes", 8 * 1024 * KIB);

  /** A random port on all addresses, and no channels yet. */
  public static final PubOptions DEFAULTS =
      new PubOptions(
          "grenache",
          ListenOptions.fromJson(LISTEN, ListenOptions.DEFAULTS),
          List.of(),
          true,
          false,
          SlowPolicy.DROP_OLDEST,
          1_000,
          4 * 1024 * KIB,
          Duration.ofSeconds(30),
          100,
          Duration.ofSeconds(5));

  private static final Set<String> KEYS = DEFAULTS.toJson().fieldNames();

  /** Copies the list and checks the fields against each other. */
  public PubOptions {
    prefix = new Addresses(prefix).prefix();
    channels = List.copyOf(channels);
    channels.forEach(PubOptions::checkName);
    if (new HashSet<>(channels).size() != channels.size()) {
      throw new IllegalArgumentException("PubOptions[channels must have different names]");
    }
    if (channels.size() > 1 && !pathChannels && listen.port() != 0) {
      throw new IllegalArgumentException(
          "PubOptions[port "
              + listen.port()
              + " cannot be that of "
              + channels.size()
              + " channels: port 0 gives each its own, and with pathChannels they share one]");
    }
    new OptionRules("PubOptions")
        .range("maxQueueMessages", maxQueueMessages, 1, 10_000_000)
        .range("maxQueueBytes", maxQueueBytes, 1024, 1024 * 1024 * KIB)
        .time("pingIntervalMs", pingInterval, 1)
        .range("maxReceivedMessages", maxReceivedMessages, 0, 1_000_000)
        .time("drainMs", drain, 0);
    if (pingInterval.compareTo(listen.idleTimeout()) >= 0) {
      throw new IllegalArgumentException(
          "PubOptions[pingIntervalMs "
              + pingInterval.toMillis()
              + " must be below idleTimeoutMs "
              + listen.idleTimeout().toMillis()
              + ", or a channel loses its subscribers while nothing is published]");
    }
  }

  private static void checkName(String channel) {
    if (channel.isBlank() || channel.length() > Addresses.MAX_SERVICE_LENGTH) {
      throw new IllegalArgumentException(
          "PubOptions[channels must be non-empty strings of at most "
              + Addresses.MAX_SERVICE_LENGTH
              + " characters]");
    }
  }

  /** Reads the JSON form, starting from the defaults. An unknown field is an error. */
  public static PubOptions fromJson(JsonObject json) {
    return fromJson(json, DEFAULTS);
  }

  private static PubOptions fromJson(JsonObject json, PubOptions absent) {
    JsonFields fields = new JsonFields("PubOptions", json).only(KEYS);
    return new PubOptions(
        fields.string("prefix", absent.prefix),
        ListenOptions.fromJson(json, absent.listen),
        fields.strings("channels", absent.channels),
        fields.bool("announce", absent.announce),
        fields.bool("pathChannels", absent.pathChannels),
        SlowPolicy.fromJson(fields.string("onSlow", absent.onSlow.json())),
        fields.integer("maxQueueMessages", absent.maxQueueMessages),
        fields.integer("maxQueueBytes", absent.maxQueueBytes),
        fields.millis("pingIntervalMs", absent.pingInterval),
        fields.integer("maxReceivedMessages", absent.maxReceivedMessages),
        fields.millis("drainMs", absent.drain));
  }

  /** The JSON form, every field in it; keys and passphrases of {@code tls} too. */
  public JsonObject toJson() {
    return listen
        .putTo(new JsonObject().put("prefix", prefix))
        .put("channels", new JsonArray(channels))
        .put("announce", announce)
        .put("pathChannels", pathChannels)
        .put("onSlow", onSlow.json())
        .put("maxQueueMessages", maxQueueMessages)
        .put("maxQueueBytes", maxQueueBytes)
        .put("pingIntervalMs", pingInterval.toMillis())
        .put("maxReceivedMessages", maxReceivedMessages)
        .put("drainMs", drain.toMillis());
  }

  /** These options with other channels. */
  public PubOptions withChannels(String... names) {
    return with("channels", new JsonArray(Arrays.asList(names)));
  }

  /** These options with another address to listen on. */
  public PubOptions withHost(String value) {
    return with("host", value);
  }

  /** These options with another port. */
  public PubOptions withPort(int value) {
    return with("port", value);
  }

  /** These options with TLS. */
  public PubOptions withTls(ServerTls value) {
    return with("tls", value.toJson());
  }

  /** These options with one port for all channels, or one for each. */
  public PubOptions withPathChannels(boolean value) {
    return with("pathChannels", value);
  }

  /** These options with another policy for slow subscribers. */
  public PubOptions withOnSlow(SlowPolicy value) {
    return with("onSlow", value.json());
  }

  private PubOptions with(String name, Object value) {
    return fromJson(new JsonObject().put(name, value), this);
  }
}
