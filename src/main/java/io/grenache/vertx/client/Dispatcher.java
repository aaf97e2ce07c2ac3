package io.grenache.vertx.client;

import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.transport.DeadlineWheel;
import io.grenache.vertx.wire.ReplyFrame;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Brings exchanges to destinations. A call that no handler has seen moves on to a destination that
 * was not tried yet, once each; one that was written and lost does so only if it may be repeated.
 * Where all were tried and another round is allowed, it begins after a pause. Confined to its
 * verticle's event loop.
 */
final class Dispatcher implements DestinationPool.Listener {
  private final Routes routes;
  private final Connector connector;
  private final ClientOptions options;
  private final DeadlineWheel.Timer timer;
  private final WaitingRoom room;
  private final Map<Destination, DestinationPool> pools = new HashMap<>();
  private final Balancer balancer =
      new Balancer(pools, bound -> ThreadLocalRandom.current().nextInt(bound));

  Dispatcher(Routes routes, Connector connector, ClientOptions options, DeadlineWheel.Timer timer) {
    this.routes = routes;
    this.connector = connector;
    this.options = options;
    this.timer = timer;
    this.room = new WaitingRoom(options.maxWaiting());
  }

  void dispatch(Exchange exchange, long nowNanos) {
    Request request = exchange.request;
    if (exchange.target != null) {
      sendTo(List.of(exchange.target), exchange);
      return;
    }
    List<Destination> known = routes.known(request.service(), nowNanos);
    if (known != null) {
      begin(known, exchange);
    } else {
      routes
          .lookup(request.service())
          .onSuccess(found -> begin(found, exchange))
          .onFailure(cause -> notFound(exchange, cause));
    }
  }

  /** A link that was lost while it looked up says nothing about the next one that answers. */
  private void notFound(Exchange exchange, Throwable cause) {
    Failure failure = Failure.of(cause);
    if (failure != Failure.ERR_TIMEOUT) {
      exchange.fail(failure, Failure.text(cause));
    } else if (!exchange.isDone()) {
      dispatch(exchange, System.nanoTime());
    }
  }

  private void begin(List<Destination> destinations, Exchange exchange) {
    boolean first = exchange.rounds() == 1 && !exchange.hasTriedAny();
    if (first && !exchange.isDone() && exchange.request.hedgeAfter() != null) {
      Hedge hedge = new Hedge(exchange);
      timer.after(hedge, exchange.request.hedgeAfter().toNanos());
      exchange.onHedgeNeedless(() -> timer.cancel(hedge));
    }
    sendTo(destinations, exchange);
  }

  private void sendTo(List<Destination> destinations, Exchange exchange) {
    if (exchange.isDone()) {
      return;
    }
    Destination destination = pick(destinations, exchange);
    if (destination != null) {
      send(destination, exchange);
    } else if (exchange.nextRound()) {
      pause(exchange);
    } else {
      exchange.failAsLast();
    }
  }

  private Destination pick(List<Destination> destinations, Exchange exchange) {
    int maxActive = orElse(exchange.request.maxActiveKeyDests(), options.maxActiveKeyDests());
    return balancer.pick(destinations, exchange, maxActive);
  }

  /** Another destination, if one is in good health: the least bad would be no help. */
  private Destination promising(List<Destination> destinations, Exchange exchange) {
    Destination other = pick(destinations, exchange);
    DestinationPool pool = other == null ? null : pools.get(other);
    return pool == null || pool.isPromising() ? other : null;
  }

  private void send(Destination destination, Exchange exchange) {
    DestinationPool pool = pools.get(destination);
    if (pool == null) {
      pool = newPool(destination);
      pools.put(destination, pool);
    }
    int maxSockets =
        orElse(exchange.request.maxActiveDestTransports(), options.maxActiveDestTransports());
    pool.send(exchange.begin(pool), maxSockets);
  }

  private DestinationPool newPool(Destination destination) {
    Health health =
        new Health(
            options.aside(),
            options.maxAside(),
            options.timeoutsToAside(),
            () -> ThreadLocalRandom.current().nextDouble());
    return new DestinationPool(
        destination,
        options,
        health,
        room,
        timer,
        pool -> connector.connect(destination, pool),
        this);
  }

  /**
   * After what happened to an attempt, the exchange goes on, unless another attempt is still under
   * way.
   */
  private void goOn(Attempt attempt, Failure failure, String detail) {
    Exchange exchange = attempt.exchange;
    if (exchange.isDone() || exchange.ended(attempt, failure, detail)) {
      return;
    }
    List<Destination> known =
        exchange.target != null
            ? List.of(exchange.target)
            : routes.known(exchange.request.service(), System.nanoTime());
    sendTo(known == null ? List.of() : known, exchange);
  }

  private void pause(Exchange exchange) {
    long longest =
        Math.min(
            options.maxBackoff().toNanos(),
            options.backoff().toNanos() << Math.min(20, exchange.rounds() - 2));
    double share = 0.5 + ThreadLocalRandom.current().nextDouble() / 2;
    timer.after(
        new DeadlineWheel.Entry() {
          @Override
          protected void expired() {
            if (!exchange.isDone()) {
              dispatch(exchange, System.nanoTime());
            }
          }
        },
        (long) (longest * share));
  }

  @Override
  public void replied(Attempt attempt, ReplyFrame reply) {
    Exchange exchange = attempt.exchange;
    if (reply.error() == null) {
      exchange.succeed(new Reply(reply.result(), attempt.destination()));
    } else if (!reply.ran()) {
      exchange.countNotRun();
      routes.doubt(exchange.request.service(), System.nanoTime());
      goOn(attempt, Failure.of(reply.failure()), reply.error());
    } else {
      Failure failure =
          reply.failure() == 0 ? Failure.ERR_APPLICATION : Failure.of(reply.failure());
      exchange.fail(failure, reply.error());
    }
  }

  @Override
  public void notWritten(Attempt attempt, Failure failure, String detail) {
    if (failure == Failure.ERR_CONNECT) {
      goOn(attempt, failure, detail);
    } else {
      // no other destination would help
      attempt.exchange.fail(failure, detail);
    }
  }

  @Override
  public boolean hasAlternative(Attempt attempt) {
    Exchange exchange = attempt.exchange;
    List<Destination> known = routes.known(exchange.request.service(), System.nanoTime());
    return exchange.target == null && known != null && promising(known, exchange) != null;
  }

  @Override
  public void setAside(DestinationPool pool) {
    routes.doubt(pool.destination(), System.nanoTime());
  }

  @Override
  public void lost(Attempt attempt, boolean ran) {
    Exchange exchange = attempt.exchange;
    String detail = "the socket to " + attempt.destination() + " closed before the answer came";
    if (!ran) {
      exchange.countNotRun();
      goOn(attempt, Failure.ERR_DRAINING, detail);
    } else if (exchange.mayBeWritten()) {
      goOn(attempt, Failure.ERR_TRANSPORT_CLOSE, detail);
    } else if (!exchange.ended(attempt, Failure.ERR_TRANSPORT_CLOSE, detail)) {
      exchange.failAsLast();
    }
  }

  /** Looks after the sockets; to be called every now and then. */
  void tend() {
    long now = System.nanoTime();
    Set<Destination> known = routes.all();
    Set<Destination> used = routes.used(options.maxActiveKeyDests());
    for (DestinationPool pool : List.copyOf(pools.values())) {
      pool.tend(now, used.contains(pool.destination()));
      if (pool.isEmpty() && !(pool.health().isAside() && known.contains(pool.destination()))) {
        pools.remove(pool.destination());
        pool.close();
      }
    }
  }

  Future<Void> close() {
    List<Future<Void>> closing = new ArrayList<>();
    for (DestinationPool pool : List.copyOf(pools.values())) {
      closing.add(pool.close());
    }
    return Future.all(closing).mapEmpty();
  }

  private static int orElse(Integer value, int absent) {
    return value == null ? absent : value;
  }

  /** Sends a second call to another destination if the first is not answered soon. */
  private final class Hedge extends DeadlineWheel.Entry {
    private final Exchange exchange;

    Hedge(Exchange exchange) {
      this.exchange = exchange;
    }

    @Override
    protected void expired() {
      if (exchange.isDone() || !exchange.hasAttempts()) {
        return;
      }
      List<Destination> known = routes.known(exchange.request.service(), System.nanoTime());
      Destination other = known == null ? null : promising(known, exchange);
      if (other != null) {
        send(other, exchange);
      }
    }
  }
}
