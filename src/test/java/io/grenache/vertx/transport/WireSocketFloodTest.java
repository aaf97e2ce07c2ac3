package io.grenache.vertx.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WireSocketFloodTest extends WireSocketFixture {
  @Test
  void a_peer_that_pings_and_does_not_read_is_left() throws Exception {
    try (RawBytesPeer peer = bytesPeer()) {
      ByteArrayOutputStream pings = new ByteArrayOutputStream();
      for (int i = 0; i < 1000; i++) {
        pings.writeBytes(RawBytesPeer.frame(9, new byte[125]));
      }

      // 128 MB of answers would wait in memory
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  peer.write(pings.toByteArray());
                }
              })
          .isInstanceOf(IOException.class);
      await().untilAsserted(() -> assertThat(closed).hasValue(1));
    }
  }
}
