package io.grenache.vertx.client;

import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Destinations;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.transport.WireSocket;
import io.grenache.vertx.wire.PeerHeader;
import io.grenache.vertx.wire.ReplyFrame;
import io.vertx.core.Future;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Brings exchanges to destinations, and to another one when a call did not reach a handler: a
 * socket that could not be opened, or a reply that says so. Each destination is tried once for an
 * exchange. Confined to its verticle's event loop.
 */
final class Dispatcher {
  private final WebSocketClient webSockets;
  private final Routes routes;
  private final ClientOptions options;
  private final Rids rids = new Rids();
  private final Map<Destination, DestinationPool> pools = new HashMap<>();
  private final Balancer balancer =
      new Balancer(pools, bound -> ThreadLocalRandom.current().nextInt(bound));

  Dispatcher(WebSocketClient webSockets, Routes routes, ClientOptions options) {
    this.webSockets = webSockets;
    this.routes = routes;
    this.options = options;
  }

  void dispatch(Exchange exchange) {
    routes
        .find(exchange.request.service(), System.nanoTime())
        .onSuccess(found -> sendTo(found, exchange, null))
        .onFailure(cause -> exchange.fail(Failure.of(cause), cause.getMessage()));
  }

  /**
   * @param last why the destination before could not be used; null for the first one
   */
  private void sendTo(Destinations found, Exchange exchange, ReplyFrame last) {
    if (exchange.isDone()) {
      return;
    }
    Destination destination =
        balancer.pick(
            found.destinations(),
            exchange,
            orElse(exchange.request.maxActiveKeyDests(), options.maxActiveKeyDests()));
    if (destination == null) {
      failAsLast(exchange, last);
      return;
    }
    exchange.markTried(destination);
    int maxSockets =
        orElse(exchange.request.maxActiveDestTransports(), options.maxActiveDestTransports());
    pools
        .computeIfAbsent(destination, this::newPool)
        .send(exchange, maxSockets, options.maxMessageBytes());
  }

  private static void failAsLast(Exchange exchange, ReplyFrame last) {
    if (last == null) {
      exchange.fail(
          Failure.ERR_CONNECT,
          "no destination of " + exchange.request.service() + " could be connected to");
    } else {
      exchange.fail(Failure.of(last.failure()), last.error());
    }
  }

  private void again(Exchange exchange, ReplyFrame last) {
    if (!exchange.isDone()) {
      routes
          .find(exchange.request.service(), System.nanoTime())
          .onSuccess(found -> sendTo(found, exchange, last))
          .onFailure(cause -> failAsLast(exchange, last));
    }
  }

  private DestinationPool newPool(Destination destination) {
    return new DestinationPool(
        destination, this::connect, (exchange, cause) -> again(exchange, null));
  }

  private Future<ClientSocket> connect(DestinationPool pool) {
    Destination destination = pool.destination();
    WebSocketConnectOptions target =
        new WebSocketConnectOptions()
            .setHost(destination.host())
            .setPort(destination.port())
            .setURI("/ws")
            .setTimeout(options.connectTimeout().toMillis())
            .addHeader(PeerHeader.NAME, PeerHeader.VERSION);
    return webSockets.connect(target).map(socket -> open(socket, pool));
  }

  private ClientSocket open(WebSocket webSocket, DestinationPool pool) {
    boolean ours = webSocket.headers().contains(PeerHeader.NAME);
    WireSocket wire = new WireSocket(webSocket, options.maxFrameBytes(), options.maxMessageBytes());
    ClientSocket[] socket = new ClientSocket[1];
    socket[0] =
        new ClientSocket(
            wire,
            ours,
            rids,
            (exchange, reply) -> replied(exchange, reply, pool.destination()),
            () -> closed(pool, socket[0]));
    return socket[0];
  }

  private void closed(DestinationPool pool, ClientSocket socket) {
    pool.remove(socket);
    if (!pool.isActive()) {
      pools.remove(pool.destination(), pool);
    }
  }

  private void replied(Exchange exchange, ReplyFrame reply, Destination destination) {
    if (reply.error() == null) {
      exchange.succeed(new Reply(reply.result(), destination));
    } else if (!reply.ran()) {
      again(exchange, reply);
    } else if (reply.failure() != 0) {
      exchange.fail(Failure.of(reply.failure()), reply.error());
    } else {
      exchange.fail(Failure.ERR_APPLICATION, reply.error());
    }
  }

  void closeIdle() {
    long since = System.nanoTime() - options.inactivityTimeout().toNanos();
    for (DestinationPool pool : List.copyOf(pools.values())) {
      pool.closeIdleSince(since);
      if (!pool.isActive()) {
        pools.remove(pool.destination(), pool);
      }
    }
  }

  Future<Void> close() {
    List<Future<Void>> closing = new ArrayList<>();
    for (DestinationPool pool : List.copyOf(pools.values())) {
      closing.add(pool.close());
    }
    return Future.all(closing).mapEmpty();
  }

  private static int orElse(Integer value, int absent) {
    return value == null ? absent : value;
  }
}
