package io.grenache.vertx.transport;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.listen.ListenOptions;
import io.grenache.vertx.message.Admission;
import io.grenache.vertx.telemetry.Tally;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.http.WebSocketInternal;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FrameBufferTest {
  private static final int MESSAGES = 20_000;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger received = new AtomicInteger();
  private final CompletableFuture<WebSocket13FrameDecoder> decoder = new CompletableFuture<>();

  @AfterEach
  void close() {
    result(vertx.close());
  }

  private int listen() {
    ListenOptions options = ListenOptions.DEFAULTS.withHost("127.0.0.1");
    Listener[] listener = new Listener[1];
    listener[0] =
        new Listener(
            vertx,
            "deployment",
            options,
            Tally.of(vertx, "grenache"),
            "server",
            handshake -> Future.succeededFuture(Admission.ADMIT),
            arrival -> {
              new WireSocket(arrival.socket(), 1000, 1000)
                  .limits(listener[0].limits())
                  .onMessage(message -> received.incrementAndGet());
              decoder.complete(
                  ((WebSocketInternal) arrival.socket())
                      .channelHandlerContext()
                      .pipeline()
                      .get(WebSocket13FrameDecoder.class));
            });
    result(listener[0].listen());
    return listener[0].port();
  }

  /** How much memory it has for what is no whole frame yet. */
  private static int capacity(WebSocket13FrameDecoder decoder) throws Exception {
    var buffer = ByteToMessageDecoder.class.getDeclaredMethod("internalBuffer");
    buffer.setAccessible(true);
    return ((ByteBuf) buffer.invoke(decoder)).capacity();
  }

  @Test
  void what_was_taken_does_not_stay_in_the_buffer_of_what_was_not() throws Exception {
    try (RawBytesPeer peer = new RawBytesPeer(listen())) {
      ByteArrayOutputStream frames = new ByteArrayOutputStream();
      for (int i = 0; i < MESSAGES; i++) {
        frames.writeBytes(RawBytesPeer.frame(1, new byte[125]));
      }
      // no read ends with a frame, up to the last
      frames.writeBytes(Arrays.copyOf(RawBytesPeer.frame(1, new byte[125]), 50));
      peer.write(frames.toByteArray());
      Awaitility.await().until(() -> received.get() == MESSAGES);
      // 2.6 MB were read
      assertThat(capacity(decoder.get(5, TimeUnit.SECONDS))).isBetween(50, 256 * 1024);
    }
  }
}
