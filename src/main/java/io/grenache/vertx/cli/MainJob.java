package io.grenache.vertx.cli;

import io.grenache.vertx.Grenache;
import io.grenache.vertx.GrenacheOptions;
import io.grenache.vertx.client.ClientOptions;
import io.grenache.vertx.grape.GrapeOptions;
import io.grenache.vertx.link.LinkOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.server.ServerOptions;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A whole Grenache network in one process: a grape, a link, a server with two instances of a
 * handler verticle, and a client. A request travels from one verticle to another, over a real
 * socket, and the process ends by itself.
 */
public final class MainJob {
  private static final String SERVICE = "rpc_test";
  private static final int HANDLERS = 2;
  private static final int IN_FLIGHT = 64;
  private static final Duration BURST = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(4);
  // all of it, closing included, ends before the ten seconds that a caller may wait
  private static final long LIMIT_SECONDS = 7;
  private static final long CLOSE_SECONDS = 2;

  private final Vertx vertx;
  private final AtomicInteger lastHandler = new AtomicInteger();
  private final long begun = System.nanoTime();

  private MainJob(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Runs the job.
   *
   * @param args the port of the embedded grape, or nothing for a random one
   * @throws RuntimeException something did not work
   */
  public static void main(String[] args) {
    int port = args.length == 0 ? 0 : Integer.parseInt(args[0]);
    Vertx vertx = Peer.newVertx();
    try {
      Peer.await(new MainJob(vertx).run(port), LIMIT_SECONDS);
    } finally {
      Peer.await(vertx.close(), CLOSE_SECONDS);
    }
  }

  private Future<Void> run(int grapePort) {
    GrenacheOptions options =
        GrenacheOptions.NONE
            .withGrape(GrapeOptions.DEFAULTS.withPort(grapePort))
            .withLink(LinkOptions.DEFAULTS)
            .withClient(ClientOptions.DEFAULTS)
            .withServer(
                ServerOptions.DEFAULTS
                    .withLameDuck(Duration.ZERO)
                    .withServices(SERVICE)
                    .withHost("127.0.0.1"));
    AtomicInteger number = new AtomicInteger();
    Future<Event> announced = announced();
    return vertx
        .deployVerticle(
            () -> new World(number.incrementAndGet()),
            new DeploymentOptions().setInstances(HANDLERS))
        .compose(id -> Grenache.start(vertx, options))
        .compose(
            grenache -> {
              print("grape", "listens at " + grenache.grapeUrl());
              return announced.compose(this::requests).eventually(grenache::close);
            })
        .onSuccess(nothing -> print("closed", "everything"));
  }

  private Future<Event> announced() {
    Promise<Event> announced = Promise.promise();
    vertx
        .eventBus()
        .<Event>localConsumer(
            Addresses.DEFAULT.events(),
            event -> {
              switch (event.body().type()) {
                case Event.ANNOUNCED -> announced.tryComplete(event.body());
                case Event.ANNOUNCE_FAILED -> announced.tryFail(event.body().message());
                default -> {}
              }
            });
    return announced.future();
  }

  private Future<Void> requests(Event announced) {
    print("announced", announced.service() + ", " + announced.message());
    return request()
        .onSuccess(
            reply ->
                print(
                    "first reply",
                    (System.nanoTime() - begun) / 1_000_000
                        + " ms after the job began, "
                        + sinceStart()
                        + " ms after its Java process did"))
        .compose(reply -> request())
        .compose(reply -> burst())
        .mapEmpty();
  }

  private Future<Reply> request() {
    return send()
        .map(
            reply -> {
              print(
                  "reply",
                  reply.result().text()
                      + " from "
                      + reply.destination()
                      + ", handler "
                      + lastHandler.get());
              return reply;
            });
  }

  private Future<Reply> send() {
    Request request = Request.of(SERVICE, "hello").withTimeout(TIMEOUT);
    return vertx
        .eventBus()
        .<Reply>request(Addresses.DEFAULT.rpcRequest(), request, request.delivery())
        .map(Message::body)
        .compose(
            reply ->
                "world".equals(reply.result().json())
                    ? Future.succeededFuture(reply)
                    : Future.failedFuture("the answer to hello must be world"));
  }

  /** As many requests as can be answered in a second, some at a time. */
  private Future<Void> burst() {
    Burst burst = new Burst(System.nanoTime() + BURST.toNanos());
    vertx.runOnContext(
        nothing -> {
          for (int i = 0; i < IN_FLIGHT; i++) {
            burst.next();
          }
        });
    return burst.done.future();
  }

  private final class Burst {
    private final Promise<Void> done = Promise.promise();
    private final long start = System.nanoTime();
    private final long end;
    private int inFlight;
    private int answered;

    Burst(long end) {
      this.end = end;
    }

    void next() {
      inFlight++;
      send()
          .onSuccess(
              reply -> {
                answered++;
                inFlight--;
                if (System.nanoTime() < end) {
                  next();
                } else if (inFlight == 0) {
                  report();
                }
              })
          .onFailure(done::tryFail);
    }

    private void report() {
      double seconds = (System.nanoTime() - start) / 1e9;
      print(
          "burst",
          String.format(
              Locale.ROOT,
              "%,d requests in %.1f s: %,.0f a second, %d in flight",
              answered,
              seconds,
              answered / seconds,
              IN_FLIGHT));
      done.tryComplete();
    }
  }

  private static long sinceStart() {
    return ProcessHandle.current()
        .info()
        .startInstant()
        .map(start -> Duration.between(start, Instant.now()).toMillis())
        .orElse(-1L);
  }

  private static void print(String what, String text) {
    System.out.printf("%-12s %s%n", what, text);
  }

  /** Answers {@code hello} with {@code world}. */
  private final class World extends VerticleBase {
    private final int number;

    World(int number) {
      this.number = number;
    }

    @Override
    public Future<?> start() {
      var consumer = vertx.eventBus().<Call>consumer(Addresses.DEFAULT.service(SERVICE));
      consumer.handler(this::answer);
      return consumer.completion();
    }

    private void answer(Message<Call> call) {
      lastHandler.set(number);
      if ("hello".equals(call.body().payload().json())) {
        call.reply("world");
      } else {
        call.fail(1, "hello was expected");
      }
    }
  }
}
