package io.grenache.vertx.server;

/** Where a server's calls of one service go. Confined to its verticle's event loop. */
final class Route {
  final ServiceOptions service;
  final String address;
  final Shortcut shortcut = new Shortcut();

  /** Whose turn it is among the handlers in this process. */
  int turn;

  Route(ServiceOptions service, String address) {
    this.service = service;
    this.address = address;
  }
}
