package io.grenache.vertx.client;

import io.grenache.vertx.transport.Hop;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/** The clients of one network in one Vert.x. May be used from any thread. */
final class LocalClients implements Shareable {
  private static final String NAME = "io.grenache.vertx.clients";

  private final List<LocalClient> clients = new CopyOnWriteArrayList<>();

  private LocalClients() {}

  static LocalClients of(Vertx vertx, String prefix) {
    return vertx
        .sharedData()
        .<String, LocalClients>getLocalMap(NAME)
        .computeIfAbsent(prefix, absent -> new LocalClients());
  }

  void add(LocalClient client) {
    clients.add(client);
  }

  void remove(LocalClient client) {
    clients.remove(client);
  }

  /** One beside the caller, on its event loop, if there is one; else any; null if there is none. */
  LocalClient near(Hop caller) {
    LocalClient[] now = clients.toArray(LocalClient[]::new);
    for (LocalClient client : now) {
      if (client.context().isBeside(caller)) {
        return client;
      }
    }
    return now.length == 0 ? null : now[ThreadLocalRandom.current().nextInt(now.length)];
  }
}
