package io.grenache.vertx.client;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.transport.DeadlineWheel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Takes {@link Request}s, or their JSON form, at {@link Addresses#rpcRequest()} and answers each
 * with a {@link io.grenache.vertx.message.Reply}, or fails it by the table of {@link Failure}.
 * Several instances share the work; each has sockets of its own.
 *
 * <p>A request's time runs from its arrival here, over lookup, connecting, waiting and all, and
 * ends with {@code ERR_TIMEOUT}: not before its deadline, and at most a tick of 10 ms after it.
 *
 * <p>Confined to its event loop.
 */
public final class ClientVerticle extends VerticleBase {
  private static final long TICK_MS = 10;
  // the wheel's timer stops when there has been nothing to time for so many ticks
  private static final int IDLE_TICKS = 100;

  private final Set<Exchange> exchanges = new HashSet<>();
  private ClientOptions options;
  // a client that is not held is collected, and closes its sockets
  private WebSocketClient webSockets;
  private MessageConsumer<Object> consumer;
  private Dispatcher dispatcher;
  private DeadlineWheel wheel;
  private long tickTimer = -1;
  private int idleTicks;
  private Promise<Void> drained;

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
    Codecs.register(vertx);
    if (options == null) {
      options = ClientOptions.fromJson(config());
    }
    Addresses addresses = new Addresses(options.prefix());
    wheel = new DeadlineWheel(TimeUnit.MILLISECONDS.toNanos(TICK_MS), System.nanoTime());
    webSockets =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                // the pools bound the sockets; past its own bound Vert.x would queue without a
                // deadline
                .setMaxConnections(Integer.MAX_VALUE)
                .setMaxFrameSize(options.maxFrameBytes())
                .setMaxMessageSize(options.maxMessageBytes())
                .setConnectTimeout((int) options.connectTimeout().toMillis())
                .setTcpNoDelay(true)
                .setTryUsePerMessageCompression(false)
                .setTryUsePerFrameCompression(false)
                .setClosingTimeout(2));
    Routes routes = new Routes(vertx.eventBus(), addresses, options.requestTimeout().toMillis());
    dispatcher = new Dispatcher(webSockets, routes, options);
    vertx.setPeriodic(
        Math.max(1, options.inactivityTimeout().toMillis() / 4), id -> dispatcher.closeIdle());
    consumer = vertx.eventBus().consumer(addresses.rpcRequest());
    consumer.handler(this::accept);
    return consumer.completion();
  }

  private void accept(Message<Object> message) {
    try {
      Request request = Request.from(message.body());
      if (drained != null) {
        throw Failure.ERR_TRANSPORT_CLOSE.with("the client is being undeployed");
      }
      if (exchanges.size() >= options.maxInFlight()) {
        throw Failure.ERR_OVERLOADED.with(
            "maxInFlight of " + options.maxInFlight() + " requests are under way");
      }
      if (request.payload().size() > options.maxMessageBytes()) {
        throw Failure.ERR_PAYLOAD_TOO_LARGE.with(
            "the payload has "
                + request.payload().size()
                + " bytes, maxMessageBytes is "
                + options.maxMessageBytes());
      }
      begin(message, request);
    } catch (RuntimeException e) {
      Failure.answer(message, e);
    }
  }

  private void begin(Message<Object> message, Request request) {
    long now = System.nanoTime();
    Duration timeout = request.timeout() == null ? options.requestTimeout() : request.timeout();
    long delay = timeout.toNanos();
    Exchange[] exchange = new Exchange[1];
    exchange[0] = new Exchange(message, request, now + delay, () -> ended(exchange[0]));
    exchanges.add(exchange[0]);
    wheel.schedule(exchange[0], now, delay);
    startTicking();
    dispatcher.dispatch(exchange[0]);
  }

  private void ended(Exchange exchange) {
    wheel.cancel(exchange);
    exchanges.remove(exchange);
    if (drained != null && exchanges.isEmpty()) {
      drained.tryComplete();
    }
  }

  private void startTicking() {
    if (tickTimer < 0) {
      tickTimer = vertx.setPeriodic(TICK_MS, id -> tick());
    }
  }

  private void tick() {
    wheel.advance(System.nanoTime());
    idleTicks = wheel.size() == 0 ? idleTicks + 1 : 0;
    if (idleTicks > IDLE_TICKS) {
      vertx.cancelTimer(tickTimer);
      tickTimer = -1;
      idleTicks = 0;
    }
  }

  /**
   * Takes no new requests, lets those under way end within the time allowed, and closes the
   * sockets.
   */
  @Override
  public Future<?> stop() {
    drained = Promise.promise();
    return consumer
        .unregister()
        .compose(
            nothing -> {
              if (exchanges.isEmpty()) {
                drained.tryComplete();
              }
              long timer = vertx.setTimer(Math.max(1, options.drain().toMillis()), id -> failAll());
              return drained.future().onComplete(done -> vertx.cancelTimer(timer));
            })
        .compose(nothing -> dispatcher.close())
        .compose(nothing -> webSockets.close());
  }

  private void failAll() {
    for (Exchange exchange : List.copyOf(exchanges)) {
      exchange.fail(
          Failure.ERR_TRANSPORT_CLOSE, "the client was undeployed before the answer came");
    }
  }
}
