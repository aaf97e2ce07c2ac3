package io.grenache.vertx.pubsub;

import io.grenache.vertx.message.Admission;
import io.grenache.vertx.message.Handshake;
import io.grenache.vertx.telemetry.Tally;
import io.grenache.vertx.transport.Arrival;
import io.grenache.vertx.transport.Listener;
import io.grenache.vertx.transport.SocketLimits;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Where a publisher listens: at a port for each channel, or at one for all. Confined to its
 * verticle's event loop.
 */
final class PubPorts {
  private static final String PATH = "/ws/";
  // policy violation
  private static final short NOT_HERE = 1008;

  private final Vertx vertx;
  private final String deploymentId;
  private final PubOptions options;
  private final Tally tally;
  private final Function<Handshake, Future<Admission>> verdict;
  private final Map<String, Outlet> outlets;
  // those that listen, by channel
  private final Map<String, Listener> listeners = new LinkedHashMap<>();

  /**
   * @param outlets by channel, the first channel first
   */
  PubPorts(
      Vertx vertx,
      String deploymentId,
      PubOptions options,
      Tally tally,
      Function<Handshake, Future<Admission>> verdict,
      Map<String, Outlet> outlets) {
    this.vertx = vertx;
    this.deploymentId = deploymentId;
    this.options = options;
    this.tally = tally;
    this.verdict = verdict;
    this.outlets = outlets;
  }

  /** Binds every port, or none. */
  Future<Void> listen() {
    List<String> channels = List.copyOf(outlets.keySet());
    Future<Void> bound = Future.succeededFuture();
    if (options.pathChannels() && !channels.isEmpty()) {
      bound = listen(channels, deploymentId, this::outletOf);
    } else {
      for (String channel : channels) {
        // a random port of its own
        String id = deploymentId + '/' + channel;
        bound = bound.compose(done -> listen(List.of(channel), id, any -> outlets.get(channel)));
      }
    }
    return bound.recover(cause -> close().transform(closed -> Future.<Void>failedFuture(cause)));
  }

  private Future<Void> listen(List<String> channels, String id, Function<Arrival, Outlet> chosen) {
    Listener[] self = new Listener[1];
    self[0] =
        new Listener(
            vertx,
            id,
            options.listen(),
            tally,
            "pub",
            verdict,
            arrival -> enter(arrival, chosen.apply(arrival), self[0].limits()));
    return self[0]
        .listen()
        .onSuccess(done -> channels.forEach(channel -> listeners.put(channel, self[0])));
  }

  /**
   * @param outlet null for a channel that is not published here
   */
  private static void enter(Arrival arrival, Outlet outlet, SocketLimits limits) {
    if (outlet == null) {
      arrival.socket().close(NOT_HERE, "there is no such channel");
    } else {
      outlet.enter(arrival, limits);
    }
  }

  /** A path that names no channel at all is for the first one, as the reference's ask. */
  private Outlet outletOf(Arrival arrival) {
    boolean names = arrival.path().length() > PATH.length() && arrival.path().startsWith(PATH);
    return names ? outlets.get(channelOf(arrival.path())) : outlets.values().iterator().next();
  }

  /** What stands behind {@code /ws/}, decoded; the path itself if nothing does. */
  static String channelOf(String path) {
    if (!path.startsWith(PATH)) {
      return path;
    }
    String encoded = path.substring(PATH.length());
    try {
      return new QueryStringDecoder(encoded.replace("?", "%3F"), true).path();
    } catch (IllegalArgumentException e) {
      return encoded;
    }
  }

  /**
   * The port of a channel.
   *
   * @throws IllegalArgumentException it is not published
   */
  int port(String channel) {
    Listener listener = listeners.get(channel);
    if (listener == null) {
      throw new IllegalArgumentException("the channel " + channel + " is not published here");
    }
    return listener.port();
  }

  /** Each port once. */
  List<Listener> all() {
    return listeners.values().stream().distinct().toList();
  }

  /** Lets nobody in any more. */
  void refuseAll() {
    all().forEach(Listener::refuseAll);
  }

  /** Stops listening. */
  Future<Void> close() {
    List<Future<?>> closing = new ArrayList<>();
    all().forEach(listener -> closing.add(listener.close()));
    return Future.join(closing).mapEmpty();
  }
}
