package io.grenache.vertx.cli;

import io.grenache.vertx.link.LinkOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Destinations;
import io.grenache.vertx.message.Lookup;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "lookup",
    mixinStandardHelpOptions = true,
    description = "Prints where a service is, a host:port a line.",
    footer = {
      "",
      "A service that nobody announces is a failure, and the exit code is 1.",
      "",
      "Example:",
      "  grenache lookup rpc_test"
    })
final class LookupCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SERVICE", description = "The name of the service.")
  private String service;

  @Option(
      names = "--json",
      description = "Print {\"service\", \"destinations\", \"remainingMs\"} on one line instead.")
  private boolean json;

  @Mixin private GrapeUrls grapes;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Lookup lookup = Arguments.checked(spec, () -> new Lookup(service));
    LinkOptions link = Arguments.checked(spec, grapes::link);
    Destinations found = LinkCall.ask(link, Addresses.DEFAULT.lookup(), lookup);
    if (json) {
      Output.line(found.toJson().encode());
    } else {
      found.destinations().stream().map(Destination::toString).forEach(Output::line);
    }
    return 0;
  }
}
