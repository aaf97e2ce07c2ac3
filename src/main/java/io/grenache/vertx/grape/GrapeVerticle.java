package io.grenache.vertx.grape;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Event;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.shareddata.LocalMap;
import java.net.BindException;

/**
 * A grape within this process: an HTTP gateway where services are announced and looked up, and
 * values of BEP 44 put and got. It answers as {@code grenache-grape} 1.0.0 does. It is one node,
 * and keeps everything in memory, bounded by its {@link GrapeOptions}.
 *
 * <p>Its storage belongs to its event loop: deploy one instance. Once it serves, an {@link
 * Event#LISTENING} with its {@code host:port} is published to {@link Addresses#events()}. The
 * deployment fails if the options are wrong, the port is taken (a {@link BindException}, also when
 * a grape of the same Vertx has it), or several instances are asked for.
 */
public class GrapeVerticle extends VerticleBase {
  private static final String TAKEN = "io.grenache.vertx.grapes";

  private GrapeOptions options;
  private HttpFront front;
  private volatile int port;

  /** A grape whose options are the deployment's {@code config}, in their JSON form. */
  public GrapeVerticle() {}

  /**
   * @param options its options
   */
  public GrapeVerticle(GrapeOptions options) {
    this.options = options;
  }

  @Override
  public Future<?> start() {
    if (options == null) {
      options = GrapeOptions.fromJson(config());
    }
    if (context.getInstanceCount() > 1) {
      throw new IllegalArgumentException(
          "GrapeVerticle[instances must be 1, since each would store for itself, was "
              + context.getInstanceCount()
              + "]");
    }
    Codecs.register(vertx);
    String mine = options.host() + ":" + options.port();
    // Vert.x would let two grapes on one port share the connections, but not what they store
    if (options.port() != 0 && taken().putIfAbsent(mine, deploymentID()) != null) {
      return Future.failedFuture(new BindException("a grape of this Vertx listens on " + mine));
    }
    Storage storage = new MemoryStorage(options, HttpFront::nowMs);
    front = new HttpFront(vertx, options, new GrapeApi(context, storage));
    return front.listen(options.port()).onSuccess(this::listening).onFailure(failed -> release());
  }

  @Override
  public Future<?> stop() {
    return front.close().onComplete(closed -> release());
  }

  /** The port it listens on, once it is deployed. */
  public int port() {
    return port;
  }

  private void listening(int actualPort) {
    port = actualPort;
    String destination = new Destination(options.host(), actualPort).toString();
    vertx
        .eventBus()
        .publish(
            new Addresses(options.prefix()).events(),
            Event.of(Event.LISTENING, null, destination, "grape"),
            new DeliveryOptions().setLocalOnly(true));
  }

  private void release() {
    taken().removeIfPresent(options.host() + ":" + options.port(), deploymentID());
  }

  private LocalMap<String, String> taken() {
    return vertx.sharedData().getLocalMap(TAKEN);
  }
}
