package io.grenache.vertx.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.testing.Issued;
import io.grenache.vertx.testing.RawSocket;
import io.grenache.vertx.testing.TestCertificates;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sockets that are on their way through TLS are sockets too. */
@Timeout(30)
class TlsHandshakesTest {
  @TempDir private static Path directory;
  private static Issued certificate;

  private ServerInNetwork server;

  @BeforeAll
  static void issue() {
    certificate = TestCertificates.in(directory).server();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private void serve(JsonObject changes) {
    serve(changes, 1);
  }

  private void serve(JsonObject changes, int instances) {
    server = new ServerInNetwork(secured(changes), instances).echoing();
  }

  private static JsonObject secured(JsonObject options) {
    return options.put(
        "tls",
        new JsonObject()
            .put("key", certificate.keyPem())
            .put("cert", certificate.certPem())
            .put("requestCert", false));
  }

  /** A socket through TLS that asks nobody whom it has reached. */
  private RawSocket secured() throws Exception {
    SSLContext anyone = SSLContext.getInstance("TLS");
    anyone.init(null, new TrustManager[] {new Anyone()}, new SecureRandom());
    return new RawSocket(anyone.getSocketFactory().createSocket("127.0.0.1", server.port()));
  }

  private static final class Anyone implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private void isServed() throws Exception {
    try (RawSocket socket = secured().upgrade()) {
      assertThat(socket.send(RawSocket.text("[1,\"s\",7]")).receive()).isEqualTo("[1,null,7]");
    }
  }

  @Test
  void one_that_says_nothing_is_ended_in_time_and_counted() throws Exception {
    serve(new JsonObject().put("handshakeTimeoutMs", 300).put("admissionTimeoutMs", 300));
    try (RawSocket silent = new RawSocket(server.port())) {
      silent.readToEnd();
      server.untilCount("handshakeTimeouts", 1);
    }
    try (RawSocket shaken = secured()) {
      shaken.send("GET /ws");
      shaken.readToEnd();
      server.untilCount("handshakeTimeouts", 2);
    }
    isServed();
    server.untilEmpty();
  }

  @Test
  void those_that_say_nothing_are_as_many_as_sockets_may_be() throws Exception {
    serve(new JsonObject().put("maxConnections", 3));
    List<Socket> silent = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      silent.add(new Socket("127.0.0.1", server.port()));
    }
    server.untilCount("connections", 3);
    try (RawSocket refused = new RawSocket(server.port())) {
      refused.readToEnd();
    }
    assertThat(server.count("tooManyConnections")).isEqualTo(1);
    for (Socket socket : silent) {
      socket.close();
    }
    server.untilEmpty();
    isServed();
  }

  @Test
  void each_instance_counts_those_that_it_gets() throws Exception {
    serve(new JsonObject().put("maxConnections", 3), 2);
    List<Socket> silent = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      silent.add(new Socket("127.0.0.1", server.port()));
    }
    server.untilCount("tooManyConnections", 4);
    assertThat(server.count("connections")).isEqualTo(6);
    for (Socket socket : silent) {
      socket.close();
    }
    server.untilEmpty();
    isServed();
  }

  @Test
  void one_address_does_not_keep_others_out_by_saying_nothing() throws Exception {
    serve(new JsonObject().put("maxConnectionsPerAddress", 2));
    List<RawSocket> silent = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      silent.add(new RawSocket(server.port(), "127.0.0.2"));
    }
    server.untilCount("connections", 2);
    try (RawSocket refused = new RawSocket(server.port(), "127.0.0.2")) {
      refused.readToEnd();
    }
    assertThat(server.count("tooManyOfAddress")).isEqualTo(1);
    isServed();
    for (RawSocket socket : silent) {
      socket.close();
    }
    server.untilEmpty();
  }

  @Test
  void those_that_break_off_or_speak_no_tls_leave_no_trace() throws Exception {
    serve(new JsonObject().put("maxConnectionsPerAddress", 3));
    for (int i = 0; i < 5; i++) {
      try (RawSocket plain = new RawSocket(server.port()).send("GET /ws HTTP/1.1\r\n\r\n")) {
        plain.readToEnd();
      }
      try (RawSocket half = new RawSocket(server.port())) {
        // the beginning of a record that says hello
        half.send(new byte[] {22, 3, 1, 2, 0, 1});
        half.socket.setSoLinger(true, 0);
      }
      RawSocket gone = secured();
      gone.send("GET");
      gone.close();
      server.untilEmpty();
    }
    isServed();
    assertThat(server.count("tooManyOfAddress")).isZero();
    server.untilEmpty();
  }

  @Test
  void a_peer_that_does_not_read_is_closed_behind_tls_too() throws Exception {
    String big = "x".repeat(1 << 20);
    server =
        new ServerInNetwork(secured(new JsonObject().put("unreadTimeoutMs", 300)), 1)
            .handling(call -> call.reply(big));
    try (RawSocket silent = secured().upgrade()) {
      for (int i = 0; i < 16; i++) {
        silent.send(RawSocket.text("[1,\"s\",0]"));
      }
      server.untilCount("unreadClosed", 1);
      server.untilEmpty();
      assertThat(silent.socket.isClosed()).as("from this side").isFalse();
    }
  }
}
