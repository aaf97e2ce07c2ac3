package io.grenache.vertx.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.testing.RawPeer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class EncodedMessageTest extends WireSocketFixture {
  private static byte[] wire(EncodedMessage message) {
    ByteBuf frame = message.frame();
    byte[] bytes = ByteBufUtil.getBytes(frame);
    frame.release();
    assertThat(bytes).hasSize(message.size());
    message.release();
    assertThat(message.holders()).isZero();
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({
    "0,8200",
    "1,8201",
    "125,827d",
    "126,827e007e",
    "65535,827effff",
    "65536,827f0000000000010000"
  })
  void a_frame_says_its_length_in_as_few_bytes_as_there_can_be(int length, String header) {
    byte[] wire = wire(EncodedMessage.binary(Buffer.buffer(new byte[length])));

    assertThat(ByteBufUtil.hexDump(wire)).isEqualTo(header + "00".repeat(length));
  }

  @Test
  void a_text_is_utf8_whether_it_comes_as_characters_or_as_bytes() {
    String text = "gr\u00f6\u00dfer \ud83d\ude00";
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);

    byte[] wire = wire(EncodedMessage.text(text));

    assertThat(wire).startsWith(0x81, utf8.length).endsWith(utf8).hasSize(2 + utf8.length);
    assertThat(wire(EncodedMessage.text(ByteBuffer.wrap(utf8)))).isEqualTo(wire);
    assertThat(wire(EncodedMessage.text("\ud83d"))).containsExactly(0x81, 1, '?');
  }

  @Test
  void one_message_reaches_many_sockets_as_the_same_bytes_and_is_gone_when_all_have_it()
      throws Exception {
    RawPeer first = peer();
    WireSocket one = socket;
    RawPeer second = new RawPeer(vertx, listen(MAX_MESSAGE));
    WireSocket other = opened.take();
    EncodedMessage message = EncodedMessage.text("for all");

    tell(it -> one.send(message));
    socket = other;
    tell(it -> other.send(message));

    assertThat(first.receive()).isEqualTo("for all");
    assertThat(second.receive()).isEqualTo("for all");
    await().until(() -> message.holders() == 1);
    message.release();
    assertThat(message.holders()).isZero();
  }

  @Test
  void a_socket_that_does_not_read_holds_it_until_it_has_closed() throws Exception {
    EncodedMessage message = EncodedMessage.text("x".repeat(1000));
    RawBytesPeer silent = bytesPeer();
    congest();
    tell(it -> it.send(message));
    assertThat(message.holders()).isEqualTo(2);
    silent.close();
    await().until(() -> message.holders() == 1);
    tell(it -> it.send(message));
    assertThat(message.holders()).isEqualTo(1);
    message.release();
  }
}
