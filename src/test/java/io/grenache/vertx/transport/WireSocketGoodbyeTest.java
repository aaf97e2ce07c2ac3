package io.grenache.vertx.transport;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.testing.RawPeer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WireSocketGoodbyeTest extends WireSocketFixture {
  @Test
  void the_peer_sees_the_close_code_and_both_know_of_the_end_once() throws Exception {
    RawPeer peer = peer();

    result(closing(1008, "why"));

    assertThat(peer.closeCode()).isEqualTo(1008);
    await().untilAsserted(() -> assertThat(closed).hasValue(1));
    assertThat(ask(WireSocket::isClosed)).isTrue();
    result(closing(1000, ""));
    assertThat(closed).hasValue(1);
  }

  @Test
  void a_message_above_the_limit_ends_with_1009() throws Exception {
    RawPeer peer = peer(10);
    peer.text("0123456789");
    assertThat(receive()).isEqualTo("0123456789");

    peer.text("0123456789x");

    assertThat(peer.closeCode()).isEqualTo(1009);
    assertThat(received).isEmpty();
  }

  @Test
  void a_continuation_of_nothing_ends_the_socket() throws Exception {
    RawPeer peer = peer();

    peer.frame(WebSocketFrame.continuationFrame(Buffer.buffer("a"), true));

    await().untilAsserted(() -> assertThat(closed).hasValue(1));
    assertThat(received).isEmpty();
  }

  @Test
  void when_the_peer_leaves_it_is_told_once_and_what_is_sent_then_is_dropped() throws Exception {
    RawPeer peer = peer();

    peer.close();

    await().untilAsserted(() -> assertThat(closed).hasValue(1));
    tell(it -> it.send(json(10)));
    assertThat(ask(WireSocket::isCongested)).isFalse();
    assertThat(ask(WireSocket::isClosed)).isTrue();
  }

  @Test
  void after_its_goodbye_nothing_is_sent_or_handed_over() throws Exception {
    try (RawBytesPeer peer = bytesPeer()) {
      tell(
          it -> {
            it.close(1008, "");
            assertThat(it.isClosed()).isTrue();
            it.send(json(10));
          });
      peer.write(RawBytesPeer.frame(1, json(10)));
      peer.write(RawBytesPeer.frame(8, new byte[] {3, (byte) 0xE8}));

      assertThat(peer.read(4)).containsExactly(0x88, 2, 1008 >> 8, 1008 & 0xFF);
      assertThat(peer.readToEnd()).isZero();
      await().untilAsserted(() -> assertThat(closed).hasValue(1));
      assertThat(received).isEmpty();
    }
  }

  @Test
  void a_paused_socket_sees_the_goodbye_of_its_peer() throws Exception {
    RawPeer peer = peer();
    tell(WireSocket::pause);
    // enough for Vert.x to stop reading
    for (int i = 0; i < 100; i++) {
      peer.text("dropped");
    }
    tell(it -> it.send(json(10)));
    peer.receive();

    long before = System.nanoTime();
    result(closing(1001, ""));

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(WireSocket.GOODBYE);
    assertThat(peer.closeCode()).isEqualTo(1001);
    assertThat(received).isEmpty();
  }

  @Test
  void a_peer_that_says_goodbye_during_a_pause_is_answered_at_once() throws Exception {
    try (RawBytesPeer peer = bytesPeer()) {
      tell(WireSocket::pause);
      ByteArrayOutputStream both = new ByteArrayOutputStream();
      both.writeBytes(RawBytesPeer.frame(1, json(10)));
      both.writeBytes(RawBytesPeer.frame(8, new byte[] {3, (byte) 0xE8}));
      long before = System.nanoTime();
      peer.write(both.toByteArray());

      assertThat(peer.readPastSignsOfLife()).containsExactly(0x88, 2);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(WireSocket.GOODBYE);
      await().untilAsserted(() -> assertThat(closed).hasValue(1));
      assertThat(received).isEmpty();
    }
  }

  @Test
  void a_peer_that_does_not_read_is_left_within_the_time_for_goodbyes() throws Exception {
    try (RawBytesPeer peer = bytesPeer()) {
      congest();

      long before = System.nanoTime();
      result(closing(1001, ""));

      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isLessThan(WireSocket.GOODBYE.multipliedBy(2));
      await().untilAsserted(() -> assertThat(closed).hasValue(1));
      assertThat(peer.readToEnd()).isPositive();
    }
  }

  @Test
  void a_message_right_before_the_goodbye_is_received() throws Exception {
    try (RawBytesPeer peer = bytesPeer()) {
      ByteArrayOutputStream both = new ByteArrayOutputStream();
      both.writeBytes(RawBytesPeer.frame(1, "[1]".getBytes(StandardCharsets.US_ASCII)));
      both.writeBytes(RawBytesPeer.frame(8, new byte[] {3, (byte) 0xE8}));
      peer.write(both.toByteArray());

      assertThat(receive()).isEqualTo("[1]");
      assertThat(peer.read(4)).containsExactly(0x88, 2, 3, 0xE8);
      await().untilAsserted(() -> assertThat(closed).hasValue(1));
    }
  }
}
