package io.grenache.vertx.transport;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A self-signed certificate, made by the JDK's keytool. */
final class Certificates {
  private static final String PASSWORD = "for-tests-only";

  private Certificates() {}

  static PfxOptions selfSigned(Path directory) throws IOException, InterruptedException {
    Path store = directory.resolve("server.p12");
    Path log = directory.resolve("keytool.log");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-dname",
                "CN=localhost",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!keytool.waitFor(20, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      keytool.destroyForcibly();
      throw new IOException("keytool failed: " + Files.readString(log));
    }
    return new PfxOptions()
        .setValue(Buffer.buffer(Files.readAllBytes(store)))
        .setPassword(PASSWORD);
  }
}
