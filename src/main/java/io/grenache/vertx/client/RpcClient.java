package io.grenache.vertx.client;

import com.fasterxml.jackson.core.type.TypeReference;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.MapRequest;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.message.Replies;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.transport.Hop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Sends requests to the {@link ClientVerticle}s of a network, from Java types to Java types:
 *
 * <pre>{@code
 * RpcClient client = RpcClient.create(vertx);
 * Future<Receipt> receipt = client.request("orders", order, Receipt.class);
 * Future<Receipt> soon =
 *     client.request("orders", order, Receipt.class,
 *         request -> request.withTimeout(Duration.ofSeconds(5)).withAttempts(3));
 * }</pre>
 *
 * <p>A payload is any value that Jackson can write, or a {@link Payload}. Failures are {@link
 * io.vertx.core.eventbus.ReplyException}s whose code is the number of a {@link Failure}: those of
 * the client and of the handler; {@code ERR_BAD_PAYLOAD} if the payload cannot be JSON, {@code
 * ERR_BAD_REQUEST} if the request breaks a rule, and {@code ERR_BAD_RESULT} if the result is not of
 * the type asked for. An interceptor's own exceptions pass as they are.
 *
 * <p>Where a client is deployed in the same Vert.x, requests go to it past the event bus, whose
 * interceptors do not see them; with a tracer they go over the bus.
 *
 * <p>Any thread may use it; used on a Vert.x context, a future completes there. Immutable.
 */
public final class RpcClient {
  private final RequestSender sender;
  private final List<RequestInterceptor> interceptors;

  private RpcClient(RequestSender sender, List<RequestInterceptor> interceptors) {
    this.sender = sender;
    this.interceptors = interceptors;
  }

  /** A client of the network whose addresses start with {@code grenache}. */
  public static RpcClient create(Vertx vertx) {
    return create(vertx, Addresses.DEFAULT.prefix());
  }

  /**
   * A client of one of several networks.
   *
   * @param prefix what the network's addresses start with
   */
  public static RpcClient create(Vertx vertx, String prefix) {
    Codecs.register(vertx);
    RequestSender bus = new BusRequestSender(vertx.eventBus(), new Addresses(prefix));
    RequestSender sender =
        Hop.mayPassBus(vertx)
            ? new DirectRequestSender(vertx, LocalClients.of(vertx, prefix), bus)
            : bus;
    return new RpcClient(sender, List.of());
  }

  /** This client with one more interceptor; the first one added sees a request first. */
  public RpcClient withInterceptor(RequestInterceptor interceptor) {
    return new RpcClient(
        sender, Stream.concat(interceptors.stream(), Stream.of(interceptor)).toList());
  }

  /** Asks with the client's defaults. */
  public <T> Future<T> request(String service, Object payload, Class<T> type) {
    return request(service, payload, type, UnaryOperator.identity());
  }

  /**
   * Asks.
   *
   * @param type what the result is, as {@link Payload#as(Class)} takes it
   * @param options sets what differs from the client's defaults
   */
  public <T> Future<T> request(
      String service, Object payload, Class<T> type, UnaryOperator<Request> options) {
    return request(service, payload, options, result -> result.as(type));
  }

  /** Asks for a generic type with the client's defaults. */
  public <T> Future<T> request(String service, Object payload, TypeReference<T> type) {
    return request(service, payload, type, UnaryOperator.identity());
  }

  /**
   * Asks for a generic type.
   *
   * @param type what the result is, as {@link Payload#as(TypeReference)} takes it
   * @param options sets what differs from the client's defaults
   */
  public <T> Future<T> request(
      String service, Object payload, TypeReference<T> type, UnaryOperator<Request> options) {
    return request(service, payload, options, result -> result.as(type));
  }

  /** Asks, and gives the result as it came, with who gave it. */
  public Future<Reply> request(Request request) {
    Function<Request, Future<Reply>> chain = passed -> sender.request(passed, reply -> reply);
    for (int i = interceptors.size() - 1; i >= 0; i--) {
      RequestInterceptor interceptor = interceptors.get(i);
      Function<Request, Future<Reply>> next = chain;
      chain = passed -> attempt(() -> interceptor.intercept(passed, next));
    }
    return chain.apply(request);
  }

  /** Asks every destination of a service with the client's defaults. */
  public Future<Replies> map(String service, Object payload) {
    return map(service, payload, UnaryOperator.identity());
  }

  /**
   * Asks every destination of a service, or some.
   *
   * @param options sets what differs from the client's defaults
   * @return an outcome for each destination asked: its result, or its failure
   */
  public Future<Replies> map(String service, Object payload, UnaryOperator<MapRequest> options) {
    MapRequest request;
    try {
      request = options.apply(MapRequest.of(service, Payload.encode(payload)));
    } catch (IllegalArgumentException e) {
      return refused(e);
    }
    return map(request);
  }

  /** Asks every destination of a service, or some. */
  public Future<Replies> map(MapRequest request) {
    Function<MapRequest, Future<Replies>> chain = sender::map;
    for (int i = interceptors.size() - 1; i >= 0; i--) {
      RequestInterceptor interceptor = interceptors.get(i);
      Function<MapRequest, Future<Replies>> next = chain;
      chain = passed -> attempt(() -> interceptor.interceptMap(passed, next));
    }
    return chain.apply(request);
  }

  private <T> Future<T> request(
      String service, Object payload, UnaryOperator<Request> options, Function<Payload, T> read) {
    Request request;
    try {
      request = options.apply(Request.of(service, Payload.encode(payload)));
    } catch (IllegalArgumentException e) {
      return refused(e);
    }
    Function<Reply, T> result = reply -> result(read, reply);
    // most have none, and need one future then in place of two
    return interceptors.isEmpty() ? sender.request(request, result) : request(request).map(result);
  }

  private static <T> Future<T> refused(IllegalArgumentException e) {
    return Future.failedFuture(Failure.of(e).with(e.getMessage()));
  }

  private static <T> T result(Function<Payload, T> read, Reply reply) {
    try {
      return read.apply(reply.result());
    } catch (IllegalArgumentException e) {
      throw Failure.ERR_BAD_RESULT.with(e.getMessage());
    }
  }

  private static <T> Future<T> attempt(Supplier<Future<T>> step) {
    try {
      Future<T> future = step.get();
      return future == null
          ? Future.failedFuture(new NullPointerException("null in place of a future"))
          : future;
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }
}
