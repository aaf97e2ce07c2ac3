package io.grenache.vertx.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Call;
import io.grenache.vertx.testing.RawSocket;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a peer may take, and what is counted when it wants more. */
@Timeout(30)
class LimitsTest {
  private ServerInNetwork server;

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
    }
  }

  private ServerInNetwork serve(String option, Object value, String also, Object itsValue) {
    server = new ServerInNetwork(new JsonObject().put(option, value).put(also, itsValue)).echoing();
    return server;
  }

  private ServerInNetwork serve(String option, Object value) {
    return serve(option, value, option, value);
  }

  private static void isServed(RawSocket socket) throws IOException {
    assertThat(socket.send(RawSocket.text("[1,\"s\",7]")).receive()).isEqualTo("[1,null,7]");
  }

  @Test
  void one_socket_more_than_allowed_is_closed_and_one_that_left_makes_room() throws IOException {
    serve("maxConnections", 2);
    try (RawSocket one = server.socket();
        RawSocket two = server.socket()) {
      try (RawSocket three = new RawSocket(server.port())) {
        assertThat(three.head()).isEqualTo("<end>");
      }
      assertThat(server.count("tooManyConnections")).isEqualTo(1);
      assertThat(server.count("connections")).isEqualTo(2);
      one.socket.close();
      server.untilCount("connections", 1);
      try (RawSocket three = server.socket()) {
        isServed(three);
        isServed(two);
      }
    }
    server.untilEmpty();
  }

  @Test
  void one_address_does_not_keep_others_out() throws IOException {
    serve("maxConnectionsPerAddress", 1);
    try (RawSocket one = new RawSocket(server.port(), "127.0.0.1").upgrade()) {
      try (RawSocket same = new RawSocket(server.port(), "127.0.0.1")) {
        assertThat(same.head()).isEqualTo("<end>");
      }
      assertThat(server.count("tooManyOfAddress")).isEqualTo(1);
      try (RawSocket other = new RawSocket(server.port(), "127.0.0.2").upgrade()) {
        isServed(other);
        isServed(one);
      }
    }
    server.untilEmpty();
    try (RawSocket again = server.socket()) {
      isServed(again);
    }
    assertThat(server.count("tooManyOfAddress")).isEqualTo(1);
    assertThat(server.count("tooManyConnections")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET /ws HTTP/1.1\r\nHost: ", "POST / HTTP/1.1\r\nHost: x\r\n"})
  void a_handshake_that_takes_too_long_is_ended(String head) throws IOException {
    serve("handshakeTimeoutMs", 100, "admissionTimeoutMs", 100);
    try (RawSocket socket = new RawSocket(server.port()).send(head)) {
      assertThat(socket.head()).isEqualTo("<end>");
    }
    assertThat(server.count("handshakeTimeouts")).isEqualTo(1);
    server.untilEmpty();
  }

  @Test
  void a_socket_that_shook_hands_in_time_is_not_ended() throws Exception {
    serve("handshakeTimeoutMs", 100, "admissionTimeoutMs", 100);
    try (RawSocket socket = server.socket()) {
      Thread.sleep(300);
      isServed(socket);
    }
    assertThat(server.count("handshakeTimeouts")).isZero();
  }

  @Test
  void handshakes_that_fail_in_any_way_leave_no_trace() throws IOException {
    serve("maxConnectionsPerAddress", 3, "allowedOrigins", List.of("http://here"));
    String upgrade =
        "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    for (String head :
        List.of(
            "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
            "garbage\r\n\r\n",
            "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n",
            upgrade + "Sec-WebSocket-Version: 99\r\n\r\n",
            upgrade + "Origin: http://there\r\nSec-WebSocket-Version: 13\r\n\r\n")) {
      for (int i = 0; i < 4; i++) {
        try (RawSocket socket = new RawSocket(server.port()).send(head)) {
          assertThat(socket.head()).as(head).matches("(?s)HTTP/1\\.[01] 4.*");
          socket.readToEnd();
        }
        server.untilEmpty();
      }
    }
    assertThat(server.count("notAdmitted")).isEqualTo(4);
    assertThat(server.count("tooManyOfAddress")).isZero();
    try (RawSocket socket = server.socket()) {
      isServed(socket);
    }
  }

  @Test
  void peers_that_vanish_in_the_middle_of_their_handshake_leave_no_trace() throws IOException {
    serve("maxConnectionsPerAddress", 20);
    String whole =
        "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    for (int length = 0; length <= whole.length(); length += 10) {
      RawSocket socket = new RawSocket(server.port());
      socket.send(whole.substring(0, length));
      // a reset in place of a goodbye
      socket.socket.setSoLinger(true, 0);
      socket.close();
      RawSocket complete = new RawSocket(server.port()).send(whole);
      complete.socket.setSoLinger(true, 0);
      complete.close();
      server.untilEmpty();
    }
    assertThat(server.count("tooManyOfAddress")).isZero();
  }

  @Test
  void what_is_too_large_is_counted_whatever_it_is() throws IOException {
    server =
        new ServerInNetwork(
                new JsonObject()
                    .put("maxFrameBytes", 512)
                    .put("maxMessageBytes", 1024)
                    .put("maxDepth", 5)
                    .put("maxNumberLength", 20))
            .echoing();
    try (RawSocket socket = server.socket()) {
      socket.send(RawSocket.text("\"" + "x".repeat(600) + "\"")).readToEnd();
    }
    assertThat(server.count("tooLarge")).as("a frame").isEqualTo(1);
    try (RawSocket socket = server.socket()) {
      socket.send(RawSocket.fragment(1, new byte[500]));
      socket.send(RawSocket.fragment(0, new byte[500]));
      socket.send(RawSocket.fragment(0, new byte[500]));
      assertThat(socket.closeCode()).isEqualTo(1009);
    }
    assertThat(server.count("tooLarge")).as("a message").isEqualTo(2);
    try (RawSocket socket = server.socket()) {
      socket.send(RawSocket.text("[1,\"s\",[[[[[[1]]]]]]]"));
      assertThat(socket.receive()).isEqualTo("[1,\"ERR_BAD_REQUEST\",null]");
      assertThat(server.count("tooLarge")).as("deep JSON").isEqualTo(3);
      socket.send(RawSocket.text("[1,\"s\",123456789012345678901]"));
      assertThat(socket.receive()).isEqualTo("[1,\"ERR_BAD_REQUEST\",null]");
      assertThat(server.count("tooLarge")).as("a long number").isEqualTo(4);
      socket.send(RawSocket.text("[1,\"s\",[[[12345678901234567890]]]]"));
      assertThat(socket.receive()).isEqualTo("[1,null,[[[12345678901234567890]]]]");
    }
    assertThat(server.count("tooLarge")).isEqualTo(4);
    assertThat(server.count("malformed")).isZero();
    server.untilEmpty();
  }

  @Test
  void what_is_malformed_is_counted_whatever_it_is() throws IOException {
    serve("maxInFlight", 10);
    List<byte[]> all =
        List.of(
            RawSocket.text("no JSON"),
            RawSocket.text("{}"),
            RawSocket.frame(1, "\"\u00ff\"".getBytes(StandardCharsets.ISO_8859_1)),
            // without a mask, with an opcode that does not exist, and a continuation of nothing
            new byte[] {(byte) 0x81, 2, '[', ']'},
            RawSocket.frame(3, new byte[2]),
            RawSocket.frame(0, new byte[2]));
    for (int i = 0; i < all.size(); i++) {
      try (RawSocket socket = server.socket()) {
        socket.send(all.get(i));
        socket.closeCode();
        assertThat(server.count("malformed")).isEqualTo(i + 1L);
      }
    }
    try (RawSocket socket = server.socket()) {
      assertThat(socket.send(RawSocket.text("[1,5]")).receive())
          .isEqualTo("[1,\"ERR_BAD_REQUEST\",null]");
    }
    assertThat(server.count("malformed")).isEqualTo(all.size() + 1L);
    assertThat(server.count("tooLarge")).isZero();
    server.untilEmpty();
  }

  @Test
  void pauses_and_handlers_that_take_too_long_are_counted() throws IOException {
    List<Message<Call>> waiting = Collections.synchronizedList(new ArrayList<>());
    server =
        new ServerInNetwork(new JsonObject().put("maxInFlight", 2).put("handlerTimeoutMs", 100))
            .handling(waiting::add);
    try (RawSocket socket = server.socket()) {
      for (int i = 0; i < 3; i++) {
        socket.send(RawSocket.text("[" + i + ",\"s\",0]"));
      }
      for (int i = 0; i < 3; i++) {
        assertThat(socket.receive()).isEqualTo("[" + i + ",\"ERR_TIMEOUT\",null]");
      }
    }
    assertThat(waiting).hasSize(3);
    assertThat(server.count("pauses")).isPositive();
    assertThat(server.count("handlerTimeouts")).isEqualTo(3);
    server.untilEmpty();
  }

  @Test
  void a_socket_on_which_nothing_moves_is_closed_and_one_that_pings_is_not() throws Exception {
    serve("idleTimeoutMs", 400, "handlerTimeoutMs", 100);
    try (RawSocket silent = server.socket();
        RawSocket pinging = server.socket()) {
      for (int i = 0; i < 8; i++) {
        pinging.send(RawSocket.frame(9, new byte[] {'p'}));
        assertThat(pinging.receive()).isEqualTo("p");
        Thread.sleep(100);
      }
      silent.readToEnd();
      assertThat(server.count("idleClosed")).isEqualTo(1);
      assertThat(server.count("connections")).isEqualTo(1);
      isServed(pinging);
    }
    server.untilEmpty();
    assertThat(server.count("idleClosed")).isEqualTo(1);
  }
}
