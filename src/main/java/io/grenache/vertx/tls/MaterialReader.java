package io.grenache.vertx.tls;

import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads keys and certificates. Every error is an {@link IllegalArgumentException} of one sentence
 * that names the option and the cause, and shows nothing of what is secret. Blocks.
 */
final class MaterialReader {
  private static final String PEM = "-----BEGIN ";
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/=_\\\\\\s-]{40,}");

  private final String owner;
  private final PemKeys keys;
  private final MessageDigest seen;

  /** A private key and its certificate, with those that lead to its CA. */
  record Entry(PrivateKey key, X509Certificate[] chain) {}

  /**
   * @param owner what errors name: {@code ServerOptions.tls}, say
   */
  MaterialReader(Vertx vertx, String owner) {
    this.owner = owner;
    this.keys = new PemKeys(vertx, this::fault);
    try {
      seen = MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** A digest of all that was read; another one when a file has changed. */
  String stamp() {
    return HexFormat.of().formatHex(seen.digest());
  }

  /** The keys of an identity; more than one only from a key store. */
  List<Entry> entries(Identity identity) {
    List<Entry> entries =
        identity.keyStore() == null ? List.of(ofPem(identity)) : ofKeyStore(identity);
    entries.forEach(this::requireMatch);
    return entries;
  }

  private Entry ofPem(Identity identity) {
    String key = text("key", identity.key());
    String cert = text("cert", identity.cert());
    X509Certificate[] chain = certificates("cert", cert).toArray(X509Certificate[]::new);
    return new Entry(keys.read(key, identity.passphrase(), chain[0]), chain);
  }

  private List<Entry> ofKeyStore(Identity identity) {
    KeyStore store = store("keyStore", identity.keyStore(), "passphrase", identity.passphrase());
    List<Entry> entries = new ArrayList<>();
    try {
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias)) {
          PrivateKey key = (PrivateKey) store.getKey(alias, characters(identity.passphrase()));
          Certificate[] chain = store.getCertificateChain(alias);
          entries.add(new Entry(key, Arrays.copyOf(chain, chain.length, X509Certificate[].class)));
        }
      }
    } catch (GeneralSecurityException | RuntimeException e) {
      throw fault("passphrase", "does not open the key in keyStore " + identity.keyStore());
    }
    if (entries.isEmpty()) {
      throw fault("keyStore", identity.keyStore() + " has no private key");
    }
    return entries;
  }

  private void requireMatch(Entry entry) {
    byte[] sample = "grenache".getBytes(StandardCharsets.UTF_8);
    try {
      String algorithm = entry.key.getAlgorithm();
      Signature signature =
          Signature.getInstance(
              switch (algorithm) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                case "DSA" -> "SHA256withDSA";
                default -> algorithm;
              });
      signature.initSign(entry.key);
      signature.update(sample);
      byte[] signed = signature.sign();
      signature.initVerify(entry.chain[0].getPublicKey());
      signature.update(sample);
      if (signature.verify(signed)) {
        return;
      }
    } catch (GeneralSecurityException e) {
      // of another kind, or of another size
    }
    throw fault("key", "does not belong to cert");
  }

  /** The certificates of CAs. */
  List<X509Certificate> trusted(Trust trust) {
    List<X509Certificate> trusted = new ArrayList<>();
    trust.ca().forEach(ca -> trusted.addAll(certificates("ca", text("ca", ca))));
    if (trust.trustStore() != null) {
      KeyStore store =
          store("trustStore", trust.trustStore(), "trustPassphrase", trust.trustPassphrase());
      try {
        for (String alias : Collections.list(store.aliases())) {
          if (store.getCertificate(alias) instanceof X509Certificate certificate) {
            trusted.add(certificate);
          }
        }
      } catch (GeneralSecurityException e) {
        throw fault("trustStore", trust.trustStore() + " cannot be read");
      }
      if (trusted.isEmpty()) {
        throw fault("trustStore", trust.trustStore() + " has no certificate");
      }
    }
    return trusted;
  }

  private List<X509Certificate> certificates(String option, String pem) {
    try {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
      if (!found.isEmpty()) {
        return found.stream().map(X509Certificate.class::cast).toList();
      }
    } catch (GeneralSecurityException e) {
      // as below
    }
    throw fault(option, "has no certificate in PEM");
  }

  private String text(String option, String value) {
    if (value.contains(PEM)) {
      seen.update(value.getBytes(StandardCharsets.UTF_8));
      return value;
    }
    return new String(bytes(option, value), StandardCharsets.UTF_8);
  }

  private byte[] bytes(String option, String path) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of(path));
      seen.update(bytes);
      return bytes;
    } catch (NoSuchFileException e) {
      throw fault(option, shown(path) + "cannot be read: there is no such file");
    } catch (AccessDeniedException e) {
      throw fault(option, shown(path) + "cannot be read: access denied");
    } catch (IOException | RuntimeException e) {
      throw fault(option, "cannot be read, and is no PEM either");
    }
  }

  /** A path; nothing of what may be a key without the lines around it. */
  private static String shown(String path) {
    return BASE64.matcher(path).matches() ? "" : path + " ";
  }

  private KeyStore store(String option, String path, String passphraseOption, String passphrase) {
    bytes(option, path);
    try {
      return KeyStore.getInstance(new File(path), characters(passphrase));
    } catch (IOException e) {
      if (e.getCause() instanceof UnrecoverableKeyException) {
        throw fault(passphraseOption, "does not open " + option + " " + path);
      }
      throw fault(option, path + " is neither PKCS#12 nor JKS");
    } catch (GeneralSecurityException e) {
      throw fault(option, path + " is neither PKCS#12 nor JKS");
    }
  }

  private static char[] characters(String passphrase) {
    return passphrase == null ? new char[0] : passphrase.toCharArray();
  }

  private IllegalArgumentException fault(String option, String what) {
    return new IllegalArgumentException(owner + "[" + option + " " + what + "]");
  }
}
