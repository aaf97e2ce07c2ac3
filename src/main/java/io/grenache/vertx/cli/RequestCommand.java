package io.grenache.vertx.cli;

import io.grenache.vertx.client.RpcClient;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
  @Mixin private Asking asking;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Request request =
        Arguments.checked(
            spec,
            () -> Request.of(asking.service(), asking.payload()).withTimeout(asking.timeout()));
    try (Peer peer = asking.start(spec)) {
      Reply reply =
          Peer.await(
              RpcClient.create(peer.vertx()).request(request), asking.timeout().toSeconds() + 5);
      Output.line(reply.result().text());
    }
    return 0;
  }
}
