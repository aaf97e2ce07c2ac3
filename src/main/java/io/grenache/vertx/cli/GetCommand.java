package io.grenache.vertx.cli;

import io.grenache.vertx.link.LinkOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Get;
import io.grenache.vertx.message.Value;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "get",
    mixinStandardHelpOptions = true,
    description = "Gets a value from the grapes, verifies it and prints it.",
    footer = {
      "",
      "A value that is not there is a failure, and the exit code is 1.",
      "",
      "Example:",
      "  grenache get 6d33adc2b6b2c14c3036feefb7fedbca1a880527"
    })
final class GetCommand implements Callable<Integer> {
  @Parameters(paramLabel = "HASH", description = "What put printed: 40 hex digits.")
  private String hash;

  @Option(
      names = "--salt",
      paramLabel = "S",
      defaultValue = "",
      description = "The salt that the value was put with.")
  private String salt;

  @Option(
      names = "--json",
      description =
          "Print {\"value\"} instead, and \"publicKey\", \"seq\", \"salt\" and \"signature\" if it"
              + " is signed.")
  private boolean json;

  @Mixin private GrapeUrls grapes;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Get get = Arguments.checked(spec, () -> new Get(hash, salt));
    LinkOptions link = Arguments.checked(spec, grapes::link);
    Value value = LinkCall.ask(link, Addresses.DEFAULT.get(), get);
    Output.line(json ? value.toJson().encode() : value.value());
    return 0;
  }
}
