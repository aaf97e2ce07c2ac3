package io.grenache.vertx.pubsub;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Event;
import io.grenache.vertx.testing.RawServer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What publishers may not send costs them their connection, and others nothing. */
@Timeout(30)
class HostilePublishersTest {
  private static final int MAX = 1000;
  private static final JsonObject TICKS =
      new JsonObject()
          .put("channels", new JsonArray().add("ticks"))
          .put("maxFrameBytes", MAX)
          .put("maxMessageBytes", MAX);

  private final SubFixture sub = new SubFixture();
  private final Vertx vertx = sub.vertx;
  private final RawServer raw = new RawServer(vertx, (connection, socket, message) -> {});
  private final TestPublisher good = new TestPublisher(vertx);
  private final WatchedLink link = new WatchedLink(vertx);
  private List<Object> received;

  @BeforeEach
  void listen() {
    received = sub.received("ticks");
  }

  @AfterEach
  void close() {
    sub.close();
  }

  private static Arguments bad(String name, Buffer frames, String why) {
    return Arguments.of(Named.of(name, frames), why);
  }

  static Stream<Arguments> bad() {
    Buffer text = RawServer.frame(0x01, new byte[600]);
    return Stream.of(
        bad("a frame that claims a gibibyte", claim(1L << 30), "a frame is larger than allowed"),
        bad(
            "a frame that claims the most",
            claim(Long.MAX_VALUE),
            "a frame is larger than allowed"),
        bad("a frame that claims a negative size", claim(-1), "a frame is malformed"),
        bad(
            "a message that is too long in all",
            text.copy().appendBuffer(RawServer.frame(0x00, new byte[600])),
            "a message may have 1000 bytes"),
        bad("nothing to continue", RawServer.frame(0x80, new byte[1]), "a frame is malformed"),
        bad(
            "a message inside a message",
            text.copy().appendBuffer(RawServer.text("x")),
            "a frame is malformed"),
        bad("an opcode that is none", RawServer.frame(0x83, new byte[1]), "a frame is malformed"),
        bad("bits that are reserved", RawServer.frame(0xF1, new byte[1]), "a frame is malformed"),
        bad("HTTP", Buffer.buffer("HTTP/1.1 200 OK\r\n\r\n"), "a frame is malformed"),
        bad(
            "a text that is not UTF-8",
            RawServer.frame(0x81, new byte[] {'a', (byte) 0xFF}),
            "a text is not UTF-8"));
  }

  private static Buffer claim(long length) {
    return Buffer.buffer(new byte[] {(byte) 0x82, 127}).appendLong(length).appendBytes(new byte[9]);
  }

  @ParameterizedTest
  @MethodSource("bad")
  void who_sends_what_is_not_allowed_is_left_and_tried_again(Buffer frames, String why) {
    link.list("ticks", raw.port(), good.port());
    sub.deploy(TICKS);
    await().until(() -> sub.total("publishers") == 2);

    raw.sockets().get(0).write(RawServer.text("before").appendBuffer(frames));

    await().until(() -> raw.sockets().size() == 2 && sub.total("publishers") == 2);
    assertThat(sub.told(Event.DISCONNECTED, "127.0.0.1:" + raw.port()))
        .singleElement()
        .isEqualTo("it was left: " + why);
    raw.sockets().get(0).write(RawServer.text("behind"));
    good.send("good");
    raw.sockets().get(1).write(RawServer.text("again"));
    await().until(() -> received.size() >= 3);
    assertThat(received).containsExactlyInAnyOrder("before", "good", "again");
    assertThat(good.accepted()).isEqualTo(1);
  }

  @Test
  void the_largest_message_allowed_is_taken_whole_or_in_fragments() {
    link.list("ticks", raw.port());
    sub.deploy(TICKS);
    await().until(() -> sub.total("publishers") == 1);
    byte[] most = "x".repeat(MAX).getBytes();

    raw.sockets()
        .get(0)
        .write(
            RawServer.frame(0x82, most)
                .appendBuffer(RawServer.frame(0x01, new byte[] {'a'}))
                .appendBuffer(RawServer.frame(0x89, new byte[] {'p'}))
                .appendBuffer(RawServer.frame(0x80, "b".repeat(MAX - 1).getBytes())));

    await().until(() -> received.size() == 2);
    assertThat(received).containsExactly(Buffer.buffer(most), "a" + "b".repeat(MAX - 1));
    assertThat(sub.events(Event.DISCONNECTED)).isEmpty();
  }

  @Test
  void what_comes_with_the_handshake_in_one_piece_is_not_lost() {
    raw.greeting(RawServer.text("first").appendBuffer(RawServer.text("second")));
    link.list("ticks", raw.port());
    sub.deploy(TICKS);

    await().until(() -> received.size() == 2);
    assertThat(received).containsExactly("first", "second");
  }

  @Test
  void a_message_that_takes_long_to_come_is_waited_for_while_more_of_it_comes() {
    Buffer slow = RawServer.text("x".repeat(60));
    link.list("ticks", raw.port());
    sub.deploy(TICKS.copy().put("pingIntervalMs", 100).put("pingTimeoutMs", 100));
    await().until(() -> raw.sockets().size() == 1);
    int[] sent = {0};
    vertx.setPeriodic(
        15,
        id -> {
          raw.sockets().get(0).write(slow.getBuffer(sent[0], sent[0] + 1));
          sent[0]++;
          if (sent[0] == slow.length()) {
            vertx.cancelTimer(id);
          }
        });

    await().until(() -> !received.isEmpty() || !sub.events(Event.DISCONNECTED).isEmpty());
    assertThat(sub.events(Event.DISCONNECTED)).isEmpty();
    assertThat(received).containsExactly("x".repeat(60));
  }

  @Test
  void who_says_goodbye_with_the_handshake_was_connected_and_then_was_not() {
    raw.greeting(RawServer.text("first").appendBuffer(RawServer.close(1001)));
    link.list("ticks", raw.port());
    sub.deploy(TICKS.copy().put("backoffMs", 5000).put("maxBackoffMs", 5000));

    await().until(() -> !sub.events(Event.DISCONNECTED).isEmpty());
    assertThat(received).containsExactly("first");
    assertThat(sub.events(Event.CONNECTED)).hasSize(1);
    assertThat(sub.total("publishers")).isZero();
  }

  @Test
  void who_is_no_publisher_at_all_is_told_once() {
    NetServer garbage =
        result(
            vertx
                .createNetServer()
                .connectHandler(
                    socket -> socket.handler(data -> socket.end(Buffer.buffer("no\r\n"))))
                .listen(0, "127.0.0.1"));
    NetServer silent =
        result(vertx.createNetServer().connectHandler(socket -> {}).listen(0, "127.0.0.1"));
    link.list("ticks", garbage.actualPort(), silent.actualPort());
    sub.deploy(TICKS.copy().put("connectTimeoutMs", 200));

    String to = "127.0.0.1:" + silent.actualPort();
    await().until(() -> !sub.told(Event.DISCONNECTED, to).isEmpty());
    assertThat(sub.told(Event.DISCONNECTED, to))
        .containsExactly("it could not be connected to: no answer in time");
    assertThat(sub.told(Event.DISCONNECTED, "127.0.0.1:" + garbage.actualPort())).hasSize(1);
    assertThat(sub.events(Event.CONNECTED)).isEmpty();
  }
}
