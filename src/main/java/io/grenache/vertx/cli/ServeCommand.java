package io.grenache.vertx.cli;

import io.grenache.vertx.GrenacheOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.server.ServerOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Serves a service until interrupted: echoes each payload, or gives one answer.",
    footer = {"", "Example:", "  grenache serve rpc_test --reply '\"world\"'"})
final class ServeCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SERVICE", description = "The name of the service.")
  private String service;

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

  @Option(
      names = "--reply",
      paramLabel = "JSON",
      converter = Arguments.Json.class,
      description = "The answer to every call. Default: the call's own payload")
  private Payload reply;

  @Option(
      names = "--lame-duck-ms",
      paramLabel = "MS",
      description =
          "How long to serve on when interrupted, for callers that looked the service up before."
              + " Default: ${DEFAULT-VALUE}")
  private long lameDuckMs = ServerOptions.DEFAULTS.lameDuck().toMillis();

  @Mixin private GrapeUrls grapes;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    GrenacheOptions options =
        Arguments.checked(
            spec,
            () ->
                GrenacheOptions.NONE
                    .withLink(grapes.link())
                    .withServer(
                        ServerOptions.DEFAULTS
                            .withServices(service)
                            .withHost(host)
                            .withPort(port)
                            .withLameDuck(Duration.ofMillis(lameDuckMs))));
    Vertx vertx = Peer.newVertx();
    CountDownLatch announced = new CountDownLatch(1);
    vertx
        .eventBus()
        .<Event>localConsumer(
            Addresses.DEFAULT.events(),
            event -> {
              switch (event.body().type()) {
                case Event.ANNOUNCED -> announced.countDown();
                case Event.LEAVING -> System.err.println(event.body().message());
                default -> {}
              }
            });
    try (Peer peer = Peer.start(vertx, options, new Handler())) {
      peer.closeWhenInterrupted();
      // what a grape refuses is logged by the link, and tried again
      announced.await();
      System.out.println(
          "serving " + service + " at " + new Destination(host, peer.grenache().serverPort()));
      peer.awaitEnd();
    }
    return 0;
  }

  /** Answers calls of the service. */
  private final class Handler extends VerticleBase {
    @Override
    public Future<?> start() {
      var consumer = vertx.eventBus().<Call>consumer(Addresses.DEFAULT.service(service));
      consumer.handler(this::answer);
      return consumer.completion();
    }

    private void answer(Message<Call> call) {
      call.reply(reply == null ? call.body().payload() : reply);
    }
  }
}
