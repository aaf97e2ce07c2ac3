package io.grenache.vertx.cli;

import io.grenache.vertx.GrenacheOptions;
import io.grenache.vertx.client.ClientOptions;
import io.grenache.vertx.message.Payload;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every command that asks a service takes. */
final class Asking {
  @Parameters(index = "0", paramLabel = "SERVICE", description = "The name of the service.")
  private String service;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PAYLOAD",
      description = "What to send, as JSON. Default: null")
  private String payload;

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

  String service() {
    return service;
  }

  /** The payload that was given; {@code null} if none was. */
  Payload payload() {
    if (payload == null && text) {
      throw new IllegalArgumentException("--text needs a PAYLOAD");
    }
    return payload == null ? Payload.NULL : text ? Payload.of(payload) : Payload.ofJson(payload);
  }

  Duration timeout() {
    return timeout;
  }

  /** Starts a link and a client. */
  Peer start(CommandSpec spec) {
    return Peer.start(
        Arguments.checked(
            spec,
            () -> GrenacheOptions.NONE.withLink(grapes.link()).withClient(ClientOptions.DEFAULTS)));
  }
}
