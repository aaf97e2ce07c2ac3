package io.grenache.vertx.cli;

import io.grenache.vertx.bep44.SigningKey;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "keygen",
    mixinStandardHelpOptions = true,
    description = "Makes an Ed25519 key to sign values with, and prints its public half.",
    footer = {
      "",
      "The file is PKCS#8 PEM, not encrypted, for its owner alone. One that exists is never"
          + " overwritten.",
      "",
      "Example:",
      "  grenache keygen my.pem"
    })
final class KeygenCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "Where the private key goes.")
  private Path file;

  @Option(names = "--json", description = "Print {\"file\", \"publicKey\"} instead.")
  private boolean json;

  @Override
  public Integer call() {
    SigningKey key = SigningKey.generate();
    KeyFile.write(file, key);
    String publicKey = HexFormat.of().formatHex(key.publicKey());
    Output.line(
        json
            ? new JsonObject().put("file", file.toString()).put("publicKey", publicKey).encode()
            : publicKey);
    return 0;
  }
}
