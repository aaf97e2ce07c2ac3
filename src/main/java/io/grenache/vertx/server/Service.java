package io.grenache.vertx.server;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.transport.Hop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles the calls of a service, so that every call is answered at once, whatever its handler
 * does:
 *
 * <pre>{@code
 * public Future<?> start() {
 *   return Service.handle(vertx, "orders", Order.class, this::book).completion();
 * }
 *
 * private Future<Receipt> book(Order order) { … }
 * }</pre>
 *
 * <p>A handler gives a future of a result: any value that Jackson can write, or a {@link Payload}.
 * What else it does is answered so:
 *
 * <ul>
 *   <li>a {@link ReplyException} that it fails with or throws: by its code and its text. The caller
 *       gets {@code ERR_APPLICATION} with that text; or, if the text is the name of a {@link
 *       Failure} and the code its number, that failure. Without a text it is {@code ERR_HANDLER}
 *   <li>anything else that it fails with or throws, also a send of its own that had no answer:
 *       {@code ERR_HANDLER}. The exception is logged, and not told
 *   <li>a result that cannot be JSON: {@code ERR_BAD_RESULT}
 *   <li>a payload that is not of the type that it takes: {@code ERR_BAD_PAYLOAD}; it is not called
 * </ul>
 *
 * <p>A handler runs on the context that registers it, an event loop of the verticle say. Several
 * registrations, by the instances of a verticle say, get the calls in turn.
 *
 * <p>Servers of the same Vert.x call handlers past the event bus, whose interceptors see but some
 * calls: one of 64, at most two a millisecond, by which a server learns whether consumers of
 * another kind, or on other nodes, take calls of the service too; then all calls go over the bus,
 * so that each of them has its turn. With a tracer all go over the bus. Immutable.
 */
public final class Service {
  private static final Logger LOG = LoggerFactory.getLogger(Service.class);

  private final Vertx vertx;
  private final String name;
  private final Addresses addresses;
  private final List<CallInterceptor> interceptors;

  private Service(
      Vertx vertx, String name, Addresses addresses, List<CallInterceptor> interceptors) {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException("Service[name must be a non-empty string]");
    }
    this.vertx = vertx;
    this.name = name;
    this.addresses = addresses;
    this.interceptors = interceptors;
  }

  /**
   * A service that is yet to be handled.
   *
   * @param name as servers are configured with it
   */
  public static Service of(Vertx vertx, String name) {
    return new Service(vertx, name, Addresses.DEFAULT, List.of());
  }

  /** Handles calls, without interceptors: {@link #handle(Function)}. */
  public static Registration handle(
      Vertx vertx, String name, Function<? super Call, ? extends Future<?>> handler) {
    return of(vertx, name).handle(handler);
  }

  /** Handles payloads of a type, without interceptors: {@link #handle(Class, Function)}. */
  public static <T> Registration handle(
      Vertx vertx, String name, Class<T> type, Function<? super T, ? extends Future<?>> handler) {
    return of(vertx, name).handle(type, handler);
  }

  /** This service in another network of the same Vert.x. */
  public Service withPrefix(String prefix) {
    return new Service(vertx, name, new Addresses(prefix), interceptors);
  }

  /** This service with one more interceptor; the first one added sees a call first. */
  public Service withInterceptor(CallInterceptor interceptor) {
    return new Service(
        vertx,
        name,
        addresses,
        Stream.concat(interceptors.stream(), Stream.of(interceptor)).toList());
  }

  /** Handles calls as they come. */
  public Registration handle(Function<? super Call, ? extends Future<?>> handler) {
    return register(call -> result(handler.apply(call)));
  }

  /**
   * Handles payloads of a type.
   *
   * @param type as {@link Payload#as(Class)} takes it
   */
  public <T> Registration handle(Class<T> type, Function<? super T, ? extends Future<?>> handler) {
    return handle(type, (payload, call) -> handler.apply(payload));
  }

  /**
   * Handles payloads of a type, together with the calls that brought them.
   *
   * @param type as {@link Payload#as(Class)} takes it
   */
  public <T> Registration handle(
      Class<T> type, BiFunction<? super T, ? super Call, ? extends Future<?>> handler) {
    return register(
        call -> {
          T payload;
          try {
            payload = call.payload().as(type);
          } catch (IllegalArgumentException e) {
            return Future.failedFuture(named(Failure.ERR_BAD_PAYLOAD));
          }
          return result(handler.apply(payload, call));
        });
  }

  private Registration register(Function<Call, Future<Payload>> handler) {
    Codecs.register(vertx);
    Function<Call, Future<Payload>> chain = call -> attempt(() -> handler.apply(call));
    for (int i = interceptors.size() - 1; i >= 0; i--) {
      CallInterceptor interceptor = interceptors.get(i);
      Function<Call, Future<Payload>> next = chain;
      chain = call -> attempt(() -> interceptor.intercept(call, next));
    }
    Function<Call, Future<Payload>> whole = chain;
    String address = addresses.service(name);
    MessageConsumer<Object> consumer = vertx.eventBus().consumer(address);
    consumer.handler(message -> receive(message, whole));
    LocalHandlers handlers = LocalHandlers.of(vertx);
    Hop context = Hop.here(vertx);
    LocalHandler here = new LocalHandler(context, call -> handled(call, whole));
    Runnable leave = () -> handlers.remove(address, here);
    // not the consumer's end handler, which has to wait for the context
    Runnable stay =
        context.onClose(
            () -> {
              leave.run();
              consumer.unregister();
            });
    // not before others would find it too
    consumer.completion().onSuccess(nothing -> handlers.add(address, here));
    return new Registration(
        consumer,
        () -> {
          stay.run();
          leave.run();
        });
  }

  /** What it fails with is told to callers as it is. */
  private Future<Payload> handled(Call call, Function<Call, Future<Payload>> chain) {
    if (call.isExpired()) {
      // it waited too long for this handler: nobody waits for it any more
      return Future.failedFuture(named(Failure.ERR_TIMEOUT));
    }
    Future<Payload> answer = chain.apply(call);
    return answer.succeeded() ? answer : answer.recover(cause -> Future.failedFuture(told(cause)));
  }

  private void receive(Message<Object> message, Function<Call, Future<Payload>> chain) {
    Call call;
    try {
      call = Call.from(message.body());
    } catch (IllegalArgumentException e) {
      Failure.answer(message, e);
      return;
    }
    if (message.headers().contains(BusCalls.SAMPLE)) {
      LocalHandlers.of(vertx).taken(message.headers().get(BusCalls.SAMPLE));
    }
    handled(call, chain).onComplete(message::reply, cause -> Failure.answer(message, cause));
  }

  private Future<Payload> result(Future<?> answer) {
    return answer.succeeded() ? encoded(answer.result()) : answer.compose(this::encoded);
  }

  private Future<Payload> encoded(Object value) {
    try {
      return Future.succeededFuture(Payload.encode(value));
    } catch (IllegalArgumentException e) {
      LOG.warn("a result of {} is not JSON: {}", name, e.getMessage());
      return Future.failedFuture(named(Failure.ERR_BAD_RESULT));
    }
  }

  /** What callers are told in place of a cause. */
  private ReplyException told(Throwable cause) {
    // of Vert.x's own failures, a send of the handler's without an answer, the text names addresses
    if (cause instanceof ReplyException reply
        && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE) {
      boolean silent = reply.getMessage() == null || reply.getMessage().isEmpty();
      return silent && Failure.of(reply) == Failure.ERR_APPLICATION
          ? named(Failure.ERR_HANDLER)
          : reply;
    }
    LOG.warn("a handler of {} failed", name, cause);
    return named(Failure.ERR_HANDLER);
  }

  // an Error as well: whatever is thrown, a caller waits
  private static Future<Payload> attempt(Supplier<Future<Payload>> step) {
    try {
      Future<Payload> future = step.get();
      return future == null
          ? Future.failedFuture(new NullPointerException("null in place of a future"))
          : future;
    } catch (Throwable e) {
      return Future.failedFuture(e);
    }
  }

  // the server knows a failure of the table by its name standing alone
  private static ReplyException named(Failure failure) {
    return failure.with(failure.name());
  }
}
