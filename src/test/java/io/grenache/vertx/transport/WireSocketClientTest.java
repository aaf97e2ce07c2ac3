package io.grenache.vertx.transport;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A WireSocket of a client; the server writes its bytes by hand. */
@Timeout(30)
class WireSocketClientTest {
  private static final byte[] MESSAGE = {(byte) 0x81, 3, '[', '1', ']'};
  private static final byte[] GOODBYE = {(byte) 0x88, 2, 3, (byte) 0xE9};

  private final Vertx vertx = Vertx.vertx();
  private final WebSocketClient client = vertx.createWebSocketClient();
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<Byte> sent = new LinkedBlockingQueue<>();
  private final AtomicInteger closed = new AtomicInteger();

  @AfterEach
  void close() {
    result(vertx.close());
  }

  /**
   * @param frames are sent in one with the answer to the handshake; the socket stays open then
   */
  private WireSocket connect(byte[]... frames) {
    NetServer server = vertx.createNetServer().connectHandler(peer -> serve(peer, frames));
    int port = result(server.listen(0, "127.0.0.1")).actualPort();
    return result(client.connect(port, "127.0.0.1", "/ws").map(this::open));
  }

  private WireSocket open(io.vertx.core.http.WebSocket webSocket) {
    return new WireSocket(webSocket, 1000, 1000)
        .maxWriteQueueBytes(10_000)
        .onWritable(() -> {})
        .onMessage(message -> received.add(new String(message, StandardCharsets.UTF_8)))
        .onClosed(closed::incrementAndGet);
  }

  private void serve(NetSocket peer, byte[]... frames) {
    Buffer request = Buffer.buffer();
    peer.handler(
        bytes -> {
          if (request.toString().endsWith("\r\n\r\n")) {
            for (byte b : bytes.getBytes()) {
              sent.add(b);
            }
            return;
          }
          String text = request.appendBuffer(bytes).toString();
          if (text.endsWith("\r\n\r\n")) {
            Buffer answer = Buffer.buffer(accept(text));
            for (byte[] frame : frames) {
              answer.appendBytes(frame);
            }
            peer.write(answer);
          }
        });
  }

  private static String accept(String request) {
    String name = "sec-websocket-key: ";
    int at = request.toLowerCase(java.util.Locale.ROOT).indexOf(name) + name.length();
    String key = request.substring(at, request.indexOf("\r\n", at));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest(
                  (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                      .getBytes(StandardCharsets.US_ASCII));
      return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Accept: "
          + Base64.getEncoder().encodeToString(hash)
          + "\r\n\r\n";
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void what_comes_with_the_handshake_is_received() throws InterruptedException {
    connect(MESSAGE, MESSAGE);

    assertThat(received.poll(5, TimeUnit.SECONDS)).isEqualTo("[1]");
    assertThat(received.poll(5, TimeUnit.SECONDS)).isEqualTo("[1]");
    assertThat(closed).hasValue(0);
  }

  @Test
  void a_server_that_says_goodbye_and_stays_is_left() throws InterruptedException {
    connect(MESSAGE, GOODBYE);

    assertThat(received.poll(5, TimeUnit.SECONDS)).isEqualTo("[1]");
    await()
        .atMost(WireSocket.GOODBYE.multipliedBy(2))
        .untilAsserted(() -> assertThat(closed).hasValue(1));
  }

  /** The first byte of the next frame that was sent, of at most 16 bits of length. */
  private int nextFrame() throws InterruptedException {
    int first = nextByte();
    int length = nextByte() & 0x7F;
    length = length < 126 ? length : nextByte() << 8 | nextByte();
    for (int i = 0; i < 4 + length; i++) {
      nextByte();
    }
    return first;
  }

  private int nextByte() throws InterruptedException {
    Byte next = sent.poll(5, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next & 0xFF;
  }

  @Test
  void whoever_has_waited_for_room_does_not_write_into_a_message_of_many_frames() throws Exception {
    NetServer server = vertx.createNetServer().connectHandler(this::serve);
    int port = result(server.listen(0, "127.0.0.1")).actualPort();
    byte[] large = new byte[100_000];
    AtomicInteger told = new AtomicInteger();
    result(
        client
            .connect(port, "127.0.0.1", "/ws")
            .onSuccess(
                webSocket -> {
                  WireSocket socket =
                      new WireSocket(webSocket, 1000, 1000).maxWriteQueueBytes(2048);
                  socket.onWritable(
                      () -> {
                        if (told.getAndIncrement() == 0) {
                          socket.send("[1]".getBytes(StandardCharsets.US_ASCII));
                        }
                      });
                  socket.send(large);
                }));

    assertThat(nextFrame()).isEqualTo(0x01);
    for (int i = 1; i < 99; i++) {
      assertThat(nextFrame()).isEqualTo(0x00);
    }
    assertThat(nextFrame()).isEqualTo(0x80);
    assertThat(nextFrame()).isEqualTo(0x81);
  }

  @Test
  void a_server_that_says_goodbye_at_once_is_answered_and_left() throws Exception {
    WireSocket socket = connect(GOODBYE);
    assertThat(sent.poll(1, TimeUnit.SECONDS)).isEqualTo((byte) 0x88);

    await()
        .atMost(WireSocket.GOODBYE.multipliedBy(2))
        .untilAsserted(() -> assertThat(closed).hasValue(1));
    assertThat(socket.isClosed()).isTrue();
    assertThat(received).isEmpty();
  }
}
