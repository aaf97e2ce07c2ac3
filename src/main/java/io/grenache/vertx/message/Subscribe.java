package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Set;

/**
 * Subscribes to a channel. Sent to {@link Addresses#subscribe()} within the process, answered with
 * {@code null} at once: the publishers are looked for from then on, {@link Event#CONNECTED} and
 * {@link Event#DISCONNECTED} tell of them, and what they send is published at {@link
 * Addresses#sub(String)}. Fails with {@code ERR_OVERLOADED} if there are too many channels, or too
 * many subscriptions to this one; with {@code ERR_BAD_REQUEST} if the channel is subscribed to in
 * another mode or form, since there is one address for it.
 *
 * <p>Subscriptions to a channel share its connections and are counted: as many {@link Unsubscribe}s
 * of the same holder end them. JSON form: {@code {"channel", "mode", "parseJson", "holder"}}.
 *
 * @param channel the name of the channel
 * @param mode which publishers to listen to; {@code all} in the JSON form where it is absent
 * @param parseJson whether texts are published as the JSON values they are: a JsonObject,
 *     JsonArray, String, Number, Boolean or null; what is no JSON is dropped, counted, and told by
 *     {@link Event#NOT_JSON}. Bytes are published as a Buffer all the same
 * @param holder the ID of the deployment that asks: the subscription ends with that deployment.
 *     Empty: it ends with {@link Unsubscribe}, or with the subscriber verticle
 */
public record Subscribe(String channel, Mode mode, boolean parseJson, String holder) {
  // their addresses are taken
  private static final Set<String> RESERVED = Set.of("subscribe", "unsubscribe");

  /** Which publishers of a channel to listen to. */
  public enum Mode {
    /** Every one that is announced, {@code "all"} in JSON. */
    ALL,
    /** One at random, and another when that one goes, {@code "one"} in JSON. */
    ONE;

    /** The mode of this name. */
    public static Mode named(String owner, String name) {
      for (Mode mode : values()) {
        if (mode.toString().equals(name)) {
          return mode;
        }
      }
      throw new IllegalArgumentException(owner + "[mode must be all or one]");
    }

    /** The name in JSON. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Checks the name; an absent mode is {@code ALL}, an absent holder the empty one. */
  public Subscribe {
    Checks.name("Subscribe", "channel", channel);
    if (RESERVED.contains(channel)) {
      throw new IllegalArgumentException(
          "Subscribe[channel must not be " + channel + ": the address of that name is taken]");
    }
    mode = mode == null ? Mode.ALL : mode;
    holder = holder == null ? "" : holder;
  }

  /** To every publisher, texts as they are, without a holder. */
  public Subscribe(String channel) {
    this(channel, Mode.ALL);
  }

  /** Texts as they are, without a holder. */
  public Subscribe(String channel, Mode mode) {
    this(channel, mode, false, "");
  }

  /** Reads the JSON form. */
  public static Subscribe fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("Subscribe", json);
    return new Subscribe(
        fields.required("channel"),
        Mode.named("Subscribe", fields.string("mode", Mode.ALL.toString())),
        fields.bool("parseJson", false),
        fields.string("holder", ""));
  }

  /** The body of a message: the record, or its JSON form. */
  public static Subscribe from(Object body) {
    return Records.SUBSCRIBE.from(body);
  }

  /** The JSON form. */
  public JsonObject toJson() {
    return Records.SUBSCRIBE.toJson(this);
  }

  /** This subscription for another holder. */
  public Subscribe withHolder(String value) {
    return new Subscribe(channel, mode, parseJson, value);
  }

  void encode(JsonBytes out) {
    out.put('{').field("channel").string(channel).field("mode").string(mode.toString());
    if (parseJson) {
      out.field("parseJson").bool(true);
    }
    out.field("holder").string(holder).put('}');
  }
}
