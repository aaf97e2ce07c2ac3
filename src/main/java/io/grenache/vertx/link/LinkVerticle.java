package io.grenache.vertx.link;

import io.grenache.vertx.hosting.Ownership;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Announce;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Destinations;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Get;
import io.grenache.vertx.message.Lookup;
import io.grenache.vertx.message.Put;
import io.grenache.vertx.message.PutMutable;
import io.grenache.vertx.message.Stored;
import io.grenache.vertx.message.Unwatch;
import io.grenache.vertx.message.Value;
import io.grenache.vertx.message.Watch;
import io.grenache.vertx.message.Withdraw;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Speaks to the grapes for a process. On the event bus it takes
 *
 * <ul>
 *   <li>{@link Lookup} at {@link Addresses#lookup()}, from the whole cluster, and answers {@link
 *       Destinations}; fails with {@code ERR_GRAPE_LOOKUP_EMPTY}, {@code ERR_GRAPE}, {@code
 *       ERR_OVERLOADED}, or {@code ERR_TRANSPORT_CLOSE} when it is undeployed meanwhile
 *   <li>{@link Put} and {@link PutMutable} at {@link Addresses#put()}, from the whole cluster, and
 *       answers {@link Stored}; {@link Get} at {@link Addresses#get()}, and answers {@link Value}.
 *       The messages say how they fail
 *   <li>{@link Watch} and {@link Unwatch} at {@link Addresses#watch()} and {@link
 *       Addresses#unwatch()}, from this process
 *   <li>{@link Announce} at {@link Addresses#announce()}, from this process, and answers {@code
 *       null} once a grape took it; fails with {@code ERR_GRAPE} if none did, and goes on trying
 *   <li>{@link Withdraw} at {@link Addresses#withdraw()}, from this process, and answers {@code
 *       null}
 * </ul>
 *
 * Each is taken in its JSON form too, and then answered with {@code {"result": …}}; what is neither
 * fails with {@code ERR_BAD_REQUEST}. It publishes {@link Event#LINK_READY}, {@link
 * Event#ANNOUNCED}, {@link Event#ANNOUNCE_FAILED}, {@link Event#ANNOUNCED_ELSEWHERE}, {@link
 * Event#WITHDRAWN} and {@link Event#DESTINATIONS_CHANGED}.
 *
 * <p>There is one instance for a prefix in a process: a second one fails its deployment.
 */
public final class LinkVerticle extends VerticleBase {
  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

  private final LinkOptions given;
  private final List<MessageConsumer<Object>> consumers = new ArrayList<>();
  private Addresses addresses;
  private Ownership ownership;
  private GrapeCalls grapes;
  private Lookups lookups;
  private Watches watches;
  private Announcements announcements;

  /** With the options of the deployment's configuration, see {@link LinkOptions#fromJson}. */
  public LinkVerticle() {
    this(null);
  }

  /** With these options. */
  public LinkVerticle(LinkOptions options) {
    given = options;
  }

  @Override
  public Future<?> start() {
    Codecs.register(vertx);
    LinkOptions options = given == null ? LinkOptions.fromJson(config()) : given;
    addresses = new Addresses(options.prefix());
    ownership = Ownership.claim(vertx, "link", options.prefix(), deploymentID());
    // nobody calls stop() after a start that failed
    try {
      return serve(options)
          .onSuccess(ready -> publish(Event.of(Event.LINK_READY, null, null, null)))
          .onFailure(failed -> end());
    } catch (RuntimeException e) {
      end();
      throw e;
    }
  }

  @Override
  public Future<?> stop() {
    List<Future<Void>> gone = consumers.stream().map(MessageConsumer::unregister).toList();
    end();
    return Future.join(gone);
  }

  private Future<?> serve(LinkOptions options) {
    grapes = new GrapeCalls(vertx, options);
    lookups = new Lookups(vertx, grapes, options, System::nanoTime);
    watches = new Watches(vertx, lookups, options, this::publish);
    announcements = new Announcements(vertx, grapes.channels(), options, this::publish);
    ValueCalls values = new ValueCalls(vertx, grapes, options);
    anywhere(addresses.lookup(), body -> lookups.lookup(Lookup.from(body)));
    anywhere(addresses.put(), values::put);
    anywhere(addresses.get(), body -> values.get(Get.from(body)));
    local(addresses.announce(), body -> announcements.announce(Announce.from(body)));
    local(
        addresses.withdraw(),
        body -> {
          announcements.withdraw(Withdraw.from(body));
          return Future.succeededFuture();
        });
    local(addresses.watch(), body -> watches.watch(Watch.from(body)));
    local(
        addresses.unwatch(),
        body -> {
          watches.unwatch(Unwatch.from(body));
          return Future.succeededFuture();
        });
    return Future.all(consumers.stream().map(MessageConsumer::completion).toList());
  }

  private void anywhere(String address, Function<Object, Future<?>> handler) {
    consumers.add(vertx.eventBus().consumer(address, answering(handler)));
  }

  private void local(String address, Function<Object, Future<?>> handler) {
    consumers.add(vertx.eventBus().localConsumer(address, answering(handler)));
  }

  private void end() {
    // announcements first: what they wait for must not come back as a failure to retry
    if (announcements != null) {
      announcements.close();
    }
    if (watches != null) {
      watches.close();
    }
    if (lookups != null) {
      lookups.close();
    }
    if (grapes != null) {
      grapes.close();
    }
    ownership.release();
  }

  private static Handler<Message<Object>> answering(Function<Object, Future<?>> handler) {
    return message -> {
      Future<?> answer;
      try {
        answer = handler.apply(message.body());
      } catch (RuntimeException e) {
        answer = Future.failedFuture(e);
      }
      answer.onComplete(value -> reply(message, value), cause -> Failure.answer(message, cause));
    };
  }

  private static void reply(Message<Object> message, Object value) {
    if (message.body() instanceof JsonObject) {
      message.reply(new JsonObject().put("result", json(value)));
    } else {
      message.reply(value);
    }
  }

  private static Object json(Object value) {
    if (value instanceof Destinations found) {
      return found.toJson();
    }
    if (value instanceof Stored stored) {
      return stored.toJson();
    }
    return value instanceof Value got ? got.toJson() : value;
  }

  private void publish(Event event) {
    vertx.eventBus().publish(addresses.events(), event, LOCAL);
  }
}
