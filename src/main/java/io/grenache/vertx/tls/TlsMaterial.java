package io.grenache.vertx.tls;

import io.grenache.vertx.tls.MaterialReader.Entry;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/**
 * Keys and certificates as they were read, in the form that Vert.x takes. Immutable; may be used
 * from any thread.
 */
public final class TlsMaterial {
  private static final char[] NO_PASSWORD = new char[0];

  private final X509KeyManager keys;
  private final X509TrustManager trust;
  private final boolean knowsClients;
  private final boolean rejects;
  private final String stamp;

  /**
   * @param knowsClients whether it was said who signs the certificates of clients
   */
  private TlsMaterial(
      X509KeyManager keys,
      X509TrustManager trust,
      boolean knowsClients,
      boolean rejects,
      String stamp) {
    this.keys = keys;
    this.trust = trust;
    this.knowsClients = knowsClients;
    this.rejects = rejects;
    this.stamp = stamp;
  }

  /**
   * Reads what a server needs. Blocks.
   *
   * @param owner what errors name: {@code ServerOptions.tls}, say
   * @throws IllegalArgumentException a sentence that names the option and the cause
   */
  public static TlsMaterial read(Vertx vertx, String owner, ServerTls tls) {
    MaterialReader reader = new MaterialReader(vertx, owner);
    List<Entry> entries = new ArrayList<>(reader.entries(tls.identity()));
    tls.sni().forEach(further -> entries.addAll(reader.entries(further)));
    List<X509Certificate> trusted = reader.trusted(tls.trust());
    return new TlsMaterial(
        keyManager(entries),
        trustManager(trusted),
        !trusted.isEmpty(),
        tls.rejectUnauthorized(),
        reader.stamp());
  }

  /**
   * Reads what a client needs. Blocks.
   *
   * @param owner what errors name: {@code ClientOptions.tls}, say
   * @throws IllegalArgumentException a sentence that names the option and the cause
   */
  public static TlsMaterial read(Vertx vertx, String owner, ClientTls tls) {
    MaterialReader reader = new MaterialReader(vertx, owner);
    List<Entry> entries = tls.identity().isNone() ? List.of() : reader.entries(tls.identity());
    List<X509Certificate> trusted = reader.trusted(tls.trust());
    return new TlsMaterial(
        entries.isEmpty() ? null : keyManager(entries),
        trustManager(trusted),
        false,
        tls.rejectUnauthorized(),
        reader.stamp());
  }

  /** What this side shows; null if nothing. */
  public KeyCertOptions identity() {
    return keys == null ? null : KeyCertOptions.wrap(keys);
  }

  /** What the other side may show. */
  public TrustOptions trust() {
    return TrustOptions.wrap(rejects ? trust : new Anyone());
  }

  /**
   * Whether a client's certificate is trusted. None is where a server was not told by whose
   * signature: any CA of the web's would do.
   *
   * @param chain the certificate, then those that lead to its CA
   */
  public boolean isClientTrusted(List<Certificate> chain) {
    if (!knowsClients) {
      return false;
    }
    X509Certificate[] certificates = chain.toArray(X509Certificate[]::new);
    try {
      trust.checkClientTrusted(certificates, certificates[0].getPublicKey().getAlgorithm());
      return true;
    } catch (CertificateException e) {
      return false;
    }
  }

  /** Whether that was read from the same bytes. */
  public boolean isSameAs(TlsMaterial other) {
    return stamp.equals(other.stamp);
  }

  private static X509KeyManager keyManager(List<Entry> entries) {
    List<X509ExtendedKeyManager> each = entries.stream().map(TlsMaterial::keyManager).toList();
    return each.size() == 1 ? each.get(0) : new NamedKeys(entries, each);
  }

  private static X509ExtendedKeyManager keyManager(Entry entry) {
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry("key", entry.key(), NO_PASSWORD, entry.chain());
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(store, NO_PASSWORD);
      return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every JDK has key managers of the kind PKIX", e);
    }
  }

  private static X509TrustManager trustManager(List<X509Certificate> trusted) {
    try {
      KeyStore store = null;
      if (!trusted.isEmpty()) {
        store = emptyStore();
        for (int i = 0; i < trusted.size(); i++) {
          store.setCertificateEntry("ca" + i, trusted.get(i));
        }
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      // with null it takes the CAs of the JDK
      factory.init(store);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509TrustManager.class::isInstance)
          .map(X509TrustManager.class::cast)
          .findFirst()
          .orElseThrow();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every JDK has trust managers of the kind PKIX", e);
    }
  }

  // the kind that does not spend a tenth of a second on each key, for a password that is none
  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, null);
    return store;
  }
}
