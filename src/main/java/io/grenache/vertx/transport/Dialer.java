package io.grenache.vertx.transport;

import io.grenache.vertx.tls.ClientTls;
import io.grenache.vertx.tls.Fingerprints;
import io.grenache.vertx.tls.TlsMaterial;
import io.grenache.vertx.wire.PeerHeader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import java.net.ConnectException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Connects WebSockets to peers. Confined to its verticle's event loop. */
public final class Dialer {
  private final Vertx vertx;
  private final DialOptions options;
  private final ReloadingTls tls;
  // a client that is not held is collected, and closes its sockets
  private WebSocketClient webSockets;

  /**
   * A peer that was reached.
   *
   * @param fingerprint256 its certificate's; null without TLS
   * @param kin whether it is a peer of this toolkit
   */
  public record Reached(WebSocket socket, String fingerprint256, boolean kin) {}

  /** Nothing is opened before {@link #open}. */
  public Dialer(Vertx vertx, DialOptions options) {
    this.vertx = vertx;
    this.options = options;
    this.tls =
        options.tls() == null
            ? null
            : new ReloadingTls(vertx, () -> TlsMaterial.read(vertx, "tls", options.tls()));
  }

  /** Reads keys and certificates; fails with a sentence that names the option and the cause. */
  public Future<Void> open() {
    if (tls == null) {
      webSockets = vertx.createWebSocketClient(plain());
      return Future.succeededFuture();
    }
    return tls.read()
        .map(
            material -> {
              webSockets = vertx.createWebSocketClient(secured(material));
              return null;
            });
  }

  private WebSocketClientOptions plain() {
    return new WebSocketClientOptions()
        // whoever dials bounds the sockets; past its own bound Vert.x would queue without a
        // deadline
        .setMaxConnections(Integer.MAX_VALUE)
        .setMaxFrameSize(options.maxFrameBytes())
        .setMaxMessageSize(options.maxMessageBytes())
        .setConnectTimeout((int) options.connectTimeout().toMillis())
        .setTcpNoDelay(true)
        .setTryUsePerMessageCompression(false)
        .setTryUsePerFrameCompression(false)
        .setClosingTimeout((int) WireSocket.GOODBYE.toSeconds());
  }

  private WebSocketClientOptions secured(TlsMaterial material) {
    ClientTls wanted = options.tls();
    JdkSSLEngineOptions engine =
        wanted.serverName() == null
            // a handshake's arithmetic takes milliseconds that others on this event loop would wait
            ? new JdkSSLEngineOptions().setUseWorkerThread(true)
            : new NamedServer(wanted.serverName());
    WebSocketClientOptions secured =
        plain()
            .setSsl(true)
            .setVerifyHost(verifiesHost())
            .setTrustOptions(material.trust())
            .setSslEngineOptions(engine)
            .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
            .setSslHandshakeTimeout(options.connectTimeout().toMillis());
    secured.setEnabledSecureTransportProtocols(new LinkedHashSet<>(wanted.protocols()));
    if (material.identity() != null) {
      secured.setKeyCertOptions(material.identity());
    }
    return secured;
  }

  private boolean verifiesHost() {
    return options.tls().verifyHost() && options.tls().rejectUnauthorized();
  }

  /**
   * Reads keys and certificates again. New sockets use them; those that are open stay as they are.
   *
   * @return whether they are other than before; fails with what is wrong with them, and then those
   *     from before stay in use
   */
  public Future<Boolean> reloadTls() {
    if (tls == null) {
      return Future.succeededFuture(false);
    }
    return tls.reload(
        material -> {
          ClientSSLOptions ssl =
              new ClientSSLOptions()
                  .setHostnameVerificationAlgorithm(verifiesHost() ? "HTTPS" : "")
                  .setTrustOptions(material.trust())
                  .setEnabledSecureTransportProtocols(
                      new LinkedHashSet<>(options.tls().protocols()))
                  .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                  .setSslHandshakeTimeout(options.connectTimeout().toMillis());
          if (material.identity() != null) {
            ssl.setKeyCertOptions(material.identity());
          }
          return webSockets.updateSSLOptions(ssl, true);
        });
  }

  /**
   * Connects and shakes hands, within the connect timeout.
   *
   * @return fails with a text that says why
   */
  public Future<Reached> connect(String host, int port, String path) {
    WebSocketConnectOptions target =
        new WebSocketConnectOptions()
            .setHost(host)
            .setPort(port)
            .setURI(path)
            // a server that lists origins would take this for a page of its own making
            .setAllowOriginHeader(false)
            .setTimeout(options.connectTimeout().toMillis())
            .addHeader(PeerHeader.NAME, PeerHeader.VERSION);
    return connect(target)
        .map(this::reached)
        .recover(
            cause -> {
              ConnectException described =
                  new ConnectException(DialFault.describe(cause, tls != null));
              described.initCause(cause);
              return Future.failedFuture(described);
            });
  }

  // Vert.x bounds the connect and the handshake each, and with an odd host name nothing at all
  private Future<WebSocket> connect(WebSocketConnectOptions target) {
    Future<WebSocket> connecting;
    try {
      connecting = webSockets.connect(target);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
    Future<WebSocket> inTime =
        connecting.timeout(options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
    connecting.onSuccess(
        webSocket -> {
          if (inTime.failed()) {
            webSocket.close();
          }
        });
    return inTime;
  }

  private Reached reached(WebSocket socket) {
    try {
      return new Reached(socket, fingerprint(socket), socket.headers().contains(PeerHeader.NAME));
    } catch (RuntimeException e) {
      // nobody else has it yet
      socket.close();
      throw e;
    }
  }

  private String fingerprint(WebSocket socket) {
    if (tls == null) {
      return null;
    }
    try {
      return Fingerprints.sha256((X509Certificate) socket.peerCertificates().get(0));
    } catch (SSLPeerUnverifiedException e) {
      throw new IllegalStateException("a server with TLS always shows a certificate", e);
    }
  }

  /** Closes every socket that was opened. */
  public Future<Void> close() {
    return webSockets == null ? Future.succeededFuture() : webSockets.close();
  }
}
