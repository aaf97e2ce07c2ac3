package io.grenache.vertx.tls;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.testing.Issued;
import io.grenache.vertx.testing.TestCertificates;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class TrustedClientTest {
  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    result(vertx.close());
  }

  @Test
  void a_server_without_ca_trusts_no_client_not_even_one_of_the_cas_of_the_web() throws Exception {
    TestCertificates certificates = TestCertificates.in(directory);
    Issued server = certificates.server();
    JsonObject json =
        new JsonObject()
            .put("key", server.keyPem())
            .put("cert", server.certPem())
            .put("rejectUnauthorized", false);
    TrustManagerFactory web = TrustManagerFactory.getInstance("PKIX");
    web.init((KeyStore) null);
    X509Certificate known = ((X509TrustManager) web.getTrustManagers()[0]).getAcceptedIssuers()[0];
    X509Certificate client = certificates.client().certificate();

    TlsMaterial without = TlsMaterial.read(vertx, "tls", ServerTls.fromJson(json));
    assertThat(without.isClientTrusted(List.of(known))).isFalse();
    assertThat(without.isClientTrusted(List.of(client))).isFalse();
    TlsMaterial with =
        TlsMaterial.read(vertx, "tls", ServerTls.fromJson(json.put("ca", certificates.ca().pem())));
    assertThat(with.isClientTrusted(List.of(known))).isFalse();
    assertThat(with.isClientTrusted(List.of(client))).isTrue();
  }
}
