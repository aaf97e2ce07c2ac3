package io.grenache.vertx.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import java.util.ArrayDeque;
import java.util.Deque;

/** An echo of a call's frame, and after it some hops on the event bus, one behind the other. */
final class Floor implements Calls {
  private static final String REQUESTED = "hop-request";
  private static final String SENT = "hop-send-";

  private final Calls echo;
  private final EventBus bus;
  private final int requests;
  private final int sends;
  private final Deque<Done> waiting = new ArrayDeque<>();

  private Floor(Calls echo, EventBus bus, int requests, int sends) {
    this.echo = echo;
    this.bus = bus;
    this.requests = requests;
    this.sends = sends;
  }

  /** So many requests, each with its reply. */
  static Calls requests(Vertx vertx, Calls echo, int count) throws Exception {
    UserVerticle.deploy(
        vertx,
        v -> v.eventBus().consumer(REQUESTED, message -> message.reply("world")).completion());
    return new Floor(echo, vertx.eventBus(), count, 0);
  }

  /** So many sends: each consumer sends to the next one. */
  static Calls sends(Vertx vertx, Calls echo, int count) throws Exception {
    Floor floor = new Floor(echo, vertx.eventBus(), 0, count);
    UserVerticle.deploy(
        vertx,
        v -> {
          Future<?> registered = Future.succeededFuture();
          for (int i = 1; i <= count; i++) {
            int number = i;
            registered =
                v.eventBus().consumer(SENT + i, message -> floor.arrived(number)).completion();
          }
          return registered;
        });
    return floor;
  }

  @Override
  public void execute(Runnable task) {
    echo.execute(task);
  }

  @Override
  public void call(Work work, int service, Done done) {
    echo.call(
        work,
        service,
        failure -> {
          if (sends == 0) {
            request(requests, done);
          } else {
            waiting.add(done);
            bus.send(SENT + 1, "hello");
          }
        });
  }

  private void request(int left, Done done) {
    if (left == 0) {
      done.done(null);
    } else {
      bus.request(REQUESTED, "hello").onComplete(reply -> request(left - 1, done), done::done);
    }
  }

  private void arrived(int number) {
    if (number < sends) {
      bus.send(SENT + (number + 1), "hello");
    } else {
      // back to where calls are made from: with one event loop, as here, that is no hop
      waiting.poll().done(null);
    }
  }
}
