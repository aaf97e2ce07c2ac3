package io.grenache.vertx.cli;

import io.grenache.vertx.client.RpcClient;
import io.grenache.vertx.message.MapRequest;
import io.grenache.vertx.message.Outcome;
import io.grenache.vertx.message.Replies;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "map",
    mixinStandardHelpOptions = true,
    description = "Sends a request to every destination of a service and prints a line for each.",
    footer = {
      "",
      "A line is {\"destination\":\"host:port\",\"result\":…}, or",
      "{\"destination\":\"host:port\",\"error\":\"ERR_NAME\",\"message\":…}. The exit code is 0 if",
      "there is at least one result, and 1 otherwise.",
      "",
      "Example:",
      "  grenache map rpc_test '\"hello\"' --limit 3"
    })
final class MapCommand implements Callable<Integer> {
  @Mixin private Asking asking;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many destinations to ask, picked at random. Default: all")
  private Integer limit;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    MapRequest request =
        Arguments.checked(
            spec,
            () ->
                MapRequest.of(asking.service(), asking.payload())
                    .withLimit(limit)
                    .withTimeout(asking.timeout()));
    try (Peer peer = asking.start(spec)) {
      return ask(peer.vertx(), request, Output.STREAM);
    }
  }

  /** Asks, prints the outcomes and gives the exit code; what fails as a whole is thrown. */
  static int ask(Vertx vertx, MapRequest request, PrintStream out) {
    Replies replies =
        Peer.await(RpcClient.create(vertx).map(request), request.timeout().toSeconds() + 5);
    for (Outcome outcome : replies.replies()) {
      out.println(line(outcome));
    }
    return replies.replies().stream().anyMatch(Outcome::succeeded)
        ? ExitCode.OK
        : ExitCode.SOFTWARE;
  }

  /** An outcome as one line of JSON, its result as it came. */
  private static String line(Outcome outcome) {
    // between two tokens a line break is no more than a space, and elsewhere JSON has none
    return outcome.toText().replace('\n', ' ').replace('\r', ' ');
  }
}
