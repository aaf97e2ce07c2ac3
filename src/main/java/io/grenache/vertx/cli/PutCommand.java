package io.grenache.vertx.cli;

import io.grenache.vertx.bep44.SigningKey;
import io.grenache.vertx.link.LinkOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Put;
import io.grenache.vertx.message.PutMutable;
import io.grenache.vertx.message.Stored;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "put",
    mixinStandardHelpOptions = true,
    description = "Puts a value to the grapes and prints the hash that it is got by.",
    footer = {
      "",
      "With a key the value is signed, here, and replaces one of the same key and salt that has a"
          + " lower number.",
      "",
      "Examples:",
      "  grenache put 'hello world'",
      "  grenache put 'version 2' --key my.pem --seq 2 --salt config"
    })
final class PutCommand implements Callable<Integer> {
  @Parameters(paramLabel = "VALUE", description = "A text below 1000 bytes.")
  private String value;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The private key to sign with, as keygen writes it.")
  private Path key;

  @Option(names = "--seq", paramLabel = "N", description = "The value's number; with --key.")
  private Long seq;

  @Option(
      names = "--salt",
      paramLabel = "S",
      description = "Tells values of one key apart, up to 64 bytes; with --key.")
  private String salt;

  @Option(
      names = "--cas",
      paramLabel = "N",
      description = "Replace only a value that has this number; with --key.")
  private Long cas;

  @Option(names = "--json", description = "Print {\"hash\"} instead.")
  private boolean json;

  @Mixin private GrapeUrls grapes;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    LinkOptions link = Arguments.checked(spec, grapes::link);
    Object put = key == null ? immutable() : mutable();
    Stored stored = LinkCall.ask(link, Addresses.DEFAULT.put(), put);
    Output.line(json ? stored.toJson().encode() : stored.hash());
    return 0;
  }

  private Put immutable() {
    if (seq != null || salt != null || cas != null) {
      throw new ParameterException(
          spec.commandLine(), "--seq, --salt and --cas need --key: only a signed value has them");
    }
    return Arguments.checked(spec, () -> new Put(value));
  }

  private PutMutable mutable() {
    if (seq == null) {
      throw new ParameterException(
          spec.commandLine(), "--key needs --seq: higher than that of the value to replace");
    }
    SigningKey signer = KeyFile.read(key);
    return Arguments.checked(
        spec, () -> PutMutable.sign(signer, value, seq, salt == null ? "" : salt, cas));
  }
}
