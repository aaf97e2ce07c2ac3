package io.grenache.vertx.outlaw;

import io.grenache.vertx.outlaw.cli.Command;

/** The root imports the command line. */
public final class RootOutlaw {
  Command command;
}
