package io.grenache.vertx.pubsub;

import io.grenache.vertx.hosting.Ownership;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Subscribe;
import io.grenache.vertx.message.Unsubscribe;
import io.grenache.vertx.telemetry.TlsReloads;
import io.grenache.vertx.tls.ClientTls;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Listens to the publishers of channels for a process. On the event bus it takes, from this
 * process,
 *
 * <ul>
 *   <li>{@link Subscribe} at {@link Addresses#subscribe()}, and answers {@code null}
 *   <li>{@link Unsubscribe} at {@link Addresses#unsubscribe()}, and answers {@code null}
 * </ul>
 *
 * or their JSON forms, and then answers with {@code {"result": null}}; what is neither fails with
 * {@code ERR_BAD_REQUEST}. What comes in is published at {@link Addresses#sub(String)}, in the
 * order in which its publisher sent it; what nobody consumes is dropped. Nothing is sent to
 * publishers but pings. The link says who publishes; a publisher that it lists no more is kept
 * while it lives. It publishes {@link Event#CONNECTED}, {@link Event#DISCONNECTED} and {@link
 * Event#NOT_JSON}.
 *
 * <p>There is one instance for a prefix in a process: a second one fails its deployment.
 */
public final class SubVerticle extends VerticleBase {
  private static final long TEND_MS = 500;

  private final SubOptions given;
  private final Map<String, Subscription> subscriptions = new HashMap<>();
  private final List<MessageConsumer<?>> consumers = new ArrayList<>();
  private SubOptions options;
  private Ownership ownership;
  private SubConnector connector;
  private SubParts parts;

  /** With the options of the deployment's configuration, see {@link SubOptions#fromJson}. */
  public SubVerticle() {
    this(null);
  }

  /** With these options. */
  public SubVerticle(SubOptions options) {
    given = options;
  }

  @Override
  public Future<?> start() {
    if (!context.isEventLoopContext()) {
      return Future.failedFuture(
          "SubVerticle must be deployed with ThreadingModel.EVENT_LOOP; its consumers may have any");
    }
    Codecs.register(vertx);
    options = given == null ? SubOptions.fromJson(config()) : given;
    ownership = Ownership.claim(vertx, "subscriber", options.prefix(), deploymentID());
    Addresses addresses = new Addresses(options.prefix());
    connector = new SubConnector(vertx, options);
    parts = SubParts.of(vertx, addresses, options, connector, deploymentID());
    return connector
        .open()
        .compose(nothing -> serve(addresses))
        .onSuccess(nothing -> begin(addresses))
        // nobody calls stop() after a start that failed
        .onFailure(failed -> ownership.release());
  }

  private Future<?> serve(Addresses addresses) {
    take(
        addresses.subscribe(),
        body -> {
          subscribe(Subscribe.from(body));
          return Future.succeededFuture();
        });
    take(addresses.unsubscribe(), body -> unsubscribe(Unsubscribe.from(body)));
    MessageConsumer<Event> events = vertx.eventBus().localConsumer(addresses.events());
    events.handler(
        message -> {
          if (message.body().type().equals(Event.LINK_READY)) {
            subscriptions.values().forEach(Subscription::linkReady);
          }
        });
    consumers.add(events);
    return Future.all(consumers.stream().map(MessageConsumer::completion).toList());
  }

  private void begin(Addresses addresses) {
    options.channels().forEach(channel -> subscribe(channel.withHolder(deploymentID())));
    vertx.setPeriodic(TEND_MS, id -> tend());
    ClientTls tls = options.tls();
    if (tls != null) {
      TlsReloads.begin(vertx, addresses, tls.reload(), null, connector::reloadTls);
    }
  }

  private void take(String address, Function<Object, Future<Void>> handler) {
    MessageConsumer<Object> consumer = vertx.eventBus().localConsumer(address);
    consumer.handler(
        message -> {
          Future<Void> done;
          try {
            done = handler.apply(message.body());
          } catch (RuntimeException e) {
            done = Future.failedFuture(e);
          }
          done.onComplete(nothing -> answer(message), cause -> Failure.answer(message, cause));
        });
    consumers.add(consumer);
  }

  private static void answer(Message<Object> message) {
    message.reply(message.body() instanceof JsonObject ? new JsonObject().putNull("result") : null);
  }

  private void subscribe(Subscribe wanted) {
    String channel = wanted.channel();
    Subscription there = subscriptions.get(channel);
    if (there == null && subscriptions.size() >= options.maxChannels()) {
      throw Failure.ERR_OVERLOADED.with(
          "maxChannels of " + options.maxChannels() + " channels are subscribed to");
    }
    Subscription subscription = there == null ? new Subscription(parts, wanted) : there;
    Subscribe first = subscription.wanted();
    if (first.mode() != wanted.mode() || first.parseJson() != wanted.parseJson()) {
      throw new IllegalArgumentException(
          "Subscribe[channel "
              + channel
              + " is subscribed to with mode "
              + first.mode()
              + " and parseJson "
              + first.parseJson()
              + ", and has one address for all]");
    }
    boolean listed = vertx.deploymentIDs().contains(wanted.holder());
    if (!subscription.holders().add(wanted.holder(), listed, System.nanoTime())) {
      throw Failure.ERR_OVERLOADED.with("too many are subscribed to " + channel);
    }
    if (there == null) {
      subscriptions.put(channel, subscription);
      subscription.start();
    }
  }

  private Future<Void> unsubscribe(Unsubscribe unwanted) {
    Subscription there = subscriptions.get(unwanted.channel());
    if (there == null) {
      return Future.succeededFuture();
    }
    there.holders().remove(unwanted.holder());
    return endIfUnwanted(unwanted.channel(), there);
  }

  private Future<Void> endIfUnwanted(String channel, Subscription subscription) {
    if (!subscription.holders().isEmpty()) {
      return Future.succeededFuture();
    }
    subscriptions.remove(channel);
    return subscription
        .close("nobody is subscribed any more")
        .compose(nothing -> subscription.settled());
  }

  private void tend() {
    Set<String> deploymentIds = vertx.deploymentIDs();
    long now = System.nanoTime();
    for (Map.Entry<String, Subscription> entry : List.copyOf(subscriptions.entrySet())) {
      entry.getValue().delivery().tellNotJson();
      entry.getValue().holders().keep(deploymentIds, now);
      endIfUnwanted(entry.getKey(), entry.getValue());
    }
  }

  @Override
  public Future<?> stop() {
    List<Future<Void>> gone = new ArrayList<>();
    consumers.forEach(consumer -> gone.add(consumer.unregister()));
    subscriptions.values().forEach(one -> gone.add(one.close("the subscriber is undeployed")));
    subscriptions.clear();
    return Future.join(gone)
        .otherwiseEmpty()
        .compose(nothing -> connector.close())
        .onComplete(done -> ownership.release());
  }
}
