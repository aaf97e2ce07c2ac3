package io.grenache.vertx.client;

import io.grenache.vertx.json.JsonLimits;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.transport.DialOptions;
import io.grenache.vertx.transport.Dialer;
import io.grenache.vertx.transport.WireSocket;
import io.grenache.vertx.wire.FrameDecoder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.LongAdder;

/** Opens sockets to destinations. Confined to its verticle's event loop. */
final class Connector {
  private final ClientOptions options;
  private final Dialer dialer;
  private final Rids rids = new Rids();
  private final FrameDecoder decoder = new FrameDecoder(JsonLimits.DEFAULTS);
  private final LongAdder sockets;

  /**
   * @param sockets counts those that are open
   */
  Connector(Vertx vertx, ClientOptions options, LongAdder sockets) {
    this.sockets = sockets;
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

  /** Connects and shakes hands, within the connect timeout; fails with a text that says why. */
  Future<ClientSocket> connect(Destination destination, ClientSocket.Listener listener) {
    return dialer
        .connect(destination.host(), destination.port(), "/ws")
        .map(
            reached -> {
              WireSocket wire =
                  new WireSocket(
                          reached.socket(), options.maxFrameBytes(), options.maxMessageBytes())
                      .maxWriteQueueBytes(options.maxWriteQueueBytes());
              return new ClientSocket(wire, reached, decoder, rids, sockets, listener);
            });
  }

  Future<Void> close() {
    return dialer.close();
  }
}
