package io.grenache.vertx.cli;

import io.grenache.vertx.GrenacheOptions;
import io.grenache.vertx.client.ClientOptions;
import io.grenache.vertx.client.RpcClient;
import io.grenache.vertx.message.MapRequest;
import io.grenache.vertx.message.Outcome;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.message.Replies;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
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
  @Parameters(index = "0", paramLabel = "SERVICE", description = "The name of the service.")
  private String service;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PAYLOAD",
      defaultValue = "null",
      description = "What to send, as JSON. Default: ${DEFAULT-VALUE}")
  private String payload;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many destinations to ask, picked at random. Default: all")
  private Integer limit;

  @Option(names = "--text", description = "Send the payload as a string, as it stands.")
  private boolean text;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = Arguments.Time.class,
      description = "The whole time allowed: 500ms, 10s, 2m. Default: ${DEFAULT-VALUE}")
  private Duration timeout;

  @Mixin private GrapeUrls grapes;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    MapRequest request =
        Arguments.checked(
            spec,
            () ->
                MapRequest.of(service, text ? Payload.of(payload) : Payload.ofJson(payload))
                    .withLimit(limit)
                    .withTimeout(timeout));
    GrenacheOptions options =
        Arguments.checked(
            spec,
            () -> GrenacheOptions.NONE.withLink(grapes.link()).withClient(ClientOptions.DEFAULTS));
    try (Peer peer = Peer.start(options)) {
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
