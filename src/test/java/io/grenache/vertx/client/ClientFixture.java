package io.grenache.vertx.client;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.MapRequest;
import io.grenache.vertx.message.Replies;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;

/** A Vert.x with a client in it, asked as its users ask it. */
final class ClientFixture {
  final Vertx vertx = Vertx.vertx();

  String deploy(JsonObject options) {
    return result(vertx.deployVerticle(new ClientVerticle(ClientOptions.fromJson(options))));
  }

  Future<Reply> request(Request request) {
    return vertx
        .eventBus()
        .<Reply>request("grenache.rpc.request", request, request.delivery())
        .map(Message::body);
  }

  Future<Replies> map(MapRequest request) {
    return vertx
        .eventBus()
        .<Replies>request("grenache.rpc.map", request, request.delivery())
        .map(Message::body);
  }

  /** To the service "s", within that time. */
  static Request in(int ms, Object payload) {
    return Request.of("s", payload).withTimeout(Duration.ofMillis(ms));
  }

  static void fails(Future<?> future, Failure failure) {
    assertThatThrownBy(() -> result(future))
        .isInstanceOfSatisfying(
            ReplyException.class,
            e -> assertThat(Failure.of(e)).as(e.getMessage()).isEqualTo(failure));
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  void close() {
    result(vertx.close());
  }
}
