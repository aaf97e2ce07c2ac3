package io.grenache.vertx.cli;

import io.grenache.vertx.GrenacheOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Announce;
import io.grenache.vertx.message.Event;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "announce",
    mixinStandardHelpOptions = true,
    description = "Announces a service at a port of this host, and goes on until interrupted.",
    footer = {
      "",
      "A line is printed once a grape took it. The address announced is the one that the grape sees.",
      "",
      "Example:",
      "  grenache announce rpc_test 1337"
    })
final class AnnounceCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "SERVICE", description = "The name of the service.")
  private String service;

  @Parameters(index = "1", paramLabel = "PORT", description = "The TCP port it listens on.")
  private int port;

  @Option(names = "--json", description = "Print {\"service\", \"port\"} once it holds instead.")
  private boolean json;

  @Mixin private GrapeUrls grapes;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Announce announce = Arguments.checked(spec, () -> new Announce(service, port));
    GrenacheOptions options =
        Arguments.checked(spec, () -> GrenacheOptions.NONE.withLink(grapes.link()));
    Vertx vertx = Peer.newVertx();
    CountDownLatch holds = new CountDownLatch(1);
    vertx
        .eventBus()
        .<Event>localConsumer(
            Addresses.DEFAULT.events(),
            event -> {
              if (event.body().type().equals(Event.ANNOUNCED)) {
                holds.countDown();
              }
            });
    try (Peer peer = Peer.start(vertx, options)) {
      peer.closeWhenInterrupted();
      // what a grape refuses is logged by the link, and tried again
      vertx
          .eventBus()
          .send(Addresses.DEFAULT.announce(), announce, new DeliveryOptions().setLocalOnly(true));
      holds.await();
      Output.line(
          json
              ? new JsonObject().put("service", service).put("port", port).encode()
              : "announced " + service + " at port " + port);
      peer.awaitEnd();
    }
    return 0;
  }
}
