package io.grenache.vertx.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The contenders' processes: a server and a client each; mixed ones share servers with others. */
final class Lineup {
  static final String PLAIN = "ours, plain";
  static final String HELPERS = "ours, helpers";

  /** The same with as many event loops as Vert.x has by default. */
  static final String SPREAD_OUT = "ours, helpers, default loops";

  static final String REFERENCE = "reference";
  static final String NODE_TO_OURS = "Node client, our server";
  static final String OURS_TO_NODE = "our client, Node server";
  static final String ECHO = "bare echo";
  static final String GRPC = "grpc-java";
  static final String CLUSTER = "clustered bus";

  /** The echo's client before this toolkit's server. */
  static final String RAW_TO_OURS = "raw client, our server";

  private static final String ON_DEFAULT_LOOPS = "loops";

  private final Launcher launcher;
  private final String grape;
  private final int loops;
  private final Map<String, Child> clients = new LinkedHashMap<>();
  private final Map<String, JsonObject> servers = new LinkedHashMap<>();

  Lineup(Launcher launcher, String grape, int loops) throws Exception {
    this.launcher = launcher;
    this.grape = grape;
    this.loops = loops;
    int clusterPort = freePort();
    // before JVMs keep the processors busy
    servers.put("node", nodeServer("node").ready());
    Map<String, Child> starting = new LinkedHashMap<>();
    for (String kind : List.of("plain", "helpers", "echo", "grpc")) {
      starting.put(kind, server(kind, kind, 0));
    }
    starting.put(ON_DEFAULT_LOOPS, server("helpers", ON_DEFAULT_LOOPS, 0));
    starting.put("cluster", server("cluster", "cluster", clusterPort));
    for (Map.Entry<String, Child> entry : starting.entrySet()) {
      servers.put(entry.getKey(), entry.getValue().ready());
    }
    clients.put(PLAIN, client("plain", "plain"));
    clients.put(HELPERS, client("helpers", "helpers"));
    clients.put(SPREAD_OUT, client("helpers", ON_DEFAULT_LOOPS));
    clients.put(REFERENCE, nodeClient("node"));
    clients.put(NODE_TO_OURS, nodeClient("helpers"));
    clients.put(OURS_TO_NODE, client("helpers", "node"));
    clients.put(ECHO, client("echo", "echo"));
    clients.put(GRPC, client("grpc", "grpc"));
    clients.put(CLUSTER, client("cluster", "cluster"));
    clients.put(RAW_TO_OURS, client("echo", "helpers"));
    for (Child client : clients.values()) {
      client.ready();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Another server; what its services' names begin with must be its own. */
  Child server(String kind, String name, int clusterPort) throws IOException {
    JsonObject options =
        new JsonObject()
            .put("kind", kind)
            .put("name", name)
            .put("grape", grape)
            .put("loops", loops(name))
            .put("clusterPort", clusterPort);
    return launcher.java("server-" + name, ServerMain.class, options, flags(kind));
  }

  /** Another client of one of the servers. */
  Child client(String kind, String server) throws IOException {
    JsonObject of = servers.getOrDefault(server, new JsonObject());
    JsonObject options =
        new JsonObject()
            .put("kind", kind)
            .put("server", server)
            .put("grape", grape)
            .put("port", of.getInteger("port"))
            .put("loops", loops(server))
            .put("clusterPort", of.getInteger("port"));
    return launcher.java("client-" + kind + "-" + server, ClientMain.class, options, flags(kind));
  }

  Child nodeServer(String name) throws IOException {
    return launcher.node(
        "server-" + name,
        "bench-server.js",
        new JsonObject().put("grape", grape).put("services", Names.of(name)));
  }

  Child nodeClient(String server) throws IOException {
    return launcher.node(
        "client-node-" + server,
        "bench-client.js",
        new JsonObject().put("grape", grape).put("server", server));
  }

  private int loops(String server) {
    return server.equals(ON_DEFAULT_LOOPS) ? 0 : loops;
  }

  private static List<String> flags(String kind) {
    return kind.equals("cluster") ? Launcher.HAZELCAST : List.of();
  }

  Child client(String contender) {
    return clients.get(contender);
  }

  int port(String server) {
    return servers.get(server).getInteger("port");
  }
}
