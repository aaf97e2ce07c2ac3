package io.grenache.vertx.cli;

import static io.grenache.vertx.cli.RunnableJar.grenache;
import static io.grenache.vertx.cli.RunnableJar.typing;
import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.testing.JavaProcess;
import io.grenache.vertx.testing.RawPeer;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class PubCommandIT {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    result(vertx.close());
  }

  @Test
  void each_line_of_standard_input_is_a_text_and_its_end_ends_the_command() {
    try (JavaProcess grape = grenache("grape", "--port", "0")) {
      String url = grape.line().replace("grape at ", "");
      try (JavaProcess pub = typing("pub", "pub_test", "--host", "127.0.0.1", "--grape", url)) {
        String line = pub.line();
        assertThat(line).matches("publishing pub_test at 127\\.0\\.0\\.1:\\d+");
        int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
        RawPeer peer = new RawPeer(vertx, port);
        // until the socket has become a subscriber nobody is sent anything
        do {
          pub.type("there?\n");
        } while (!peer.receivedWithin(100));
        pub.type("gr\u00fcn \ud83d\ude00\n\n");
        for (int n = 0; n < 3000; n++) {
          pub.type("n" + n + "\n");
        }
        pub.type("last");
        pub.endInput();

        String first = peer.receive();
        while (first.equals("there?")) {
          first = peer.receive();
        }
        assertThat(first).isEqualTo("gr\u00fcn \ud83d\ude00");
        assertThat(peer.receive()).isEmpty();
        for (int n = 0; n < 3000; n++) {
          assertThat(peer.receive()).isEqualTo("n" + n);
        }
        assertThat(peer.receive()).isEqualTo("last");
        assertThat(peer.closeCode()).isEqualTo(1001);
        assertThat(pub.exitCode()).as(String.join("\n", pub.errors())).isZero();
        assertThat(pub.rest()).isEmpty();
        assertThat(pub.errors()).isEmpty();
      }
    }
  }
}
