package io.grenache.vertx.fault;

import io.grenache.vertx.Grenache;
import io.grenache.vertx.GrenacheOptions;
import io.grenache.vertx.link.LinkOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.server.ServerOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server process that is meant to be killed. It echoes numbers, each some milliseconds after it
 * came, and appends each at once to a file that outlives the process.
 */
final class KilledServer {
  private final Vertx vertx = Vertx.vertx();
  private final FileChannel handled;
  private final int delayMs;

  private KilledServer(Path file, int delayMs) throws IOException {
    this.handled = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    this.delayMs = delayMs;
  }

  /**
   * Says {@code serving PORT} once it is announced.
   *
   * @param args the URL of a grape, the name of the service, the port to listen on, the file, and
   *     how long an answer takes, in milliseconds
   */
  public static void main(String[] args) throws Exception {
    KilledServer server = new KilledServer(Path.of(args[3]), Integer.parseInt(args[4]));
    int port = server.serve(args[0], args[1], Integer.parseInt(args[2]));
    System.out.println("serving " + port);
  }

  private int serve(String grape, String service, int port) throws Exception {
    Promise<Void> announced = Promise.promise();
    Grenache.register(vertx);
    vertx
        .eventBus()
        .<Event>localConsumer(
            Addresses.DEFAULT.events(),
            event -> {
              if (event.body().type().equals(Event.ANNOUNCED)) {
                announced.tryComplete();
              }
            });
    vertx.eventBus().<Call>consumer(Addresses.DEFAULT.service(service), this::handle);
    Grenache grenache =
        Grenache.start(
                vertx,
                GrenacheOptions.NONE
                    .withLink(LinkOptions.DEFAULTS.withGrapes(List.of(grape)))
                    .withServer(
                        ServerOptions.DEFAULTS
                            .withLameDuck(Duration.ZERO)
                            .withHost("127.0.0.1")
                            .withServices(service)
                            .withPort(port)))
            .await(10, TimeUnit.SECONDS);
    announced.future().await(10, TimeUnit.SECONDS);
    return grenache.serverPort();
  }

  private void handle(Message<Call> call) {
    int id = call.body().payload().as(Integer.class);
    try {
      handled.write(ByteBuffer.allocate(Integer.BYTES).putInt(0, id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    vertx.setTimer(delayMs, timer -> call.reply(id));
  }
}
