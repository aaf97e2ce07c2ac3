package io.grenache.vertx.cli;

import io.grenache.vertx.GrenacheOptions;
import io.grenache.vertx.grape.GrapeOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "grape",
    mixinStandardHelpOptions = true,
    description = "Runs an embedded grape until interrupted.",
    footer = {"", "Example:", "  grenache grape --port 30001"})
final class GrapeCommand implements Callable<Integer> {
  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "The address to listen on. Default: ${DEFAULT-VALUE}")
  private String host;

  @Option(
      names = "--port",
      defaultValue = "30001",
      description = "The port to listen on; 0 is a random one. Default: ${DEFAULT-VALUE}")
  private int port;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    GrapeOptions grape =
        Arguments.checked(spec, () -> GrapeOptions.DEFAULTS.withHost(host).withPort(port));
    try (Peer peer = Peer.start(GrenacheOptions.NONE.withGrape(grape))) {
      peer.closeWhenInterrupted();
      System.out.println("grape at " + peer.grenache().grapeUrl());
      peer.awaitEnd();
    }
    return 0;
  }
}
