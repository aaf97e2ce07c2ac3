package io.grenache.vertx.testing;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;

/** A certificate authority of a test: what trusts it, and what it issues. */
public final class Ca {
  private final Path directory;
  private final Issued own;

  private Ca(Path directory, Issued own) {
    this.directory = directory;
    this.own = own;
  }

  static Ca root(Path directory, String name) {
    return new Ca(directory, new Issuance(directory, name, null).forAuthority().create());
  }

  /** An authority below this one; what it issues carries it along in its chain. */
  public Ca intermediate(String name) {
    return new Ca(directory, issue(name).forAuthority().create());
  }

  /** Begins a certificate for a server, a client or both, valid from yesterday for a month. */
  public Issuance issue(String name) {
    return new Issuance(directory, name, this);
  }

  /** The PEM file of this authority's own certificate, as a {@code ca} option takes it. */
  public Path cert() {
    return own.file("ca.pem", pem());
  }

  /** This authority's own certificate in PEM. */
  public String pem() {
    return own.leafPem();
  }

  /** This authority's own certificate. */
  public X509Certificate certificate() {
    return own.certificate();
  }

  /** A PKCS#12 file with this authority's certificate as one to trust. */
  public Path trustStore(String password) {
    return own.trustStore(password);
  }

  KeyPair keys() {
    return own.keys();
  }

  /** What a peer must be sent besides its own certificate: a root is never sent. */
  List<X509Certificate> chain() {
    return own.issuedByItself() ? List.of() : own.chain();
  }
}
