package io.grenache.vertx.cli;

import io.grenache.vertx.GrenacheOptions;
import io.grenache.vertx.client.ClientOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "request",
    mixinStandardHelpOptions = true,
    description = "Sends one request and prints its result as JSON.",
    footer = {
      "",
      "A failure is printed as ERR_NAME: message, and the exit code is 1.",
      "",
      "Example:",
      "  grenache request rpc_test '{\"hello\":[1.10]}'"
    })
final class RequestCommand implements Callable<Integer> {
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
  @Spec private CommandSpec spec;

  private Payload payload() {
    if (payload == null && text) {
      throw new IllegalArgumentException("--text needs a PAYLOAD");
    }
    return payload == null ? Payload.NULL : text ? Payload.of(payload) : Payload.ofJson(payload);
  }

  @Override
  public Integer call() {
    Request request =
        Arguments.checked(spec, () -> Request.of(service, payload()).withTimeout(timeout));
    GrenacheOptions options =
        Arguments.checked(
            spec,
            () -> GrenacheOptions.NONE.withLink(grapes.link()).withClient(ClientOptions.DEFAULTS));
    try (Peer peer = Peer.start(options)) {
      Reply reply =
          Peer.await(
                  peer.vertx()
                      .eventBus()
                      .<Reply>request(Addresses.DEFAULT.rpcRequest(), request, request.delivery()),
                  timeout.toSeconds() + 5)
              .body();
      Output.line(reply.result().text());
    }
    return 0;
  }
}
