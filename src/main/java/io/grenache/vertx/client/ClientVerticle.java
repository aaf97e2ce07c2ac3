package io.grenache.vertx.client;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.MapRequest;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.message.Replies;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.telemetry.Tally;
import io.grenache.vertx.telemetry.TlsReloads;
import io.grenache.vertx.tls.ClientTls;
import io.grenache.vertx.transport.Deadlines;
import io.grenache.vertx.transport.Hop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Takes {@link Request}s, or their JSON form, at {@link Addresses#rpcRequest()} and answers each
 * with a {@link Reply}, or fails it by the table of {@link Failure}; {@link MapRequest}s at {@link
 * Addresses#rpcMap()} and answers each with {@link Replies}. Several instances share the work, but
 * for what an {@link RpcClient} asks on the event loop of one of them; each has sockets of its own.
 *
 * <p>A request's time runs from its arrival here, over lookup, connecting, waiting, repeating and
 * all, and ends with {@code ERR_TIMEOUT}: not before its deadline, and at most a tick of 10 ms
 * after it.
 *
 * <p>Confined to its event loop.
 */
public final class ClientVerticle extends VerticleBase {
  private static final long TEND_MS = 1000;

  // made once, and never changed: a reply without options makes some of its own
  private static final DeliveryOptions BY_DEFAULT = new DeliveryOptions();

  private final Exchanges exchanges = new Exchanges();
  private final Consumer<Exchange> whenDone = this::ended;
  private ClientOptions options;
  private List<MessageConsumer<Object>> consumers;
  private Connector connector;
  private Routes routes;
  private Dispatcher dispatcher;
  private Deadlines deadlines;
  private LongAdder inFlight;
  private LocalClient nearby;
  private Promise<Void> drained;
  // maps whose destinations are not known yet
  private int lookingUp;

  /** Takes its options from the deployment's configuration. */
  public ClientVerticle() {}

  /**
   * @param options how to call
   */
  public ClientVerticle(ClientOptions options) {
    this.options = options;
  }

  @Override
  public Future<?> start() {
    if (!context.isEventLoopContext()) {
      return Future.failedFuture(
          "ClientVerticle must be deployed with ThreadingModel.EVENT_LOOP; its callers and handlers may have any");
    }
    Codecs.register(vertx);
    if (options == null) {
      options = ClientOptions.fromJson(config());
    }
    Addresses addresses = new Addresses(options.prefix());
    deadlines = new Deadlines(vertx);
    Tally tally = Tally.of(vertx, options.prefix());
    inFlight = tally.total("client.inFlight");
    connector = new Connector(vertx, options, tally.total("client.sockets"));
    routes = new Routes(vertx.eventBus(), addresses, options);
    dispatcher = new Dispatcher(routes, connector, options, deadlines);
    vertx.setPeriodic(tendMs(), id -> dispatcher.tend());
    return connector
        .open()
        .compose(nothing -> consume(addresses))
        .onSuccess(nothing -> watchFiles(addresses));
  }

  private Future<?> consume(Addresses addresses) {
    MessageConsumer<Object> requests = vertx.eventBus().consumer(addresses.rpcRequest());
    MessageConsumer<Object> maps = vertx.eventBus().consumer(addresses.rpcMap());
    consumers = List.of(requests, maps);
    requests.handler(message -> accept(message, this::request));
    maps.handler(message -> accept(message, this::map));
    return Future.all(requests.completion(), maps.completion())
        .onSuccess(
            nothing -> {
              nearby = new LocalClient(Hop.here(vertx), this::request);
              LocalClients.of(vertx, options.prefix()).add(nearby);
            });
  }

  private void watchFiles(Addresses addresses) {
    ClientTls tls = options.tls();
    if (tls != null) {
      TlsReloads.begin(vertx, addresses, tls.reload(), null, connector::reloadTls);
    }
  }

  private long tendMs() {
    long shortest =
        Math.min(
            options.inactivityTimeout().toMillis(),
            Math.min(options.pingInterval().toMillis(), options.pingTimeout().toMillis()));
    return Math.max(1, Math.min(TEND_MS, shortest / 4));
  }

  private interface Acceptor {
    void accept(Message<Object> message);
  }

  private void accept(Message<Object> message, Acceptor acceptor) {
    try {
      requireOpen();
      acceptor.accept(message);
    } catch (RuntimeException e) {
      Failure.answer(message, e);
    }
  }

  private void request(Message<Object> message) {
    begin(
        Traces.continued(Request.from(message.body()), message.headers()),
        new Exchange.Outcome() {
          @Override
          public void succeeded(Reply reply) {
            answer(message, reply, reply::toJson);
          }

          @Override
          public void failed(Failure failure, String detail) {
            message.fail(failure.code(), detail);
          }
        });
  }

  /** A request that came past the event bus. */
  private void request(Request request, Exchange.Outcome outcome) {
    try {
      requireOpen();
      begin(request, outcome);
    } catch (RuntimeException e) {
      outcome.failed(Failure.of(e), Failure.text(e));
    }
  }

  private void begin(Request request, Exchange.Outcome outcome) {
    requireRoom(1);
    requireFitting(request.payload());
    begin(request, null, timeout(request.timeout()), outcome);
  }

  private void map(Message<Object> message) {
    MapRequest request = MapRequest.from(message.body());
    requireRoom(1);
    requireFitting(request.payload());
    Duration timeout = timeout(request.timeout());
    long deadline = System.nanoTime() + timeout.toNanos();
    List<Destination> known = routes.known(request.service(), System.nanoTime());
    Future<List<Destination>> found =
        known == null ? routes.lookup(request.service()) : Future.succeededFuture(known);
    lookingUp++;
    found
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .onComplete(done -> lookingUp--)
        .onSuccess(
            destinations -> accept(message, to -> mapTo(destinations, request, deadline, to)))
        .onFailure(cause -> Failure.answer(message, cause));
  }

  private void mapTo(
      List<Destination> found, MapRequest request, long deadlineNanos, Message<Object> message) {
    MapExchange map =
        new MapExchange(request, found, replies -> answer(message, replies, replies::toJson));
    requireRoom(map.destinations().size());
    Request part = Traces.continued(MapExchange.part(request), message.headers());
    Duration remaining = Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
    for (int i = 0; i < map.destinations().size(); i++) {
      begin(part, map.destinations().get(i), remaining, map.outcomeOf(i));
    }
  }

  /** Answers a JSON body by a JSON form. */
  private static void answer(Message<Object> message, Object record, Supplier<JsonObject> json) {
    Object body;
    try {
      body = message.body() instanceof JsonObject ? json.get() : record;
    } catch (RuntimeException e) {
      message.fail(Failure.ERR_BAD_RESULT.code(), "the result has no JSON form in Vert.x's trees");
      return;
    }
    message.reply(body, BY_DEFAULT);
  }

  private Duration timeout(Duration asked) {
    return asked == null ? options.requestTimeout() : asked;
  }

  private void requireOpen() {
    if (drained != null) {
      throw Failure.ERR_TRANSPORT_CLOSE.with("the client is being undeployed");
    }
  }

  private void requireRoom(int places) {
    if (exchanges.size() + lookingUp + places > options.maxInFlight()) {
      throw Failure.ERR_OVERLOADED.with(
          "maxInFlight of " + options.maxInFlight() + " requests are under way");
    }
  }

  private void requireFitting(Payload payload) {
    if (payload.size() > options.maxMessageBytes()) {
      throw Failure.ERR_PAYLOAD_TOO_LARGE.with(
          "the payload has "
              + payload.size()
              + " bytes, maxMessageBytes is "
              + options.maxMessageBytes());
    }
  }

  private void begin(
      Request request, Destination target, Duration timeout, Exchange.Outcome outcome) {
    long now = System.nanoTime();
    long delay = timeout.toNanos();
    int attempts = request.attempts() == null ? options.attempts() : request.attempts();
    Request keyed =
        attempts > 1 && request.idempotencyKey() == null
            ? request.withIdempotencyKey(UUID.randomUUID().toString())
            : request;
    Exchange exchange = new Exchange(keyed, target, attempts, now + delay, outcome, whenDone);
    exchanges.add(exchange);
    inFlight.increment();
    deadlines.after(exchange, now, delay);
    dispatcher.dispatch(exchange, now);
  }

  private void ended(Exchange exchange) {
    deadlines.cancel(exchange);
    exchanges.remove(exchange);
    inFlight.decrement();
    if (drained != null && exchanges.isEmpty()) {
      drained.tryComplete();
    }
  }

  /**
   * Takes no new requests, lets those under way end within the time allowed, and closes the
   * sockets.
   */
  @Override
  public Future<?> stop() {
    drained = Promise.promise();
    LocalClients.of(vertx, options.prefix()).remove(nearby);
    List<Future<Void>> unregistered = new ArrayList<>();
    consumers.forEach(consumer -> unregistered.add(consumer.unregister()));
    return Future.join(unregistered)
        .otherwiseEmpty()
        .compose(
            nothing -> {
              if (exchanges.isEmpty()) {
                drained.tryComplete();
              }
              long timer = vertx.setTimer(Math.max(1, options.drain().toMillis()), id -> failAll());
              return drained.future().onComplete(done -> vertx.cancelTimer(timer));
            })
        .compose(nothing -> dispatcher.close())
        .compose(nothing -> connector.close())
        .onComplete(done -> deadlines.close());
  }

  private void failAll() {
    for (Exchange exchange : exchanges.copy()) {
      exchange.fail(
          Failure.ERR_TRANSPORT_CLOSE, "the client was undeployed before the answer came");
    }
  }
}
