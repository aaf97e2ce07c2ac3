package io.grenache.vertx.cli;

import io.grenache.vertx.GrenacheOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.pubsub.PubOptions;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "pub",
    mixinStandardHelpOptions = true,
    description = "Publishes each line of standard input, as a text, to those who subscribe.",
    footer = {
      "",
      "A line is printed once a grape took the announcement; lines are published from then on. At the"
          + " end of standard input what subscribers are still to get is sent, within 5 s.",
      "",
      "Example:",
      "  grenache pub pub_test < lines.txt"
    })
final class PubCommand implements Callable<Integer> {
  private static final long ANSWER_SECONDS = 5;

  @Parameters(paramLabel = "CHANNEL", description = "The name of the channel.")
  private String channel;

  @Option(
      names = "--host",
      defaultValue = "0.0.0.0",
      description = "The address to listen on. Default: ${DEFAULT-VALUE}")
  private String host;

  @Option(
      names = "--port",
      defaultValue = "0",
      description = "The port to listen on; 0 is a random one. Default: ${DEFAULT-VALUE}")
  private int port;

  @Mixin private GrapeUrls grapes;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException, IOException {
    PubOptions pub =
        Arguments.checked(
            spec, () -> PubOptions.DEFAULTS.withChannels(channel).withHost(host).withPort(port));
    GrenacheOptions options =
        Arguments.checked(spec, () -> GrenacheOptions.NONE.withLink(grapes.link()).withPub(pub));
    Vertx vertx = Peer.newVertx();
    CountDownLatch announced = new CountDownLatch(1);
    vertx
        .eventBus()
        .<Event>localConsumer(Addresses.DEFAULT.events(), event -> heard(event.body(), announced));
    try (Peer peer = Peer.start(vertx, options)) {
      peer.closeWhenInterrupted();
      // what a grape refuses is logged by the link, and tried again
      announced.await();
      Output.line(
          "publishing "
              + channel
              + " at "
              + new Destination(host, peer.grenache().pubPort(channel)));
      publish(vertx, new Lines(new BufferedInputStream(System.in), pub.maxQueueBytes()));
    }
    return 0;
  }

  private void heard(Event event, CountDownLatch announced) {
    if (event.type().equals(Event.ANNOUNCED)) {
      announced.countDown();
    } else if (event.type().equals(Event.SLOW_SUBSCRIBER)) {
      spec.commandLine().getErr().println(event.destination() + ": " + event.message());
    }
  }

  private void publish(Vertx vertx, Lines lines) throws IOException {
    DeliveryOptions delivery =
        new DeliveryOptions().setLocalOnly(true).setSendTimeout(ANSWER_SECONDS * 1000);
    String address = Addresses.DEFAULT.pub(channel);
    for (String line = lines.next(); line != null; line = lines.next()) {
      // one at a time: reading must not outrun the event loop
      Peer.await(vertx.eventBus().request(address, line, delivery), ANSWER_SECONDS + 1);
    }
  }
}
