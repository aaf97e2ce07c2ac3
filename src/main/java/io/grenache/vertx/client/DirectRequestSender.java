package io.grenache.vertx.client;

import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.MapRequest;
import io.grenache.vertx.message.Replies;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.transport.Hop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands requests to a client in this process, past the event bus; where there is none, sends them
 * to one on another node.
 */
final class DirectRequestSender implements RequestSender {
  private static final Logger LOG = LoggerFactory.getLogger(DirectRequestSender.class);

  private final Vertx vertx;
  private final LocalClients clients;
  private final RequestSender bus;

  DirectRequestSender(Vertx vertx, LocalClients clients, RequestSender bus) {
    this.vertx = vertx;
    this.clients = clients;
    this.bus = bus;
  }

  @Override
  public <T> Future<T> request(Request request, Function<Reply, T> read) {
    Hop caller = Hop.here(vertx);
    LocalClient client = clients.near(caller);
    if (client == null) {
      return bus.request(request, read);
    }
    Handover<T> handover = new Handover<>(caller, read);
    try {
      client.context().run(() -> client.requests().accept(request, handover));
    } catch (RejectedExecutionException e) {
      return Future.failedFuture(Failure.ERR_TRANSPORT_CLOSE.with("Vert.x is closing"));
    }
    handover.given = true;
    return handover.promise.future();
  }

  @Override
  public Future<Replies> map(MapRequest request) {
    return bus.map(request);
  }

  /** Takes the outcome of a request from the client's context to the caller's. */
  private static final class Handover<T> implements Exchange.Outcome, Runnable {
    private final Hop caller;
    private final Promise<T> promise;
    private final Function<Reply, T> read;
    private Reply reply;
    private Throwable failure;
    // whether the caller has its future; for a caller on an event loop exact, and else not needed
    private boolean given;

    Handover(Hop caller, Function<Reply, T> read) {
      this.caller = caller;
      this.promise = caller.promise();
      this.read = read;
    }

    @Override
    public void succeeded(Reply answer) {
      reply = answer;
      handOver();
    }

    @Override
    public void failed(Failure kind, String detail) {
      failure = kind.with(detail);
      handOver();
    }

    private void handOver() {
      try {
        caller.run(this);
      } catch (RejectedExecutionException e) {
        LOG.debug("the verticle that waited for an outcome is gone, with its worker pool");
      }
    }

    /** On the caller's context. */
    @Override
    public void run() {
      if (!given) {
        // refused at once: one who then asks again at once would do so deeper and deeper down
        given = true;
        caller.queue(this);
        return;
      }
      if (failure != null) {
        promise.tryFail(failure);
        return;
      }
      T result;
      try {
        result = read.apply(reply);
      } catch (RuntimeException e) {
        promise.tryFail(e);
        return;
      }
      promise.tryComplete(result);
    }
  }
}
