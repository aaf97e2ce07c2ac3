package io.grenache.vertx.pubsub;

import io.grenache.vertx.message.Destination;
import io.grenache.vertx.transport.DialOptions;
import io.grenache.vertx.transport.Dialer;
import io.grenache.vertx.transport.WireSocket;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Opens sockets to publishers. Confined to its verticle's event loop. */
final class SubConnector {
  private final Vertx vertx;
  private final SubOptions options;
  private final Dialer dialer;

  SubConnector(Vertx vertx, SubOptions options) {
    this.vertx = vertx;
    this.options = options;
    this.dialer =
        new Dialer(
            vertx,
            new DialOptions(
                options.tls(),
                options.connectTimeout(),
                options.maxFrameBytes(),
                options.maxMessageBytes()));
  }

  /** Reads keys and certificates, if there are any. */
  Future<Void> open() {
    return dialer.open();
  }

  Future<Boolean> reloadTls() {
    return dialer.reloadTls();
  }

  /**
   * Connects and shakes hands, within the connect timeout; fails with a text that says why. A
   * publisher whose certificate is not among the pins of the channel is left before anything it
   * sends is looked at.
   */
  Future<SubSocket> connect(Destination to, String channel, SubSocket.Listener listener) {
    return dialer
        .connect(to.host(), to.port(), path(channel))
        .recover(
            cause -> Future.failedFuture("it could not be connected to: " + cause.getMessage()))
        .compose(
            reached -> {
              WireSocket wire =
                  new WireSocket(
                      reached.socket(), options.maxFrameBytes(), options.maxMessageBytes());
              List<String> pins = options.servicePins().get(channel);
              if (pins != null && !pins.contains(reached.fingerprint256())) {
                // whoever it is, it is owed no goodbye
                wire.onClosed(() -> {}).abort();
                return Future.failedFuture("it has a certificate that servicePins does not list");
              }
              return Future.succeededFuture(new SubSocket(vertx, wire, options, listener));
            });
  }

  private String path(String channel) {
    return options.channelPath()
        // it makes forms, in which a space is a plus
        ? "/ws/" + URLEncoder.encode(channel, StandardCharsets.UTF_8).replace("+", "%20")
        : "/ws";
  }

  /** Closes every socket that was opened. */
  Future<Void> close() {
    return dialer.close();
  }
}
