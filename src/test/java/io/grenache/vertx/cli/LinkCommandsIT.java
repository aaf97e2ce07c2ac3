package io.grenache.vertx.cli;

import static io.grenache.vertx.cli.RunnableJar.failsWith;
import static io.grenache.vertx.cli.RunnableJar.grenache;
import static io.grenache.vertx.cli.RunnableJar.printed;
import static io.grenache.vertx.cli.RunnableJar.prints;
import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.testing.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands that speak to grapes, as a user runs them. */
@Timeout(90)
class LinkCommandsIT {
  @Test
  void a_service_is_announced_by_one_process_and_looked_up_by_another() {
    try (JavaProcess grape = grenache("grape", "--port", "0")) {
      String url = grape.line().replace("grape at ", "");
      try (JavaProcess announce = grenache("announce", "rpc_test", "1337", "--grape", url)) {
        assertThat(announce.line()).isEqualTo("announced rpc_test at port 1337");
        prints("127.0.0.1:1337", "lookup", "rpc_test", "--grape", url);
        try (JavaProcess lookup = grenache("lookup", "rpc_test", "--json", "--grape", url)) {
          assertThat(lookup.line())
              .matches(
                  "\\{\"service\":\"rpc_test\",\"destinations\":\\[\"127\\.0\\.0\\.1:1337\"],"
                      + "\"remainingMs\":\\d+}");
          assertThat(lookup.exitCode()).isZero();
        }
        announce.interrupt();
        assertThat(announce.exitCode()).isEqualTo(130);
        assertThat(announce.errors()).isEmpty();
      }
      try (JavaProcess announce = grenache("announce", "b", "1", "--json", "--grape", url)) {
        assertThat(announce.line()).isEqualTo("{\"service\":\"b\",\"port\":1}");
      }
      failsWith("ERR_GRAPE_LOOKUP_EMPTY: ", "lookup", "nowhere", "--grape", url);
    }
  }

  @Test
  void values_are_put_and_got_and_signed_with_a_key_of_ones_own(@TempDir Path dir)
      throws IOException {
    String file = dir.resolve("my.pem").toString();
    try (JavaProcess grape = grenache("grape", "--port", "0")) {
      String url = grape.line().replace("grape at ", "");
      String hash = "6d33adc2b6b2c14c3036feefb7fedbca1a880527";
      prints(hash, "put", "hello world", "--grape", url);
      prints("{\"hash\":\"" + hash + "\"}", "put", "hello world", "--json", "--grape", url);
      prints("hello world", "get", hash, "--grape", url);
      prints("{\"value\":\"hello world\"}", "get", hash, "--json", "--grape", url);
      failsWith("ERR_NOT_FOUND: ", "get", "ab".repeat(20), "--grape", url);

      String publicKey = printed("keygen", file);
      assertThat(publicKey).matches("[0-9a-f]{64}");
      String signed = printed("put", "v1", "--key", file, "--seq", "1", "--grape", url);
      assertThat(signed).matches("[0-9a-f]{40}");
      prints("v1", "get", signed, "--grape", url);
      String[] salted = {"put", "v2", "--key", file, "--seq", "2", "--salt", "s", "--grape", url};
      String other = printed(salted);
      assertThat(other).isNotEqualTo(signed);
      assertThat(printed("get", other, "--salt", "s", "--json", "--grape", url))
          .startsWith(
              "{\"value\":\"v2\",\"publicKey\":\"" + publicKey + "\",\"seq\":2,\"salt\":\"s\",");
      failsWith("ERR_SEQ: ", salted);
      failsWith(
          "ERR_CAS: ", "put", "v3", "--key", file, "--seq", "3", "--cas", "7", "--grape", url);
    }
  }

  @Test
  void a_key_is_its_owners_alone_and_never_overwritten(@TempDir Path dir) throws IOException {
    Path file = dir.resolve("my.pem");
    assertThat(printed("keygen", "--json", file.toString()))
        .matches("\\{\"file\":\"" + file + "\",\"publicKey\":\"[0-9a-f]{64}\"}");
    String pem = Files.readString(file);
    assertThat(pem).startsWith("-----BEGIN PRIVATE KEY-----\n");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));

    failsWith(file + " exists, and is not overwritten", "keygen", file.toString());
    assertThat(Files.readString(file)).isEqualTo(pem);
    Path broken = Files.writeString(dir.resolve("broken.pem"), "secret");
    failsWith(
        broken + " holds no key: SigningKey[it must be an Ed25519 private key",
        "put",
        "v",
        "--seq",
        "1",
        "--key",
        broken.toString());
    failsWith("none.pem cannot be read: ", "put", "v", "--seq", "1", "--key", "none.pem");
  }
}
