package io.grenache.vertx.cli;

import io.grenache.vertx.bep44.SigningKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A private key in a file, as PKCS#8 PEM. */
final class KeyFile {
  // a key is some 120 bytes; whatever is much longer was meant for something else
  private static final int MAX_BYTES = 16_384;

  private KeyFile() {}

  /**
   * @throws IllegalStateException there is no key in it that can be read; the message names the
   *     file and shows nothing of it
   */
  static SigningKey read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IllegalStateException(file + " is too long for a key");
      }
      return SigningKey.ofPem(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new IllegalStateException(file + " cannot be read: " + e.getClass().getSimpleName(), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(file + " holds no key: " + e.getMessage(), e);
    }
  }

  /**
   * Writes a new file that only its owner can read.
   *
   * @throws IllegalStateException it exists, or cannot be written
   */
  static void write(Path file, SigningKey key) {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] owner =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    Set<StandardOpenOption> onlyNew =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (WritableByteChannel out = Files.newByteChannel(file, onlyNew, owner)) {
      ByteBuffer pem = ByteBuffer.wrap(key.toPem().getBytes(StandardCharsets.US_ASCII));
      while (pem.hasRemaining()) {
        out.write(pem);
      }
    } catch (FileAlreadyExistsException e) {
      throw new IllegalStateException(file + " exists, and is not overwritten", e);
    } catch (IOException e) {
      throw new IllegalStateException(
          file + " cannot be written: " + e.getClass().getSimpleName(), e);
    }
  }
}
