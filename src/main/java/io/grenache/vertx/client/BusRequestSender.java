package io.grenache.vertx.client;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.MapRequest;
import io.grenache.vertx.message.Replies;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.function.Function;

/** Sends each request by itself, and waits for its reply. */
final class BusRequestSender implements RequestSender {
  private final EventBus bus;
  private final Addresses addresses;

  BusRequestSender(EventBus bus, Addresses addresses) {
    this.bus = bus;
    this.addresses = addresses;
  }

  @Override
  public <T> Future<T> request(Request request, Function<Reply, T> read) {
    return send(addresses.rpcRequest(), request, request.delivery(), Reply.class).map(read);
  }

  @Override
  public Future<Replies> map(MapRequest request) {
    return send(addresses.rpcMap(), request, request.delivery(), Replies.class);
  }

  private <T> Future<T> send(
      String address, Object body, DeliveryOptions delivery, Class<T> answer) {
    return bus.request(address, body, delivery)
        .transform(
            sent ->
                sent.succeeded()
                    ? body(address, sent.result(), answer)
                    : Future.failedFuture(failure(address, sent.cause())));
  }

  private static <T> Future<T> body(String address, Message<?> message, Class<T> answer) {
    return answer.isInstance(message.body())
        ? Future.succeededFuture(answer.cast(message.body()))
        : Future.failedFuture(
            Failure.ERR_BAD_RESULT.with(
                "who consumes " + address + " did not answer with a " + answer.getSimpleName()));
  }

  /** Vert.x's own failures of a send have no number. */
  private static Throwable failure(String address, Throwable cause) {
    if (cause instanceof ReplyException reply
        && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE) {
      return reply;
    }
    Failure failure = Failure.of(cause);
    return failure.with(
        switch (failure) {
          case ERR_TIMEOUT -> "no answer from " + address + " in time";
          case ERR_NO_HANDLER -> "nobody consumes " + address + "; is a ClientVerticle deployed?";
          default -> cause.getMessage();
        });
  }
}
