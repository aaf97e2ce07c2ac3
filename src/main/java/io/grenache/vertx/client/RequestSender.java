package io.grenache.vertx.client;

import io.grenache.vertx.message.MapRequest;
import io.grenache.vertx.message.Replies;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.vertx.core.Future;
import java.util.function.Function;

/**
 * How an {@link RpcClient} gets requests to a {@link ClientVerticle} and answers back. What it
 * fails with is a {@link io.vertx.core.eventbus.ReplyException} whose code is a number of the
 * table.
 */
interface RequestSender {
  /**
   * @param read makes of the reply what is wanted of it; what it throws is what the request fails
   *     with
   */
  <T> Future<T> request(Request request, Function<Reply, T> read);

  Future<Replies> map(MapRequest request);
}
