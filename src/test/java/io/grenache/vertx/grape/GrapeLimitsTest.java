package io.grenache.vertx.grape;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies and connections that a grape must bear, over raw sockets. */
@Timeout(20)
class GrapeLimitsTest {
  private static final String LOOKUP = "{\"data\":\"nobody\"}";
  private static final String TOO_LARGE = "ERR_GRAPE_PAYLOAD_SIZE";

  private DeployedGrape grape;

  @BeforeEach
  void deploy() throws Exception {
    grape =
        new DeployedGrape(
            new JsonObject()
                .put("requestTimeoutMs", 200)
                .put("idleTimeoutMs", 400)
                .put("maxConnections", 5));
  }

  @AfterEach
  void close() throws Exception {
    grape.close();
  }

  @Test
  void aBodyMayHave8192BytesAndNotOneMore() throws Exception {
    String most = LOOKUP + " ".repeat(8192 - LOOKUP.length());

    assertThat(grape.post("/lookup", most)).isEqualTo("200 []");
    assertThat(grape.post("/lookup", most + " ")).isEqualTo("413 " + TOO_LARGE);
    assertThat(grape.post("/nope", most + " ")).isEqualTo("413 " + TOO_LARGE);
  }

  @Test
  void chunksAreCountedTogether() throws Exception {
    try (Socket socket = grape.socket()) {
      write(socket, "POST /lookup HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n");
      write(socket, "5\r\n" + LOOKUP.substring(0, 5) + "\r\n");
      write(socket, "c\r\n" + LOOKUP.substring(5) + "\r\n0\r\n\r\n");
      assertThat(readUntil(socket, "[]")).startsWith("HTTP/1.1 200 OK\r\n");

      write(socket, "POST /lookup HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n");
      write(socket, "2000\r\n" + " ".repeat(8192) + "\r\n1\r\n \r\n");
      assertThat(readUntil(socket, TOO_LARGE)).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void aBodyTooLargeIsAnsweredBeforeItsEndAndTheConnectionGoesOn() throws Exception {
    try (Socket socket = grape.socket()) {
      write(socket, "POST /lookup HTTP/1.1\r\nhost: x\r\ncontent-length: 2000000\r\n\r\n");
      write(socket, " ".repeat(9000));
      assertThat(readUntil(socket, TOO_LARGE)).startsWith("HTTP/1.1 413 ");

      write(socket, " ".repeat(2_000_000 - 9000) + request(LOOKUP));
      assertThat(readUntil(socket, "[]")).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void aBodyTooLargeThatNeverEndsEndsTheConnection() throws Exception {
    try (Socket socket = grape.socket()) {
      write(socket, "POST /lookup HTTP/1.1\r\nhost: x\r\ncontent-length: 2000000\r\n\r\n");
      write(socket, " ".repeat(9000));

      assertThat(readToEnd(socket)).endsWith(TOO_LARGE);
    }
  }

  @Test
  void aBodyThatDoesNotArriveInTimeIs408AndTheEnd() throws Exception {
    try (Socket socket = grape.socket()) {
      write(socket, "POST /lookup HTTP/1.1\r\nhost: x\r\ncontent-length: 17\r\n\r\n{\"data");

      assertThat(readToEnd(socket))
          .startsWith("HTTP/1.1 408 Request Timeout\r\n")
          .endsWith("ERR_GRAPE_TIMEOUT");
    }
  }

  @Test
  void aConnectionWithoutARequestIsClosed() throws Exception {
    try (Socket silent = grape.socket();
        Socket trickling = grape.socket()) {
      write(trickling, "POST /lookup HTTP/1.1\r\nhost: ");

      assertThat(readToEnd(silent)).isEmpty();
      assertThat(readToEnd(trickling)).isEmpty();
    }
  }

  @Test
  void oneConnectionTooManyIsClosedAndThereIsRoomAgainLater() throws Exception {
    Socket[] sockets = new Socket[5];
    for (int i = 0; i < sockets.length; i++) {
      sockets[i] = grape.socket();
      write(sockets[i], request(LOOKUP));
      readUntil(sockets[i], "[]");
    }
    try (Socket tooMany = grape.socket()) {
      assertThat(readToEnd(tooMany)).isEmpty();
    }
    for (Socket socket : sockets) {
      socket.close();
    }

    await().until(() -> isServed());
  }

  @Test
  void requestsInARowAreAnsweredInOrder() throws Exception {
    try (Socket socket = grape.socket()) {
      write(socket, request(LOOKUP).repeat(200) + request("{bad"));

      String answers = readUntil(socket, "ERR_GRAPE_PAYLOAD_INVALID");
      assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(201);
    }
  }

  @Test
  void aCallerThatNeverReadsIsCutOff() throws Exception {
    for (int port = 1; port <= 100; port++) {
      grape.call("/announce", "[\"many\"," + port + "]");
    }
    String requests = request("{\"data\":\"many\"}").repeat(1000);
    try (Socket socket = grape.socket()) {
      // answers are 30 times as long as requests: the grape must stop reading, then hang up
      assertThatThrownBy(
              () -> {
                while (true) {
                  write(socket, requests);
                }
              })
          .isInstanceOf(SocketException.class);
    }
    assertThat(isServed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0016\u0003\u0001\r\n\r\n",
        "POST /lookup HTTP/1.1\r\nhost: x\r\ncontent-length: abc\r\n\r\n",
        "POST /lookup HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}",
        "POST /lookup HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      })
  void whatIsNotHttpHarmsItsOwnConnectionOnly(String bytes) throws Exception {
    try (Socket other = grape.socket();
        Socket socket = grape.socket()) {
      write(socket, bytes);
      assertThat(readToEnd(socket)).doesNotContain(" 200 ");

      write(other, request(LOOKUP));
      assertThat(readUntil(other, "[]")).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void upgradesAreNotTakenUp() throws Exception {
    String head = "connection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: YQ==\r\n";
    try (Socket socket = grape.socket()) {
      write(socket, "GET /lookup HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\n" + head);
      write(socket, "content-length: " + LOOKUP.length() + "\r\n\r\n" + LOOKUP);

      assertThat(readUntil(socket, "[]")).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  private boolean isServed() throws IOException {
    try (Socket socket = grape.socket()) {
      write(socket, request(LOOKUP));
      return readToEnd(socket).endsWith("[]");
    } catch (SocketException refused) {
      return false;
    }
  }

  private static String request(String body) {
    return "POST /lookup HTTP/1.1\r\nhost: x\r\ncontent-length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(US_ASCII));
    out.flush();
  }

  private static String readUntil(Socket socket, String end) throws IOException {
    return read(socket, end);
  }

  private static String readToEnd(Socket socket) throws IOException {
    return read(socket, null);
  }

  private static String read(Socket socket, String end) throws IOException {
    StringBuilder text = new StringBuilder();
    InputStream in = socket.getInputStream();
    byte[] bytes = new byte[8192];
    try {
      while (end == null || text.indexOf(end) < 0) {
        int count = in.read(bytes);
        if (count < 0) {
          break;
        }
        text.append(new String(bytes, 0, count, US_ASCII));
      }
    } catch (SocketTimeoutException open) {
      throw new IOException("still open after: " + text, open);
    } catch (SocketException reset) {
      // closed by the other side, as an end is
    }
    return text.toString();
  }
}
