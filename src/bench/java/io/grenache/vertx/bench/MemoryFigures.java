package io.grenache.vertx.bench;

import io.vertx.core.json.JsonObject;

/** What processes hold: fresh ones, idle and under load, and what an idle connection costs. */
final class MemoryFigures {
  static final String GROUP = "memory";
  static final String CONNECTION = "our server, heap an idle connection";
  private static final int CONNECTIONS = 3000;
  private static final double KIB = 1024;
  private static final double MIB = 1024 * KIB;

  private final Settings settings;
  private final Lineup lineup;
  private final Results results;

  MemoryFigures(Settings settings, Lineup lineup, Results results) {
    this.settings = settings;
    this.lineup = lineup;
    this.results = results;
  }

  void run() throws Exception {
    try (Child server = lineup.server("helpers", "memory", 0)) {
      int port = server.ready().getInteger("port");
      try (Child client = lineup.client("helpers", "memory")) {
        measure("our", server, client, port);
      }
    }
    try (Child server = lineup.nodeServer("nodememory")) {
      int port = server.ready().getInteger("port");
      try (Child client = lineup.nodeClient("nodememory")) {
        measure("the reference's", server, client, port);
      }
    }
  }

  private void measure(String whose, Child server, Child client, int port) throws Exception {
    client.ready();
    load(client, 1, 10);
    hold(whose + " server, idle", server);
    hold(whose + " client, idle", client);
    load(client, 1000, settings.warmUpMillis());
    loaded(whose + " server, at the end of a load of 1000 in flight", server);
    loaded(whose + " client, at the end of a load of 1000 in flight", client);
    connections(whose, server, port);
  }

  private void load(Child client, int inFlight, long millis) throws Exception {
    client.ask(
        "closed",
        new JsonObject()
            .put("work", "hello")
            .put("payload", "hello")
            .put("inFlight", inFlight)
            .put("services", 1)
            .put("millis", millis));
  }

  private void connections(String whose, Child server, int port) throws Exception {
    try (IdleSockets idle = new IdleSockets(port)) {
      // the first ones fill caches
      idle.hold(100);
      long heap = server.live();
      long resident = server.resident();
      idle.hold(100 + CONNECTIONS);
      double heapEach = (server.live() - heap) / (double) CONNECTIONS;
      double residentEach = (server.resident() - resident) / (double) CONNECTIONS;
      fact(whose + " server, heap an idle connection", "KiB", heapEach / KIB);
      fact(whose + " server, resident an idle connection", "KiB", residentEach / KIB);
    }
  }

  private void hold(String name, Child child) throws Exception {
    fact(name + ", live heap", "MiB", child.live() / MIB);
    resident(name, child);
  }

  private void loaded(String name, Child child) throws Exception {
    fact(name + ", heap with garbage", "MiB", child.used() / MIB);
    resident(name, child);
  }

  private void resident(String name, Child child) throws Exception {
    fact(name + ", resident", "MiB", child.resident() / MIB);
  }

  private void fact(String name, String unit, double value) {
    results.add(new Results.Fact(GROUP, name, unit, value));
  }
}
