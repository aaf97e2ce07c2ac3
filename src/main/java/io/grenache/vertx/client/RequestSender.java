package io.grenache.vertx.client;

import io.grenache.vertx.message.MapRequest;
import io.grenache.vertx.message.Replies;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.vertx.core.Future;

/**
 * How an {@link RpcClient} gets requests to a {@link ClientVerticle} and answers back. What it
 * fails with is a {@link io.vertx.core.eventbus.ReplyException} whose code is a number of the
 * table.
 */
interface RequestSender {
  Future<Reply> request(Request request);

  Future<Replies> map(MapRequest request);
}
