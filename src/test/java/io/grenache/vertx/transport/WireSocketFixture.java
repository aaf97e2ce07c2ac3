package io.grenache.vertx.transport;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.testing.RawPeer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;

/** One end is a WireSocket; the other a plain WebSocket of Vert.x, or bytes written by hand. */
abstract class WireSocketFixture {
  static final int MAX_FRAME = 1000;
  static final int MAX_MESSAGE = 1 << 24;

  final Vertx vertx = Vertx.vertx();
  final BlockingQueue<WireSocket> opened = new LinkedBlockingQueue<>();
  final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  final AtomicInteger closed = new AtomicInteger();
  final AtomicInteger writable = new AtomicInteger();
  private volatile Context context;
  WireSocket socket;

  @AfterEach
  void close() {
    result(vertx.close());
  }

  int listen(int maxMessage) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setMaxWebSocketFrameSize(MAX_MESSAGE)
            .setWebSocketClosingTimeout(10)
            .setPerMessageWebSocketCompressionSupported(false);
    HttpServer server =
        vertx
            .createHttpServer(options)
            .webSocketHandler(
                webSocket -> {
                  context = vertx.getOrCreateContext();
                  opened.add(
                      new WireSocket(webSocket, MAX_FRAME, maxMessage)
                          .maxWriteQueueBytes(10_000)
                          .onWritable(writable::incrementAndGet)
                          .onMessage(
                              message -> received.add(new String(message, StandardCharsets.UTF_8)))
                          .onClosed(closed::incrementAndGet));
                });
    return result(server.listen(0, "127.0.0.1")).actualPort();
  }

  RawPeer peer(int maxMessage) throws InterruptedException {
    RawPeer peer = new RawPeer(vertx, listen(maxMessage));
    socket = opened.poll(5, TimeUnit.SECONDS);
    return peer;
  }

  RawPeer peer() throws InterruptedException {
    return peer(MAX_MESSAGE);
  }

  RawBytesPeer bytesPeer() throws Exception {
    RawBytesPeer peer = new RawBytesPeer(listen(MAX_MESSAGE));
    socket = opened.poll(5, TimeUnit.SECONDS);
    return peer;
  }

  /** On the socket's event loop, where all of it happens. */
  <T> T ask(Function<WireSocket, T> question) {
    Promise<T> answer = Promise.promise();
    context.runOnContext(nothing -> answer.complete(question.apply(socket)));
    return result(answer.future());
  }

  void tell(Consumer<WireSocket> action) {
    ask(
        it -> {
          action.accept(it);
          return null;
        });
  }

  Future<Void> closing(int code, String reason) {
    return ask(it -> it.close(code, reason));
  }

  /** Sends until what lies between is full, and stays so. */
  void congest() {
    byte[] message = json(100_000);
    for (int sent = 0, full = 0; full < 50; ) {
      assertThat(sent).isLessThan(1000);
      if (ask(WireSocket::isCongested)) {
        full++;
      } else {
        full = 0;
        sent++;
        tell(it -> it.send(message));
      }
    }
  }

  String receive() throws InterruptedException {
    return received.poll(5, TimeUnit.SECONDS);
  }

  static byte[] json(int length) {
    byte[] json = new byte[length];
    Arrays.fill(json, (byte) 'x');
    json[0] = '"';
    json[length - 1] = '"';
    return json;
  }
}
