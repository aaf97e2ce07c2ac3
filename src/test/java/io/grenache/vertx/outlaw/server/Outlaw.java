package io.grenache.vertx.outlaw.server;

import io.grenache.vertx.outlaw.cli.Command;

/** Imports another feature, and the command line. */
public final class Outlaw {
  io.grenache.vertx.outlaw.client.Outlaw client;
  Command command;
}
