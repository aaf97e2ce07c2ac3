package io.grenache.vertx;

import io.grenache.vertx.client.ClientVerticle;
import io.grenache.vertx.grape.GrapeVerticle;
import io.grenache.vertx.link.LinkOptions;
import io.grenache.vertx.link.LinkVerticle;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.pubsub.PubVerticle;
import io.grenache.vertx.pubsub.SubVerticle;
import io.grenache.vertx.server.ServerVerticle;
import io.grenache.vertx.telemetry.Tally;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The verticles of one Grenache network in one Vert.x: deployed together in the order they need one
 * another, closed together in reverse. While it is open it answers {@link Addresses#state()}. Close
 * it before {@code Vertx}, which would undeploy all at once: the server could no longer withdraw
 * what it announced.
 */
public final class Grenache {
  private final Vertx vertx;
  private final Deque<String> deployments = new ConcurrentLinkedDeque<>();
  private final AtomicReference<Future<Void>> closed = new AtomicReference<>();
  private GrapeVerticle grape;
  private String grapeHost;
  private ServerVerticle server;
  private PubVerticle pub;
  private MessageConsumer<Object> state;

  private Grenache(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Registers the codecs of all messages; a second time does nothing. The verticles do it too, but
   * every node of a clustered application needs them, those without such verticles included.
   */
  public static void register(Vertx vertx) {
    Codecs.register(vertx);
  }

  /**
   * Deploys what the options name.
   *
   * @return when all of it serves. If a part cannot be deployed, what was is undeployed again and
   *     the future fails with the part's cause
   */
  public static Future<Grenache> start(Vertx vertx, GrenacheOptions options) {
    register(vertx);
    Grenache grenache = new Grenache(vertx);
    return grenache
        .deployAll(options)
        .recover(
            cause -> grenache.close().transform(undeployed -> Future.<Void>failedFuture(cause)))
        .map(nothing -> grenache);
  }

  private Future<Void> deployAll(GrenacheOptions options) {
    String prefix = options.prefix();
    state = vertx.eventBus().localConsumer(new Addresses(prefix).state());
    state.handler(message -> message.reply(Tally.of(vertx, prefix).toJson()));
    return deployGrape(options)
        .compose(nothing -> deployLink(options))
        .compose(nothing -> deployClient(options))
        .compose(nothing -> deployServer(options))
        .compose(nothing -> deployPub(options))
        .compose(nothing -> deploySub(options));
  }

  private Future<Void> deployGrape(GrenacheOptions options) {
    if (options.grape() == null) {
      return Future.succeededFuture();
    }
    grapeHost = options.grape().host();
    grape = new GrapeVerticle(options.grape());
    return deploy(() -> grape, 1);
  }

  private Future<Void> deployLink(GrenacheOptions options) {
    if (options.link() == null) {
      return Future.succeededFuture();
    }
    boolean unsaid = options.link().grapes().equals(LinkOptions.DEFAULTS.grapes());
    LinkOptions link =
        grape != null && unsaid ? options.link().withGrapes(List.of(grapeUrl())) : options.link();
    return deploy(() -> new LinkVerticle(link), 1);
  }

  private Future<Void> deployClient(GrenacheOptions options) {
    return options.client() == null
        ? Future.succeededFuture()
        : deploy(() -> new ClientVerticle(options.client()), options.clientInstances());
  }

  private Future<Void> deployServer(GrenacheOptions options) {
    return options.server() == null
        ? Future.succeededFuture()
        : deploy(
            () -> {
              // they share one port, so any of them can tell it
              server = new ServerVerticle(options.server());
              return server;
            },
            options.serverInstances());
  }

  private Future<Void> deployPub(GrenacheOptions options) {
    return options.pub() == null
        ? Future.succeededFuture()
        : deploy(
            () -> {
              // they share their ports, as servers do
              pub = new PubVerticle(options.pub());
              return pub;
            },
            options.pubInstances());
  }

  private Future<Void> deploySub(GrenacheOptions options) {
    return options.sub() == null
        ? Future.succeededFuture()
        : deploy(() -> new SubVerticle(options.sub()), 1);
  }

  private Future<Void> deploy(Supplier<Deployable> verticle, int instances) {
    return vertx
        .deployVerticle(verticle, new DeploymentOptions().setInstances(instances))
        .onSuccess(deployments::push)
        .mapEmpty();
  }

  /**
   * Where the embedded grape listens, as links take it: {@code http://host:port}.
   *
   * @throws IllegalStateException there is none
   */
  public String grapeUrl() {
    if (grape == null) {
      throw new IllegalStateException("no grape was deployed");
    }
    // a wildcard address cannot be connected to
    String host = grapeHost.equals("0.0.0.0") || grapeHost.equals("::") ? "127.0.0.1" : grapeHost;
    return "http://" + new Destination(host, grape.port());
  }

  /**
   * The port the server listens on.
   *
   * @throws IllegalStateException there is none
   */
  public int serverPort() {
    if (server == null) {
      throw new IllegalStateException("no server was deployed");
    }
    return server.port();
  }

  /**
   * The port where the publisher listens for subscribers of a channel.
   *
   * @throws IllegalArgumentException it does not publish the channel
   * @throws IllegalStateException there is no publisher
   */
  public int pubPort(String channel) {
    if (pub == null) {
      throw new IllegalStateException("no publisher was deployed");
    }
    return pub.port(channel);
  }

  /**
   * Undeploys what {@link #start} deployed, the last first: the subscriber goes, the publisher and
   * the server withdraw and drain, the client ends its requests, then the link and the grape go. A
   * second time gives the same future.
   */
  public Future<Void> close() {
    Promise<Void> mine = Promise.promise();
    if (closed.compareAndSet(null, mine.future())) {
      // not waited for: a bus that has closed meanwhile answers nothing
      state.unregister();
      undeployNext().onComplete(mine);
    }
    return closed.get();
  }

  private Future<Void> undeployNext() {
    String next = deployments.poll();
    return next == null
        ? Future.succeededFuture()
        // one that cannot be undeployed must not keep the others
        : vertx.undeploy(next).otherwiseEmpty().compose(nothing -> undeployNext());
  }
}
