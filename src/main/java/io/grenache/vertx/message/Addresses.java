package io.grenache.vertx.message;

/**
 * The event-bus addresses of one Grenache network. Two prefixes let one Vert.x be in two networks.
 *
 * @param prefix what every address starts with; {@code grenache} by default
 */
public record Addresses(String prefix) {
  /** The addresses that start with {@code grenache}. */
  public static final Addresses DEFAULT = new Addresses("grenache");

  /** Characters of the name of a service, at most. */
  public static final int MAX_SERVICE_LENGTH = 1024;

  /** Refuses an empty prefix. */
  public Addresses {
    if (prefix == null || prefix.isBlank()) {
      throw new IllegalArgumentException("Addresses[prefix must be a non-empty string]");
    }
  }

  /** Takes {@link Request}, answers {@link Reply}. */
  public String rpcRequest() {
    return prefix + ".rpc.request";
  }

  /** Takes {@link MapRequest}, answers {@link Replies}. */
  public String rpcMap() {
    return prefix + ".rpc.map";
  }

  /**
   * Takes {@link Call}, answers any JSON value or a failure; consumed by the user's handlers of the
   * service.
   *
   * @param service the name of the service
   */
  public String service(String service) {
    return prefix + ".service." + service;
  }

  /** Takes {@link Lookup}, answers {@link Destinations}. */
  public String lookup() {
    return prefix + ".link.lookup";
  }

  /** Takes {@link Put} and {@link PutMutable}, answers {@link Stored}. */
  public String put() {
    return prefix + ".link.put";
  }

  /** Takes {@link Get}, answers {@link Value}. */
  public String get() {
    return prefix + ".link.get";
  }

  /** Takes {@link Announce}, answers {@code null} once a grape took it. Local. */
  public String announce() {
    return prefix + ".link.announce";
  }

  /** Takes {@link Withdraw}, answers {@code null}. Local. */
  public String withdraw() {
    return prefix + ".link.withdraw";
  }

  /** Takes {@link Watch}, answers {@link Destinations}. Local. */
  public String watch() {
    return prefix + ".link.watch";
  }

  /** Takes {@link Unwatch}, answers {@code null}. Local. */
  public String unwatch() {
    return prefix + ".link.unwatch";
  }

  /**
   * {@link Destinations} of a watched service are published here, when they change. Local.
   *
   * @param service the name of the service
   */
  public String destinations(String service) {
    return prefix + ".link.destinations." + service;
  }

  /** Takes {@link Subscribe}, answers {@code null}. Local. */
  public String subscribe() {
    return prefix + ".sub.subscribe";
  }

  /** Takes {@link Unsubscribe}, answers {@code null}. Local. */
  public String unsubscribe() {
    return prefix + ".sub.unsubscribe";
  }

  /**
   * What is received of a channel is published here: a text as a String, bytes as a Buffer, or a
   * text's JSON value where that was asked for, see {@link Subscribe}. Local.
   *
   * @param channel the name of the channel
   */
  public String sub(String channel) {
    return prefix + ".sub." + channel;
  }

  /**
   * Takes what all subscribers of the channel are to get: a String as text, a Buffer as bytes, any
   * other JSON value as its JSON text. Answers the number of subscribers it was queued for. Local.
   *
   * @param channel the name of the channel
   */
  public String pub(String channel) {
    return prefix + ".pub." + channel;
  }

  /**
   * Takes {@link Handshake}, answers {@link Admission}; consumed by the user where a server or a
   * publisher has {@code admission} set. Local.
   */
  public String admit() {
    return prefix + ".server.admit";
  }

  /**
   * Whatever is published here, every verticle with TLS reads its keys and certificates again, and
   * says so by an {@link Event#TLS_RELOADED} or {@link Event#TLS_RELOAD_FAILED}. Local.
   */
  public String reloadTls() {
    return prefix + ".tls.reload";
  }

  /**
   * Takes anything, answers the totals of the process as JSON, {@code {"client": {"inFlight", …},
   * "server": {"connections", …}, "pub": {"subscribers", "dropped", …}, "sub": {"publishers",
   * "messages", "notJson"}}}: how much there is now, and how often each limit was met since the
   * start, as far as there is a client, a server, a publisher or a subscriber. Local; answered by
   * {@code Grenache}.
   */
  public String state() {
    return prefix + ".state";
  }

  /** {@link Event}s are published here. Local. */
  public String events() {
    return prefix + ".events";
  }
}
