package io.grenache.vertx.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The peer scripts and the packages they need, in {@code target/peers}. The packages are installed
 * when the lock file has changed since the last time; the scripts are copied when they have.
 */
public final class PeerModules {
  private static final long INSTALL_LIMIT_SECONDS = 180;
  private static final List<String> WHAT_IS_INSTALLED =
      List.of("package.json", "package-lock.json", ".npmrc");

  private final Path source;
  private final Path target;

  private PeerModules(Path project) {
    source = project.resolve("src/test/peers");
    target = project.resolve("target/peers");
  }

  /**
   * @return the directory with the scripts, ready to run
   * @throws IllegalStateException the packages cannot be installed
   */
  public static Path install() {
    // Maven's runners set basedir
    PeerModules modules =
        new PeerModules(Path.of(System.getProperty("basedir", "")).toAbsolutePath());
    try (FileChannel lock = modules.lockFile()) {
      // other test processes may be about to do the same
      lock.lock();
      modules.copyScripts();
      modules.installPackages();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return modules.target;
  }

  private FileChannel lockFile() throws IOException {
    Files.createDirectories(target);
    return FileChannel.open(
        target.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private void copyScripts() throws IOException {
    try (Stream<Path> files = Files.list(source).filter(Files::isRegularFile)) {
      for (Path file : files.toList()) {
        Path copy = target.resolve(file.getFileName());
        // a peer of another process may be reading its script
        if (!Files.exists(copy) || Files.mismatch(file, copy) >= 0) {
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private void installPackages() throws IOException {
    Path stamp = target.resolve(".installed");
    String wanted = hash();
    if (Files.exists(stamp) && Files.readString(stamp).equals(wanted)) {
      return;
    }
    Files.deleteIfExists(stamp);
    Path log = target.resolve("npm-ci.log");
    Process npm =
        new ProcessBuilder("npm", "ci")
            .directory(target.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!endsWell(npm)) {
      throw new IllegalStateException(
          "npm ci failed in target/peers (-Dinterop=off does without Node.js peers):\n"
              + Files.readString(log));
    }
    // written last: an installation that was cut short is done again
    Files.writeString(stamp, wanted);
  }

  private static boolean endsWell(Process npm) {
    try {
      return npm.waitFor(INSTALL_LIMIT_SECONDS, TimeUnit.SECONDS) && npm.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      npm.descendants().forEach(ProcessHandle::destroyForcibly);
      npm.destroyForcibly();
    }
  }

  private String hash() throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String name : WHAT_IS_INSTALLED) {
        digest.update(Files.readAllBytes(target.resolve(name)));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
