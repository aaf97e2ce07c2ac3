package io.grenache.vertx.tls;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grenache.vertx.testing.Issued;
import io.grenache.vertx.testing.TestCertificates;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class KeyErrorsTest {
  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private Issued server;
  private String base64;

  @BeforeEach
  void issue() {
    server = TestCertificates.in(directory).server();
    base64 = server.keyPem().replaceAll("-----[A-Z ]+-----", "").trim();
  }

  @AfterEach
  void close() {
    result(vertx.close());
  }

  private void fails(String key, String message) {
    ServerTls tls =
        ServerTls.fromJson(
            new JsonObject()
                .put("key", key)
                .put("cert", server.certPem())
                .put("requestCert", false));
    assertThatThrownBy(() -> TlsMaterial.read(vertx, "tls", tls))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void a_key_that_lacks_the_lines_of_its_pem_is_taken_for_a_path_but_not_shown() {
    fails(base64.replaceAll("\\s", ""), "tls[key cannot be read: there is no such file]");
    fails(base64, "tls[key cannot be read: there is no such file]");
    fails(base64.replace("\n", "\\n"), "tls[key cannot be read: there is no such file]");
  }

  @Test
  void a_path_is_shown() {
    String path = directory.resolve("absent.pem").toString();
    fails(path, "tls[key " + path + " cannot be read: there is no such file]");
  }

  @Test
  void a_key_that_is_no_base64_is_named_by_its_option() {
    String broken = "tls[key is no private key in PEM of PKCS#8, PKCS#1 or SEC1]";
    fails(server.keyPem().replace("M", "*"), broken);
    // as an environment variable gives it
    fails(server.keyPem().replace("\n", "\\n"), broken);
  }

  @Test
  void a_passphrase_without_quotes_is_not_shown() {
    assertThatThrownBy(() -> ServerTls.fromJson(new JsonObject("{\"passphrase\":12345678}")))
        .hasMessage("tls[passphrase must be a string, was a number]");
  }
}
