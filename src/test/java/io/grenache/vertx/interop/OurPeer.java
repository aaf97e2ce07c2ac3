package io.grenache.vertx.interop;

import static org.awaitility.Awaitility.await;

import io.grenache.vertx.client.ClientOptions;
import io.grenache.vertx.client.ClientVerticle;
import io.grenache.vertx.link.LinkOptions;
import io.grenache.vertx.link.LinkVerticle;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.pubsub.PubOptions;
import io.grenache.vertx.pubsub.PubVerticle;
import io.grenache.vertx.pubsub.SubOptions;
import io.grenache.vertx.pubsub.SubVerticle;
import io.grenache.vertx.server.ServerOptions;
import io.grenache.vertx.server.ServerVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** A Vert.x with verticles of ours in it, deployed as an application would, and a link first. */
final class OurPeer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final DeploymentOptions ONE = new DeploymentOptions();
  private static final DeploymentOptions TWO = new DeploymentOptions().setInstances(2);

  private final Vertx vertx = Vertx.vertx();
  private final Queue<Event> events = new ConcurrentLinkedQueue<>();
  private final Deque<String> deployments = new ArrayDeque<>();

  OurPeer(String... grapes) {
    vertx
        .eventBus()
        .<Event>localConsumer(Addresses.DEFAULT.events(), message -> events.add(message.body()));
    deploy(() -> new LinkVerticle(LinkOptions.DEFAULTS.withGrapes(List.of(grapes))), ONE);
  }

  /** Two instances of a handler of the service. */
  void handle(String service, Answers answers) {
    deploy(() -> answers.handler(service), TWO);
  }

  /**
   * Two instances of the server, once grapes know each of its services.
   *
   * @return the port
   */
  int serve(ServerOptions options) {
    AtomicReference<ServerVerticle> instance = new AtomicReference<>();
    deploy(
        () -> {
          instance.set(new ServerVerticle(options));
          return instance.get();
        },
        TWO);
    options.services().forEach(service -> untilAnnounced(service.name()));
    return instance.get().port();
  }

  /** Two instances of a publisher, once grapes know each of its channels. */
  void publish(PubOptions options) {
    deploy(() -> new PubVerticle(options), TWO);
    options.channels().forEach(this::untilAnnounced);
  }

  private void untilAnnounced(String service) {
    await("announcement of " + service)
        .atMost(PATIENCE)
        .until(
            () ->
                events.stream()
                    .anyMatch(
                        event ->
                            event.type().equals(Event.ANNOUNCED)
                                && service.equals(event.service())));
  }

  /** Deploys two instances of the client. */
  void becomeClient() {
    becomeClient(ClientOptions.DEFAULTS);
  }

  /** Deploys two instances of the client. */
  void becomeClient(ClientOptions options) {
    deploy(() -> new ClientVerticle(options), TWO);
  }

  /** Deploys a subscriber. */
  void subscribe(SubOptions options) {
    deploy(() -> new SubVerticle(options), ONE);
  }

  /** What was told so far. */
  Queue<Event> events() {
    return events;
  }

  /** Sends a request and waits for the reply; throws what it fails with. */
  Reply request(Request request) {
    return get(send(request));
  }

  /** Sends a request. */
  Future<Reply> send(Request request) {
    return vertx
        .eventBus()
        .<Reply>request(Addresses.DEFAULT.rpcRequest(), request, request.delivery())
        .map(message -> message.body());
  }

  EventBus bus() {
    return vertx.eventBus();
  }

  /** The outcome of a future; throws what it failed with. */
  static <T> T get(Future<T> future) {
    try {
      return future.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("nothing came in " + PATIENCE, e);
    }
  }

  private void deploy(Supplier<VerticleBase> verticle, DeploymentOptions options) {
    deployments.push(get(vertx.deployVerticle(verticle, options)));
  }

  /** Undeploys in reverse, so that what was announced can be withdrawn. */
  @Override
  public void close() {
    while (!deployments.isEmpty()) {
      get(vertx.undeploy(deployments.pop()));
    }
    get(vertx.close());
  }
}
