package io.grenache.vertx.transport;

import io.grenache.vertx.listen.ListenOptions;
import io.grenache.vertx.message.Admission;
import io.grenache.vertx.message.Caller;
import io.grenache.vertx.message.Handshake;
import io.grenache.vertx.telemetry.Tally;
import io.grenache.vertx.tls.TlsMaterial;
import io.grenache.vertx.wire.PeerHeader;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.WebSocketInternal;
import io.vertx.core.net.SocketAddress;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port on which peers become WebSockets: those that {@link ListenOptions} let in, as many and as
 * fast as they allow. Confined to its verticle's event loop.
 */
public final class Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

  private static final String VERSION_HEADER = "Sec-WebSocket-Version";
  private static final String VERSION = "13";

  private final Vertx vertx;
  private final String deploymentId;
  private final ListenOptions options;
  private final Door door;
  private final Consumer<Arrival> guests;
  private final SocketLimits limits;
  private final ReloadingTls tls;
  private final Newcomers newcomers;
  private final Occupancy occupancy;
  private final LongAdder handshakeTimeouts;
  private final LongAdder notAdmitted;
  private HttpServer server;
  private SocketAddress bound;
  private EventExecutor loop;
  private boolean refusing;

  /**
   * @param part what the totals of the process are filed under: {@code server}, say
   * @param verdict asked about each handshake that the options do not refuse, if they say so
   * @param guests gets each peer that was let in
   */
  public Listener(
      Vertx vertx,
      String deploymentId,
      ListenOptions options,
      Tally tally,
      String part,
      Function<Handshake, Future<Admission>> verdict,
      Consumer<Arrival> guests) {
    this.vertx = vertx;
    this.deploymentId = deploymentId;
    this.options = options;
    this.guests = guests;
    Function<String, LongAdder> counters = name -> tally.total(part + '.' + name);
    this.limits = new SocketLimits(options, counters);
    this.door = new Door(options, verdict);
    this.occupancy = new Occupancy(options, counters);
    this.handshakeTimeouts = counters.apply("handshakeTimeouts");
    this.newcomers =
        new Newcomers(vertx, options.handshakeTimeout().toMillis(), handshakeTimeouts::increment);
    this.notAdmitted = counters.apply("notAdmitted");
    this.tls =
        options.tls() == null
            ? null
            : new ReloadingTls(vertx, () -> TlsMaterial.read(vertx, "tls", options.tls()));
  }

  /** What its sockets share. */
  public SocketLimits limits() {
    return limits;
  }

  /** The port that is listened on; known once {@link #listen} has completed. */
  public int port() {
    return server.actualPort();
  }

  /** The address that is listened on, with the real port. */
  public String address() {
    String host = options.host().indexOf(':') < 0 ? options.host() : "[" + options.host() + "]";
    return host + ":" + port();
  }

  /**
   * Binds the port. Fails with a sentence that names the option and the cause; then nothing is left
   * open.
   */
  public Future<Void> listen() {
    if (!ListenAddress.claim(vertx, deploymentId, options.host(), options.port())) {
      BindException taken =
          new BindException("another deployment of this Vert.x listens there already");
      return Future.failedFuture(named(taken));
    }
    loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
    bound = ListenAddress.of(vertx, deploymentId, options.host(), options.port());
    Future<TlsMaterial> material = tls == null ? Future.succeededFuture() : tls.read();
    return material
        .compose(
            read -> {
              server =
                  vertx
                      .createHttpServer(httpOptions(read))
                      .connectionHandler(this::connecting)
                      .requestHandler(this::upgrade);
              server.exceptionHandler(
                  e -> LOG.debug("a connection failed before its upgrade: {}", e.toString()));
              return server.listen(bound);
            })
        .recover(this::notListening)
        .mapEmpty();
  }

  private HttpServerOptions httpOptions(TlsMaterial material) {
    return material == null
        ? HttpSettings.of(options)
        : HttpSettings.of(
            options, material, ArrivingTls.at(vertx, bound, loop, this::shakingHands));
  }

  private Future<HttpServer> notListening(Throwable cause) {
    release();
    return Future.failedFuture(cause instanceof BindException bind ? named(bind) : cause);
  }

  private BindException named(BindException cause) {
    BindException named =
        new BindException(
            "ListenOptions[host "
                + options.host()
                + ", port "
                + options.port()
                + "]: "
                + cause.getMessage());
    named.initCause(cause);
    return named;
  }

  /**
   * Reads keys and certificates again. New handshakes use them; sockets that are open stay as they
   * are.
   *
   * @return whether they are other than before; fails with what is wrong with them, and then those
   *     from before stay in use
   */
  public Future<Boolean> reloadTls() {
    if (tls == null) {
      return Future.succeededFuture(false);
    }
    return tls.reload(
        material -> server.updateSSLOptions(HttpSettings.tls(options, material), true));
  }

  /** With TLS a socket counts from before its handshake; Vert.x ends one that takes too long. */
  @SuppressWarnings("FutureReturnValueIgnored") // one that is closed is not waited for
  private void shakingHands(Channel channel, io.netty.util.concurrent.Future<Channel> handshake) {
    if (refusing
        // one that is gone by now has no address
        || !(channel.remoteAddress() instanceof InetSocketAddress remote)
        || !occupancy.enter(remote.getAddress().getHostAddress())) {
      channel.close();
      return;
    }
    String host = remote.getAddress().getHostAddress();
    handshake.addListener(
        shaken -> {
          // one that succeeded counts as a connection in the next moment
          occupancy.leave(host);
          if (shaken.cause() instanceof SslHandshakeTimeoutException) {
            handshakeTimeouts.increment();
          }
        });
  }

  /** A socket counts from its first moment, and has a limited time to become a WebSocket. */
  private void connecting(HttpConnection connection) {
    SocketAddress remote = connection.remoteAddress();
    if (refusing || remote == null || !occupancy.enter(remote.hostAddress())) {
      connection.close();
      return;
    }
    String host = remote.hostAddress();
    newcomers.add(connection);
    connection.closeHandler(
        nothing -> {
          if (newcomers.remove(connection)) {
            occupancy.leave(host);
          }
        });
  }

  private void upgrade(HttpServerRequest request) {
    if (!newcomers.asks(request.connection())) {
      request.connection().close();
      return;
    }
    if (!isHandshake(request)) {
      request.response().putHeader("Upgrade", "websocket").putHeader(VERSION_HEADER, VERSION);
      refuse(request, Admission.refuse(426, ""));
      return;
    }
    if (refusing) {
      refuse(request, Admission.refuse(503, ""));
      return;
    }
    Caller caller = Callers.of(request.connection(), tls == null ? null : tls.current());
    // what comes behind the handshake waits for the verdict
    request.pause();
    door.verdict(request, caller)
        .onSuccess(
            verdict -> {
              request.resume();
              if (!newcomers.has(request.connection())) {
                return;
              }
              if (verdict.admit() && !refusing) {
                enter(request, caller);
              } else {
                notAdmitted.increment();
                refuse(request, verdict.admit() ? Admission.refuse(503, "") : verdict);
              }
            });
  }

  // the drafts before RFC 6455 name the origin elsewhere, and frame otherwise
  private static boolean isHandshake(HttpServerRequest request) {
    return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"))
        && VERSION.equals(request.getHeader(VERSION_HEADER));
  }

  private static void refuse(HttpServerRequest request, Admission verdict) {
    request
        .response()
        .setStatusCode(verdict.status())
        .putHeader("Connection", "close")
        .end(verdict.reason())
        // Vert.x leaves that to the other side
        .onComplete(done -> request.connection().close());
  }

  private void enter(HttpServerRequest request, Caller caller) {
    HttpConnection connection = request.connection();
    String host = connection.remoteAddress().hostAddress();
    boolean kin = request.getHeader(PeerHeader.NAME) != null;
    request.response().putHeader(PeerHeader.NAME, PeerHeader.VERSION);
    request
        .toWebSocket()
        .onSuccess(
            socket -> {
              if (newcomers.remove(connection)) {
                entered(socket, host);
                guests.accept(new Arrival(socket, caller, request.path(), kin));
                forget(request);
              } else {
                socket.close();
              }
            })
        .onFailure(
            e -> {
              LOG.debug("no upgrade for {}: {}", request.remoteAddress(), e.toString());
              connection.close();
            });
  }

  // Vert.x holds a request as long as its socket: without its headers it takes a kilobyte less
  private static void forget(HttpServerRequest request) {
    request.headers().clear();
    request.response().headers().clear();
  }

  private void entered(ServerWebSocket socket, String host) {
    // not its close handler, which is the guest's
    ((WebSocketInternal) socket)
        .channelHandlerContext()
        .channel()
        .closeFuture()
        .addListener(closed -> occupancy.leave(host));
  }

  /** From now on nobody is let in. */
  public void refuseAll() {
    refusing = true;
  }

  /** Stops listening, and closes the sockets that are left. */
  public Future<Void> close() {
    refusing = true;
    return server.close().onComplete(done -> release());
  }

  private void release() {
    ListenAddress.release(vertx, deploymentId);
    ArrivingTls.release(vertx, bound, loop);
  }
}
