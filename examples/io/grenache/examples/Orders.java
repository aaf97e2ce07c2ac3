package io.grenache.examples;

import io.grenache.vertx.Grenache;
import io.grenache.vertx.GrenacheOptions;
import io.grenache.vertx.client.ClientOptions;
import io.grenache.vertx.client.RpcClient;
import io.grenache.vertx.grape.GrapeOptions;
import io.grenache.vertx.link.LinkOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.server.ServerOptions;
import io.grenache.vertx.server.Service;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/**
 * Orders and receipts as Java types: a service that lets in who knows a password, and a caller.
 * Runs a network of its own, prints what the caller gets, and ends.
 */
public final class Orders {
  private static final BigDecimal PRICE = new BigDecimal("1.10");

  private Orders() {}

  /** What is asked. */
  public record Order(String item, int quantity) {}

  /** What is answered. */
  public record Receipt(String item, BigDecimal total) {}

  /** Books orders. */
  static final class OrderVerticle extends VerticleBase {
    @Override
    public Future<?> start() {
      return Service.of(vertx, "orders")
          .withInterceptor(OrderVerticle::admit)
          .handle(Order.class, this::book)
          .completion();
    }

    private static Future<Payload> admit(Call call, Function<Call, Future<Payload>> next) {
      return "open sesame".equals(call.headers().get("password"))
          ? next.apply(call)
          : Future.failedFuture(Failure.ERR_FORBIDDEN.with("ERR_FORBIDDEN"));
    }

    private Future<Receipt> book(Order order) {
      if (order.quantity() < 1) {
        throw Failure.ERR_APPLICATION.with("quantity must be positive");
      }
      BigDecimal total = PRICE.multiply(BigDecimal.valueOf(order.quantity()));
      return Future.succeededFuture(new Receipt(order.item(), total));
    }
  }

  /** Starts a network, buys, and ends. */
  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    GrenacheOptions options =
        GrenacheOptions.NONE
            .withGrape(GrapeOptions.DEFAULTS.withPort(0))
            .withLink(LinkOptions.DEFAULTS)
            .withServer(
                ServerOptions.DEFAULTS
                    .withLameDuck(Duration.ZERO)
                    .withServices("orders")
                    .withHost("127.0.0.1"))
            .withClient(ClientOptions.DEFAULTS);
    Future<Void> announced = announced(vertx);
    vertx
        .deployVerticle(OrderVerticle::new, new DeploymentOptions().setInstances(2))
        .compose(id -> Grenache.start(vertx, options))
        .compose(grenache -> announced.compose(done -> buy(vertx)).eventually(grenache::close))
        .onFailure(Throwable::printStackTrace)
        .eventually(vertx::close);
  }

  private static Future<Void> announced(Vertx vertx) {
    Promise<Void> announced = Promise.promise();
    vertx
        .eventBus()
        .<Event>localConsumer(
            Addresses.DEFAULT.events(),
            event -> {
              if (event.body().type().equals(Event.ANNOUNCED)) {
                announced.tryComplete();
              }
            });
    return announced.future();
  }

  private static Future<Void> buy(Vertx vertx) {
    RpcClient stranger = RpcClient.create(vertx);
    RpcClient client =
        stranger.withInterceptor(
            (request, next) -> next.apply(request.withHeaders(Map.of("password", "open sesame"))));
    return show(client.request("orders", new Order("tea", 3), Receipt.class))
        .compose(
            done ->
                show(
                    client.request(
                        "orders",
                        new Order("tea", 0),
                        Receipt.class,
                        request -> request.withTimeout(Duration.ofSeconds(5)).withAttempts(3))))
        .compose(done -> show(client.request("orders", "tea", Receipt.class)))
        .compose(done -> show(stranger.request("orders", new Order("tea", 1), Receipt.class)));
  }

  private static Future<Void> show(Future<Receipt> receipt) {
    return receipt
        .onSuccess(System.out::println)
        .onFailure(cause -> System.out.println(Failure.of(cause) + ": " + cause.getMessage()))
        .otherwiseEmpty()
        .mapEmpty();
  }
}
