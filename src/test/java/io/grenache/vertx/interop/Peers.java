package io.grenache.vertx.interop;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All Node.js processes of a test run: starts them, knows them, ends them. Two grapes are shared by
 * all tests, which therefore give each service a name of its own.
 */
final class Peers implements AutoCloseable {
  private final Path directory = PeerModules.install();
  private final List<NodePeer> started = new ArrayList<>();
  private List<String> grapes;

  Peers() {
    // a net under close(): the run may end without it
    Runtime.getRuntime().addShutdownHook(new Thread(this::killAll));
  }

  /** The URLs of two grapes that know each other. */
  synchronized List<String> grapes() {
    if (grapes == null) {
      JsonObject facts = peer("grapes.js", new JsonObject().put("count", 2)).ready();
      JsonArray urls = facts.getJsonArray("urls");
      grapes = urls.stream().map(String.class::cast).toList();
    }
    return grapes;
  }

  /** A service of {@code grenache-nodejs-ws} that is announced to a grape. */
  NodePeer server(String grape, String service) {
    return server(grape, service, new JsonObject());
  }

  /**
   * A service of {@code grenache-nodejs-ws} that is announced to a grape.
   *
   * @param more what else {@code server.js} takes: {@code secure}, {@code allowedFingerprints}
   */
  NodePeer server(String grape, String service, JsonObject more) {
    return peer("server.js", more.copy().put("grape", grape).put("service", service));
  }

  /** A client of {@code grenache-nodejs-ws}. */
  NodePeer client(String grape) {
    return client(grape, new JsonObject());
  }

  /**
   * A client of {@code grenache-nodejs-ws}.
   *
   * @param more what else {@code client.js} takes: {@code secure}, {@code keepErrors}
   */
  NodePeer client(String grape, JsonObject more) {
    return peer("client.js", more.copy().put("grape", grape));
  }

  /** A subscriber of {@code grenache-nodejs-ws} that is connected to a publisher of the channel. */
  NodePeer subscriber(String grape, String channel) {
    return peer("sub.js", new JsonObject().put("grape", grape).put("channel", channel));
  }

  /** A publisher of {@code grenache-nodejs-ws} that is announced to a grape. */
  NodePeer publisher(String grape, String channel) {
    return publisher(grape, channel, 0);
  }

  /**
   * A publisher of {@code grenache-nodejs-ws} that is announced to a grape.
   *
   * @param port 0 for a random one
   */
  NodePeer publisher(String grape, String channel, int port) {
    return peer(
        "pub.js", new JsonObject().put("grape", grape).put("channel", channel).put("port", port));
  }

  /** A {@code grenache-nodejs-link} alone. */
  NodePeer link(String grape) {
    return peer("link.js", new JsonObject().put("grape", grape));
  }

  /**
   * A script that has said it is ready.
   *
   * @throws IllegalStateException it ended, or took too long; nothing of it is left
   */
  NodePeer peer(String script, JsonObject options) {
    NodePeer peer = NodePeer.start(directory, script, options);
    synchronized (this) {
      started.removeIf(one -> !one.isAlive());
      started.add(peer);
    }
    try {
      peer.ready();
    } catch (IllegalStateException e) {
      peer.close();
      throw e;
    }
    return peer;
  }

  private synchronized void killAll() {
    started.forEach(NodePeer::kill);
  }

  @Override
  public synchronized void close() {
    for (int i = started.size() - 1; i >= 0; i--) {
      started.get(i).close();
    }
  }
}
