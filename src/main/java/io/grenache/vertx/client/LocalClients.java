package io.grenache.vertx.client;

import io.grenache.vertx.transport.Hop;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The clients of one network in one Vert.x. May be used from any thread. */
final class LocalClients implements Shareable {
  private static final String NAME = "io.grenache.vertx.clients";

  // never changed, but replaced
  private volatile List<LocalClient> clients = List.of();

  private LocalClients() {}

  static LocalClients of(Vertx vertx, String prefix) {
    return vertx
        .sharedData()
        .<String, LocalClients>getLocalMap(NAME)
        .computeIfAbsent(prefix, absent -> new LocalClients());
  }

  synchronized void add(LocalClient client) {
    List<LocalClient> more = new ArrayList<>(clients);
    more.add(client);
    clients = List.copyOf(more);
  }

  synchronized void remove(LocalClient client) {
    List<LocalClient> fewer = new ArrayList<>(clients);
    fewer.remove(client);
    clients = List.copyOf(fewer);
  }

  /** One beside the caller, on its event loop, if there is one; else any; null if there is none. */
  LocalClient near(Hop caller) {
    List<LocalClient> now = clients;
    for (int i = 0; i < now.size(); i++) {
      if (now.get(i).context().isBeside(caller)) {
        return now.get(i);
      }
    }
    return now.isEmpty() ? null : now.get(ThreadLocalRandom.current().nextInt(now.size()));
  }
}
