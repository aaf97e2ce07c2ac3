package io.grenache.vertx.pubsub;

import io.grenache.vertx.json.JsonFields;
import io.grenache.vertx.json.OptionRules;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Subscribe;
import io.grenache.vertx.tls.ClientTls;
import io.grenache.vertx.tls.Pins;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a {@link SubVerticle} subscribes. The JSON form has the same names; durations are
 * milliseconds in fields whose names end in {@code Ms}.
 *
 * @param prefix what the event-bus addresses start with
 * @param tls towards every publisher; null for none
 * @param servicePins certificates, by their SHA-256, that the publishers of a channel must have one
 *     of; nothing is taken from one that has not. Who announces a channel is not checked by anybody
 *     else
 * @param channels what is subscribed to from the start; holders are of no effect. In JSON a list of
 *     names, or of {@code {"channel", "mode", "parseJson"}}
 * @param channelPath whether sockets ask for {@code /ws/<channel>} in place of {@code /ws}, as
 *     publishers want it that have several channels at one port. The reference's do not mind
 * @param connectTimeout how long a connect and its handshake may take
 * @param backoff how long to wait, at most, before a publisher that was lost is tried again;
 *     doubles each time. At least half of it is waited
 * @param maxBackoff the longest such wait. A connection that lasted as long starts anew
 * @param pingInterval a publisher from which nothing came for so long is pinged
 * @param pingTimeout one that does not answer a ping within this time is left: what is dead and
 *     silent is found within the sum of both
 * @param lookup how often the link is asked for the publishers of a channel, besides what it tells
 *     of changes
 * @param maxChannels channels at a time; a further one fails with {@code ERR_OVERLOADED}
 * @param maxPublishers connections of one channel at a time; of more publishers some at random are
 *     listened to
 * @param maxFrameBytes a larger frame from a publisher closes the socket
 * @param maxMessageBytes a larger message closes the socket
 */
public record SubOptions(
    String prefix,
    ClientTls tls,
    Map<String, List<String>> servicePins,
    List<Subscribe> channels,
    boolean channelPath,
    Duration connectTimeout,
    Duration backoff,
    Duration maxBackoff,
    Duration pingInterval,
    Duration pingTimeout,
    Duration lookup,
    int maxChannels,
    int maxPublishers,
    int maxFrameBytes,
    int maxMessageBytes) {

  private static final String OWNER = "SubOptions";
  private static final int MIB = 1024 * 1024;
  private static final Set<String> CHANNEL_KEYS = Set.of("channel", "mode", "parseJson");

  /** No channels from the start. */
  public static final SubOptions DEFAULTS =
      new SubOptions(
          "grenache",
          null,
          Map.of(),
          List.of(),
          false,
          Duration.ofSeconds(3),
          Duration.ofMillis(100),
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          500,
          100,
          16 * MIB,
          16 * MIB);

  private static final Set<String> KEYS = DEFAULTS.toJson().fieldNames();

  /** Checks each field, then some against each other. */
  public SubOptions {
    prefix = new Addresses(prefix).prefix();
    servicePins = Pins.normal(OWNER, servicePins, tls);
    channels = channels.stream().map(channel -> channel.withHolder("")).toList();
    new OptionRules(OWNER)
        .time("connectTimeoutMs", connectTimeout, 1)
        .time("backoffMs", backoff, 1)
        .time("maxBackoffMs", maxBackoff, 1)
        .time("pingIntervalMs", pingInterval, 1)
        .time("pingTimeoutMs", pingTimeout, 1)
        .time("lookupMs", lookup, 1)
        .range("maxChannels", maxChannels, 1, 100_000)
        .range("maxPublishers", maxPublishers, 1, 10_000)
        .range("maxFrameBytes", maxFrameBytes, 128, 1024 * MIB)
        .range("maxMessageBytes", maxMessageBytes, 128, 1024 * MIB)
        .notAbove("backoffMs", backoff.toMillis(), "maxBackoffMs", maxBackoff.toMillis())
        .notAbove("maxFrameBytes", maxFrameBytes, "maxMessageBytes", maxMessageBytes)
        .notAbove("the number of channels", channels.size(), "maxChannels", maxChannels);
    Set<String> names = new HashSet<>();
    for (Subscribe channel : channels) {
      if (!names.add(channel.channel())) {
        throw new IllegalArgumentException(
            OWNER + "[channels must name " + channel.channel() + " once]");
      }
    }
  }

  /** Reads the JSON form, starting from the defaults. An unknown field is an error. */
  public static SubOptions fromJson(JsonObject json) {
    JsonFields fields = new JsonFields(OWNER, json).only(KEYS);
    JsonObject tls = fields.object("tls", null);
    SubOptions d = DEFAULTS;
    return new SubOptions(
        fields.string("prefix", d.prefix),
        tls == null ? null : ClientTls.fromJson(tls),
        Pins.fromJson(OWNER, fields.object("servicePins", null)),
        channels(fields),
        fields.bool("channelPath", d.channelPath),
        fields.millis("connectTimeoutMs", d.connectTimeout),
        fields.millis("backoffMs", d.backoff),
        fields.millis("maxBackoffMs", d.maxBackoff),
        fields.millis("pingIntervalMs", d.pingInterval),
        fields.millis("pingTimeoutMs", d.pingTimeout),
        fields.millis("lookupMs", d.lookup),
        fields.integer("maxChannels", d.maxChannels),
        fields.integer("maxPublishers", d.maxPublishers),
        fields.integer("maxFrameBytes", d.maxFrameBytes),
        fields.integer("maxMessageBytes", d.maxMessageBytes));
  }

  private static List<Subscribe> channels(JsonFields fields) {
    List<Subscribe> channels = new ArrayList<>();
    for (Object entry : fields.array("channels", new JsonArray())) {
      if (entry instanceof String name) {
        channels.add(new Subscribe(name));
      } else if (entry instanceof JsonObject json) {
        new JsonFields(OWNER + ".channels", json).only(CHANNEL_KEYS);
        channels.add(Subscribe.fromJson(json));
      } else {
        throw fields.wrong("channels", "an array of names and objects", entry);
      }
    }
    return channels;
  }

  /** The JSON form, every field in it; keys and passphrases of {@code tls} too. */
  public JsonObject toJson() {
    JsonArray list = new JsonArray();
    for (Subscribe channel : channels) {
      list.add(
          new JsonObject()
              .put("channel", channel.channel())
              .put("mode", channel.mode().toString())
              .put("parseJson", channel.parseJson()));
    }
    return new JsonObject()
        .put("prefix", prefix)
        .put("tls", tls == null ? null : tls.toJson())
        .put("servicePins", Pins.toJson(servicePins))
        .put("channels", list)
        .put("channelPath", channelPath)
        .put("connectTimeoutMs", connectTimeout.toMillis())
        .put("backoffMs", backoff.toMillis())
        .put("maxBackoffMs", maxBackoff.toMillis())
        .put("pingIntervalMs", pingInterval.toMillis())
        .put("pingTimeoutMs", pingTimeout.toMillis())
        .put("lookupMs", lookup.toMillis())
        .put("maxChannels", maxChannels)
        .put("maxPublishers", maxPublishers)
        .put("maxFrameBytes", maxFrameBytes)
        .put("maxMessageBytes", maxMessageBytes);
  }

  /** These options with other channels, to every publisher of each, texts as they are. */
  public SubOptions withChannels(String... names) {
    JsonArray list = new JsonArray();
    for (String name : names) {
      list.add(name);
    }
    return fromJson(toJson().put("channels", list));
  }

  /** These options with other channels. */
  public SubOptions withChannels(List<Subscribe> value) {
    return new SubOptions(
        prefix,
        tls,
        servicePins,
        value,
        channelPath,
        connectTimeout,
        backoff,
        maxBackoff,
        pingInterval,
        pingTimeout,
        lookup,
        maxChannels,
        maxPublishers,
        maxFrameBytes,
        maxMessageBytes);
  }

  /** These options with TLS. */
  public SubOptions withTls(ClientTls value) {
    return fromJson(toJson().put("tls", value.toJson()));
  }

  /** These options with other pins of one channel. */
  public SubOptions withServicePins(String channel, String... fingerprints256) {
    JsonObject json = toJson();
    json.getJsonObject("servicePins").put(channel, new JsonArray(List.of(fingerprints256)));
    return fromJson(json);
  }

  /** These options, but whether sockets ask for {@code /ws/<channel>} is another. */
  public SubOptions withChannelPath(boolean value) {
    return fromJson(toJson().put("channelPath", value));
  }
}
