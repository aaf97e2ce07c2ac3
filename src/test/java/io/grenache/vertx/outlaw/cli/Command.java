package io.grenache.vertx.outlaw.cli;

import io.grenache.vertx.outlaw.RootOutlaw;

/** The command line may import all. */
public final class Command {
  RootOutlaw root;
}
