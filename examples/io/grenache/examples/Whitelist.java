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
import io.grenache.vertx.server.ServerOptions;
import io.grenache.vertx.server.Service;
import io.grenache.vertx.tls.ClientTls;
import io.grenache.vertx.tls.Identity;
import io.grenache.vertx.tls.ServerTls;
import io.grenache.vertx.tls.Trust;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * A service that knows its callers by their certificates: everybody whom the CA has signed may
 * {@code ping}, what else a caller may do is listed by fingerprint. Runs a server and a caller over
 * TLS, prints what the caller gets, and ends.
 *
 * <p>Takes a directory with {@code ca.pem}, {@code server.pem}, {@code server.key}, {@code
 * client.pem} and {@code client.key}.
 */
public final class Whitelist {
  private Whitelist() {}

  /** What is asked. */
  public record Command(String action) {}

  /** Serves whoever may ask. */
  static final class VaultVerticle extends VerticleBase {
    private final Map<String, Set<String>> allowed;

    /**
     * @param allowed the actions that a caller may ask for besides {@code ping}, by the SHA-256
     *     fingerprint of its certificate
     */
    VaultVerticle(Map<String, Set<String>> allowed) {
      this.allowed = allowed;
    }

    @Override
    public Future<?> start() {
      return Service.of(vertx, "vault").handle(Command.class, this::serve).completion();
    }

    private Future<String> serve(Command command, Call call) {
      // there is one: the server takes nobody without
      String caller = call.caller().certificate().fingerprint256();
      boolean may =
          command.action().equals("ping")
              || allowed.getOrDefault(caller, Set.of()).contains(command.action());
      if (!may) {
        throw Failure.ERR_FORBIDDEN.with("ERR_FORBIDDEN");
      }
      return Future.succeededFuture(command.action().equals("ping") ? "pong" : "done");
    }
  }

  /** Starts a network, asks, and ends. */
  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    Path files = Path.of(args[0]);
    Trust ca = Trust.ofPem(files.resolve("ca.pem").toString());
    GrenacheOptions options =
        GrenacheOptions.NONE
            .withGrape(GrapeOptions.DEFAULTS.withPort(0))
            .withLink(LinkOptions.DEFAULTS)
            .withServer(
                ServerOptions.DEFAULTS
                    .withLameDuck(Duration.ZERO)
                    .withServices("vault")
                    .withHost("127.0.0.1")
                    .withTls(ServerTls.of(identity(files, "server"), ca)))
            .withClient(
                ClientOptions.DEFAULTS.withTls(ClientTls.of(identity(files, "client"), ca)));
    // nobody is listed: callers may ping, and no more
    VaultVerticle vault = new VaultVerticle(Map.of());
    Future<Void> announced = announced(vertx);
    vertx
        .deployVerticle(vault)
        .compose(id -> Grenache.start(vertx, options))
        .compose(grenache -> announced.compose(done -> ask(vertx)).eventually(grenache::close))
        .onFailure(Throwable::printStackTrace)
        .eventually(vertx::close);
  }

  private static Identity identity(Path files, String name) {
    return Identity.ofPem(
        files.resolve(name + ".key").toString(), files.resolve(name + ".pem").toString());
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

  private static Future<Void> ask(Vertx vertx) {
    RpcClient vault = RpcClient.create(vertx);
    return show(vault.request("vault", new Command("ping"), String.class))
        .compose(done -> show(vault.request("vault", new Command("withdraw"), String.class)));
  }

  private static Future<Void> show(Future<String> answer) {
    return answer
        .onSuccess(System.out::println)
        .onFailure(cause -> System.out.println(Failure.of(cause)))
        .otherwiseEmpty()
        .mapEmpty();
  }
}
