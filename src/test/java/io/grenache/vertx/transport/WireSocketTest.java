package io.grenache.vertx.transport;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.testing.RawPeer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WireSocketTest extends WireSocketFixture {
  @Test
  void messages_come_in_as_text_or_binary_and_go_out_as_text() throws Exception {
    RawPeer peer = peer();

    peer.text("[1,\"h\u00e9\"]").binary("[2]".getBytes(StandardCharsets.US_ASCII));
    assertThat(receive()).isEqualTo("[1,\"h\u00e9\"]");
    assertThat(receive()).isEqualTo("[2]");

    tell(it -> it.send("[\"h\u00e9\"]".getBytes(StandardCharsets.UTF_8)));
    assertThat(peer.receive()).isEqualTo("[\"h\u00e9\"]");
    tell(it -> it.send(new byte[0]));
    assertThat(peer.receive()).isEmpty();
  }

  @Test
  void a_message_above_the_frame_size_leaves_in_fragments() throws Exception {
    BlockingQueue<WebSocketFrame> frames = new LinkedBlockingQueue<>();
    WebSocketClient client = vertx.createWebSocketClient();
    result(
        client
            .connect(listen(MAX_MESSAGE), "127.0.0.1", "/ws")
            .onSuccess(webSocket -> webSocket.frameHandler(frames::add)));
    socket = opened.poll(5, TimeUnit.SECONDS);

    // characters of two bytes, which the fragments cut in two
    byte[] message = ("x" + "\u00e9".repeat(1500)).getBytes(StandardCharsets.UTF_8);
    for (int length : new int[] {MAX_FRAME, MAX_FRAME + 1, 2 * MAX_FRAME, message.length}) {
      tell(it -> it.send(Arrays.copyOf(message, length)));
      Buffer joined = Buffer.buffer();
      for (boolean last = false; !last; ) {
        WebSocketFrame frame = frames.poll(5, TimeUnit.SECONDS);
        assertThat(frame.isText()).isEqualTo(joined.length() == 0);
        assertThat(frame.isContinuation()).isEqualTo(joined.length() > 0);
        joined.appendBuffer(frame.binaryData());
        last = frame.isFinal();
        assertThat(frame.binaryData().length())
            .isEqualTo(last ? (length - 1) % MAX_FRAME + 1 : MAX_FRAME);
      }
      assertThat(joined.getBytes()).isEqualTo(Arrays.copyOf(message, length));
    }
  }

  @Test
  void fragments_come_together_with_pings_in_between() throws Exception {
    RawPeer peer = peer();

    peer.frame(WebSocketFrame.textFrame("a", false))
        .frame(WebSocketFrame.pingFrame(Buffer.buffer("ping")))
        .frame(WebSocketFrame.continuationFrame(Buffer.buffer("b"), false))
        .frame(WebSocketFrame.continuationFrame(Buffer.buffer(), false))
        .frame(WebSocketFrame.pongFrame(Buffer.buffer("pong")))
        .frame(WebSocketFrame.continuationFrame(Buffer.buffer("c"), true))
        .text("d");

    assertThat(receive()).isEqualTo("abc");
    assertThat(receive()).isEqualTo("d");
  }

  @Test
  void a_pause_holds_messages_back_until_reading_resumes() throws Exception {
    RawPeer peer = peer();
    tell(WireSocket::pause);

    for (int i = 0; i < 100; i++) {
      peer.text("" + i);
    }
    // a message on another socket of the same loop would have overtaken them by now
    tell(it -> it.send(json(10)));
    peer.receive();
    assertThat(received).isEmpty();

    tell(WireSocket::resume);
    for (int i = 0; i < 100; i++) {
      assertThat(receive()).isEqualTo("" + i);
    }
  }

  @Test
  void a_ping_that_comes_during_a_pause_is_answered() throws Exception {
    try (RawBytesPeer peer = bytesPeer()) {
      tell(WireSocket::pause);
      ByteArrayOutputStream both = new ByteArrayOutputStream();
      both.writeBytes(RawBytesPeer.frame(1, json(10)));
      both.writeBytes(RawBytesPeer.frame(9, new byte[] {1}));
      peer.write(both.toByteArray());

      assertThat(peer.readPastSignsOfLife()).containsExactly(0x8A, 1);
      assertThat(received).isEmpty();
      tell(WireSocket::resume);
      assertThat(receive()).hasSize(10);
    }
  }

  @Test
  void a_peer_that_does_not_read_congests_and_one_that_reads_again_frees() throws Exception {
    RawPeer peer = peer();
    peer.pause();
    congest();
    int before = writable.get();

    tell(it -> it.send("\"last\"".getBytes(StandardCharsets.US_ASCII)));
    peer.resume();

    await().until(() -> writable.get() > before && !ask(WireSocket::isCongested));
    String message = peer.receive();
    while (message.length() == 100_000) {
      message = peer.receive();
    }
    assertThat(message).isEqualTo("\"last\"");
  }
}
