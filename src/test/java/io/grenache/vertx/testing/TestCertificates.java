package io.grenache.vertx.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Certificates made for one test, in a directory of its own. The keys are EC P-256, which are made
 * in no time, unless RSA is asked for.
 *
 * <pre>{@code
 * TestCertificates certificates = TestCertificates.in(directory);
 * Issued server = certificates.ca().issue("server").dns("localhost").ip("127.0.0.1").create();
 * }</pre>
 */
public final class TestCertificates {
  private static final String LOCALHOST = "localhost";

  private final Path directory;
  private Ca ca;
  private Ca foreignCa;

  private TestCertificates(Path directory) {
    this.directory = directory;
  }

  /** Keeps all files in {@code directory}, which is there already. */
  public static TestCertificates in(Path directory) {
    return new TestCertificates(directory);
  }

  /** The authority that both sides trust. */
  public synchronized Ca ca() {
    if (ca == null) {
      ca = Ca.root(directory, "ca");
    }
    return ca;
  }

  /** An authority that nobody trusts unless told to. */
  public synchronized Ca foreignCa() {
    if (foreignCa == null) {
      foreignCa = Ca.root(directory, "foreign-ca");
    }
    return foreignCa;
  }

  /** A server at localhost, 127.0.0.1, ::1 and the names given. */
  public Issued server(String... names) {
    return hostedHere(ca(), "server").dns(names).create();
  }

  /** A client. */
  public Issued client() {
    return client("client");
  }

  /** A client of this name. */
  public Issued client(String name) {
    return ca().issue(name).forClients().create();
  }

  /** A server at localhost as {@link #server} is, from the authority that nobody trusts. */
  public Issued foreignServer() {
    return hostedHere(foreignCa(), "foreign-server").create();
  }

  /** A client from the authority that nobody trusts. */
  public Issued foreignClient() {
    return foreignCa().issue("foreign-client").forClients().create();
  }

  /** A server and client at localhost whose time is over since yesterday. */
  public Issued expired() {
    Instant now = Instant.now();
    return here(ca().issue("expired"))
        .validFrom(now.minus(Duration.ofDays(30)))
        .validUntil(now.minus(Duration.ofDays(1)))
        .create();
  }

  /** A server and client at localhost whose time begins tomorrow. */
  public Issued notYetValid() {
    Instant now = Instant.now();
    return here(ca().issue("not-yet-valid"))
        .validFrom(now.plus(Duration.ofDays(1)))
        .validUntil(now.plus(Duration.ofDays(30)))
        .create();
  }

  /** A server that is {@code other.example} and nothing else. */
  public Issued wrongHost() {
    return ca().issue("wrong-host").forServers().dns("other.example").create();
  }

  /** A server at localhost with its chain: an intermediate authority stands between it and ours. */
  public Issued behindIntermediate() {
    return hostedHere(ca().intermediate("intermediate-ca"), "behind-intermediate").create();
  }

  private static Issuance hostedHere(Ca issuer, String name) {
    return here(issuer.issue(name)).forServers();
  }

  private static Issuance here(Issuance issuance) {
    return issuance.dns(LOCALHOST).ip("127.0.0.1", "::1");
  }
}
