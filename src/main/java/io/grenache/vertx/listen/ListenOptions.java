package io.grenache.vertx.listen;

import io.grenache.vertx.json.JsonFields;
import io.grenache.vertx.json.OptionRules;
import io.grenache.vertx.tls.Fingerprints;
import io.grenache.vertx.tls.ServerTls;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How a port listens, whom it lets in, and how much a peer may take of this process. In JSON the
 * fields stand beside those of the verticle that listens. Every bound counts for one instance of
 * the verticle.
 *
 * @param host the address to listen on
 * @param port the TCP port; 0 is a random one, the same for all instances of a deployment
 * @param tls null for none
 * @param allowedFingerprints certificates of callers, SHA-256 or SHA-1; a caller with another one,
 *     or without, is refused with 401. Empty: every caller that TLS lets in
 * @param allowedOrigins web pages whose scripts may call, {@code https://app.example} say; {@code
 *     *} is any. Others are refused with 403. Peers that are no browsers name no origin, and pass
 * @param admission whether each handshake is sent to {@code grenache.server.admit} for a verdict
 * @param admissionTimeout a verdict that takes longer refuses, with 503
 * @param maxConnections sockets at a time, those that shake hands included, by TLS too; a further
 *     one is closed
 * @param maxConnectionsPerAddress the same for one remote host
 * @param handshakeTimeout a socket that has not become a WebSocket within this time is closed; with
 *     TLS that handshake may take as long before
 * @param idleTimeout a socket on which nothing moves for so long is closed, after twice as long at
 *     the latest; pings count
 * @param maxFrameBytes a larger frame closes the socket; what is larger is sent in fragments
 * @param maxMessageBytes a larger message closes the socket with 1009
 * @param messageTimeout a message that has begun must be complete within this time, or its socket
 *     is closed with 1013; time in which this side does not read the socket does not count
 * @param maxUnfinishedBytes how much of messages that are not complete yet may wait in memory, over
 *     all sockets. At that, each socket that has more than 16 KiB of its own waiting is closed with
 *     1013 as its next bytes arrive
 * @param maxWriteQueueBytes what may wait to be written to one socket before reading from it pauses
 * @param maxUnreadBytes what may wait to be written, over all sockets of which reading is paused
 *     for it. Above that, one that has more than its {@code maxWriteQueueBytes} waiting is closed
 *     when it is sent more
 * @param unreadTimeout a socket that is paused for {@code maxWriteQueueBytes} for so long is closed
 */
public record ListenOptions(
    String host,
    int port,
    ServerTls tls,
    List<String> allowedFingerprints,
    List<String> allowedOrigins,
    boolean admission,
    Duration admissionTimeout,
    int maxConnections,
    int maxConnectionsPerAddress,
    Duration handshakeTimeout,
    Duration idleTimeout,
    int maxFrameBytes,
    int maxMessageBytes,
    Duration messageTimeout,
    long maxUnfinishedBytes,
    int maxWriteQueueBytes,
    long maxUnreadBytes,
    Duration unreadTimeout) {

  /** The origin that stands for all. */
  public static final String ANY_ORIGIN = "*";

  private static final String OWNER = "ListenOptions";
  private static final int MIB = 1024 * 1024;

  /** A random port on all addresses, without TLS. */
  public static final ListenOptions DEFAULTS =
      new ListenOptions(
          "0.0.0.0",
          0,
          null,
          List.of(),
          List.of(ANY_ORIGIN),
          false,
          Duration.ofSeconds(5),
          10_000,
          1_000,
          Duration.ofSeconds(10),
          Duration.ofSeconds(300),
          16 * MIB,
          16 * MIB,
          Duration.ofSeconds(60),
          128L * MIB,
          4 * MIB,
          128L * MIB,
          Duration.ofSeconds(30));

  /** The names of the fields in JSON. */
  public static final Set<String> KEYS = DEFAULTS.putTo(new JsonObject()).fieldNames();

  /** Copies the lists and checks the fields against each other. */
  public ListenOptions {
    allowedFingerprints =
        Fingerprints.normal(OWNER + "[allowedFingerprints", allowedFingerprints, true);
    allowedOrigins = List.copyOf(allowedOrigins);
    new OptionRules(OWNER)
        .range("port", port, 0, 65535)
        .time("admissionTimeoutMs", admissionTimeout, 1)
        .range("maxConnections", maxConnections, 1, 1_000_000)
        .range("maxConnectionsPerAddress", maxConnectionsPerAddress, 1, 1_000_000)
        .time("handshakeTimeoutMs", handshakeTimeout, 1)
        .time("idleTimeoutMs", idleTimeout, 1)
        .range("maxFrameBytes", maxFrameBytes, 128, 1024 * MIB)
        .range("maxMessageBytes", maxMessageBytes, 128, 1024 * MIB)
        .time("messageTimeoutMs", messageTimeout, 1)
        .range("maxUnfinishedBytes", maxUnfinishedBytes, 1024, 1L << 40)
        .range("maxWriteQueueBytes", maxWriteQueueBytes, 1024, 1024 * MIB)
        .range("maxUnreadBytes", maxUnreadBytes, 1024, 1L << 40)
        .time("unreadTimeoutMs", unreadTimeout, 1)
        .notAbove("maxFrameBytes", maxFrameBytes, "maxMessageBytes", maxMessageBytes)
        .notAbove("maxMessageBytes", maxMessageBytes, "maxUnfinishedBytes", maxUnfinishedBytes)
        .notAbove("maxWriteQueueBytes", maxWriteQueueBytes, "maxUnreadBytes", maxUnreadBytes)
        .notAbove("maxMessageBytes", maxMessageBytes, "maxUnreadBytes", maxUnreadBytes);
    if (admission) {
      new OptionRules(OWNER)
          .notAbove(
              "admissionTimeoutMs",
              admissionTimeout.toMillis(),
              "handshakeTimeoutMs",
              handshakeTimeout.toMillis());
    }
    if (!allowedFingerprints.isEmpty() && (tls == null || !tls.requestCert())) {
      throw new IllegalArgumentException(
          OWNER
              + "[allowedFingerprints needs tls with requestCert: without it no caller shows a certificate]");
    }
  }

  /**
   * Reads the fields from an object that has others too.
   *
   * @param absent the values of those that are absent
   */
  public static ListenOptions fromJson(JsonObject json, ListenOptions absent) {
    JsonFields fields = new JsonFields(OWNER, json);
    JsonObject tls = fields.object("tls", null);
    return new ListenOptions(
        fields.string("host", absent.host),
        fields.integer("port", absent.port),
        tls == null ? absent.tls : ServerTls.fromJson(tls),
        fields.strings("allowedFingerprints", absent.allowedFingerprints),
        fields.strings("allowedOrigins", absent.allowedOrigins),
        fields.bool("admission", absent.admission),
        fields.millis("admissionTimeoutMs", absent.admissionTimeout),
        fields.integer("maxConnections", absent.maxConnections),
        fields.integer("maxConnectionsPerAddress", absent.maxConnectionsPerAddress),
        fields.millis("handshakeTimeoutMs", absent.handshakeTimeout),
        fields.millis("idleTimeoutMs", absent.idleTimeout),
        fields.integer("maxFrameBytes", absent.maxFrameBytes),
        fields.integer("maxMessageBytes", absent.maxMessageBytes),
        fields.millis("messageTimeoutMs", absent.messageTimeout),
        fields.longInteger("maxUnfinishedBytes", absent.maxUnfinishedBytes, 0, Long.MAX_VALUE),
        fields.integer("maxWriteQueueBytes", absent.maxWriteQueueBytes),
        fields.longInteger("maxUnreadBytes", absent.maxUnreadBytes, 0, Long.MAX_VALUE),
        fields.millis("unreadTimeoutMs", absent.unreadTimeout));
  }

  /** These options with another address to listen on. */
  public ListenOptions withHost(String value) {
    return with("host", value);
  }

  /** These options with another port. */
  public ListenOptions withPort(int value) {
    return with("port", value);
  }

  /** These options with TLS. */
  public ListenOptions withTls(ServerTls value) {
    return with("tls", value.toJson());
  }

  private ListenOptions with(String name, Object value) {
    return fromJson(new JsonObject().put(name, value), this);
  }

  /** Puts every field into an object that has others too, and returns it. */
  public JsonObject putTo(JsonObject json) {
    return json.put("host", host)
        .put("port", port)
        .put("tls", tls == null ? null : tls.toJson())
        .put("allowedFingerprints", new JsonArray(allowedFingerprints))
        .put("allowedOrigins", new JsonArray(allowedOrigins))
        .put("admission", admission)
        .put("admissionTimeoutMs", admissionTimeout.toMillis())
        .put("maxConnections", maxConnections)
        .put("maxConnectionsPerAddress", maxConnectionsPerAddress)
        .put("handshakeTimeoutMs", handshakeTimeout.toMillis())
        .put("idleTimeoutMs", idleTimeout.toMillis())
        .put("maxFrameBytes", maxFrameBytes)
        .put("maxMessageBytes", maxMessageBytes)
        .put("messageTimeoutMs", messageTimeout.toMillis())
        .put("maxUnfinishedBytes", maxUnfinishedBytes)
        .put("maxWriteQueueBytes", maxWriteQueueBytes)
        .put("maxUnreadBytes", maxUnreadBytes)
        .put("unreadTimeoutMs", unreadTimeout.toMillis());
  }
}
