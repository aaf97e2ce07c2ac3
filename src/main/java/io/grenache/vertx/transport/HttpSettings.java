package io.grenache.vertx.transport;

import io.grenache.vertx.listen.ListenOptions;
import io.grenache.vertx.tls.ServerTls;
import io.grenache.vertx.tls.TlsMaterial;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.LinkedHashSet;
import java.util.concurrent.TimeUnit;

/** What Vert.x is told of a port that listens. */
final class HttpSettings {
  private HttpSettings() {}

  static HttpServerOptions of(ListenOptions options) {
    return new HttpServerOptions()
        .setMaxWebSocketFrameSize(options.maxFrameBytes())
        .setMaxWebSocketMessageSize(options.maxMessageBytes())
        // Node's server declines compression too; Vert.x would inflate before it checks sizes
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setHttp2ClearTextEnabled(false)
        .setUseAlpn(false)
        .setTcpNoDelay(true)
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        // of reads alone: to watch writes costs an object and a listener a frame
        .setReadIdleTimeout((int) options.idleTimeout().toMillis())
        .setWebSocketClosingTimeout((int) WireSocket.GOODBYE.toSeconds());
  }

  /** The same with TLS. */
  static HttpServerOptions of(ListenOptions options, TlsMaterial material, ArrivingTls engines) {
    ServerTls tls = options.tls();
    return of(options)
        .setSsl(true)
        // a handshake's arithmetic takes milliseconds that others on this event loop would wait
        .setSslEngineOptions(engines.setUseWorkerThread(true))
        .setKeyCertOptions(material.identity())
        .setTrustOptions(material.trust())
        .setClientAuth(clientAuth(tls))
        .setEnabledSecureTransportProtocols(new LinkedHashSet<>(tls.protocols()))
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setSslHandshakeTimeout(options.handshakeTimeout().toMillis());
  }

  /** The part of it that can be exchanged while the port listens. */
  static ServerSSLOptions tls(ListenOptions options, TlsMaterial material) {
    ServerSSLOptions ssl = new ServerSSLOptions();
    ssl.setKeyCertOptions(material.identity())
        .setTrustOptions(material.trust())
        .setClientAuth(clientAuth(options.tls()))
        .setEnabledSecureTransportProtocols(new LinkedHashSet<>(options.tls().protocols()))
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setSslHandshakeTimeout(options.handshakeTimeout().toMillis());
    return ssl;
  }

  private static ClientAuth clientAuth(ServerTls tls) {
    if (!tls.requestCert()) {
      return ClientAuth.NONE;
    }
    return tls.rejectUnauthorized() ? ClientAuth.REQUIRED : ClientAuth.REQUEST;
  }
}
