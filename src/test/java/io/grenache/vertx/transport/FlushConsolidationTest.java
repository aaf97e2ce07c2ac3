package io.grenache.vertx.transport;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.internal.http.WebSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class FlushConsolidationTest {
  private static final int SENDS = 100;
  private static PfxOptions certificate;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger flushes = new AtomicInteger();
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private volatile Context context;
  private volatile WireSocket socket;
  private volatile ChannelPipeline pipeline;
  // held, or they would be collected with their sockets
  private WebSocketClient client;
  private NetClient tlsClient;

  @BeforeAll
  static void certify(@TempDir Path directory) throws Exception {
    certificate = Certificates.selfSigned(directory);
  }

  @AfterEach
  void close() {
    result(vertx.close());
  }

  private int listen(boolean tls) {
    HttpServerOptions options = new HttpServerOptions().setWebSocketClosingTimeout(10);
    if (tls) {
      options.setSsl(true).setKeyCertOptions(certificate);
    }
    return result(
            vertx.createHttpServer(options).webSocketHandler(this::opened).listen(0, "127.0.0.1"))
        .actualPort();
  }

  private void opened(WebSocket webSocket) {
    context = vertx.getOrCreateContext();
    socket = new WireSocket(webSocket, 1 << 20, 1 << 20).onMessage(message -> sendMany());
    pipeline = ((WebSocketInternal) webSocket).channelHandlerContext().pipeline();
    ChannelHandlerContext ssl = pipeline.context(SslHandler.class);
    FlushCounter counter = new FlushCounter(flushes);
    if (ssl == null) {
      pipeline.addFirst(counter);
    } else {
      pipeline.addAfter(ssl.name(), null, counter);
    }
  }

  private void sendMany() {
    for (int i = 0; i < SENDS; i++) {
      socket.send(("[" + i + "]").getBytes(StandardCharsets.US_ASCII));
    }
  }

  private WebSocket connect(boolean tls) {
    client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions().setSsl(tls).setTrustAll(true).setVerifyHost(false));
    return result(
        client
            .connect(listen(tls), "127.0.0.1", "/ws")
            .onSuccess(webSocket -> webSocket.textMessageHandler(received::add)));
  }

  /** Asks for many messages and tells how many flushes they took. */
  private int flushesFor(Runnable ask) throws InterruptedException {
    flushes.set(0);
    ask.run();
    for (int i = 0; i < SENDS; i++) {
      assertThat(received.poll(5, TimeUnit.SECONDS)).isEqualTo("[" + i + "]");
    }
    return flushes.get();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void many_sends_take_few_flushes_inside_a_read_and_outside(boolean tls) throws Exception {
    WebSocket peer = connect(tls);

    assertThat(flushesFor(() -> peer.writeTextMessage("go"))).isBetween(1, 2);
    assertThat(flushesFor(() -> context.runOnContext(nothing -> sendMany()))).isBetween(1, 2);

    // and the counter counts
    pipeline.remove(FlushConsolidationHandler.class);
    assertThat(flushesFor(() -> context.runOnContext(nothing -> sendMany())))
        .isGreaterThanOrEqualTo(SENDS);
  }

  @Test
  void the_handlers_come_right_behind_tls() {
    connect(true);

    List<Class<?>> handlers = new ArrayList<>();
    pipeline.forEach(entry -> handlers.add(entry.getValue().getClass()));
    handlers.remove(FlushCounter.class);
    int tls = handlers.indexOf(SslHandler.class);
    assertThat(tls).isNotNegative();
    assertThat(handlers.subList(tls + 1, tls + 4))
        .containsExactly(Reads.class, FrameBatch.class, FlushConsolidationHandler.class);
  }

  @Test
  void with_tls_too_a_peer_that_does_not_read_is_left_in_time() throws Exception {
    NetClientOptions options =
        new NetClientOptions().setSsl(true).setTrustAll(true).setHostnameVerificationAlgorithm("");
    tlsClient = vertx.createNetClient(options);
    NetSocket peer = result(tlsClient.connect(listen(true), "127.0.0.1"));
    peer.handler(answer -> peer.pause());
    peer.write(RawBytesPeer.UPGRADE);
    await().until(() -> socket != null);
    BlockingQueue<Long> left = new LinkedBlockingQueue<>();

    context.runOnContext(
        nothing -> {
          for (int i = 0; i < 30; i++) {
            socket.send(new byte[1 << 20]);
          }
          long before = System.nanoTime();
          pipeline.channel().closeFuture().addListener(f -> left.add(System.nanoTime() - before));
          socket.close(1001, "");
        });

    assertThat(Duration.ofNanos(left.poll(10, TimeUnit.SECONDS)))
        .isLessThan(WireSocket.GOODBYE.multipliedBy(2));
  }

  private static final class FlushCounter extends ChannelOutboundHandlerAdapter {
    private final AtomicInteger flushes;

    FlushCounter(AtomicInteger flushes) {
      this.flushes = flushes;
    }

    @Override
    public void flush(ChannelHandlerContext context) {
      flushes.incrementAndGet();
      context.flush();
    }
  }
}
