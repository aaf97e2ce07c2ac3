package io.grenache.vertx.client;

import io.grenache.vertx.message.MapRequest;
import io.grenache.vertx.message.Replies;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.transport.Hop;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * Hands requests to a client in this process, past the event bus; where there is none, sends them
 * to one on another node.
 */
final class DirectRequestSender implements RequestSender {
  private final LocalClients clients;
  private final RequestSender bus;

  DirectRequestSender(LocalClients clients, RequestSender bus) {
    this.clients = clients;
    this.bus = bus;
  }

  @Override
  public Future<Reply> request(Request request) {
    Hop caller = Hop.here();
    LocalClient client = clients.near(caller);
    if (client == null) {
      return bus.request(request);
    }
    Promise<Reply> promise = Promise.promise();
    client
        .context()
        .run(
            () ->
                client
                    .requests()
                    .accept(
                        request,
                        (reply, failure) ->
                            caller.run(
                                () -> {
                                  if (failure == null) {
                                    promise.complete(reply);
                                  } else {
                                    promise.fail(failure);
                                  }
                                })));
    return promise.future();
  }

  @Override
  public Future<Replies> map(MapRequest request) {
    return bus.map(request);
  }
}
