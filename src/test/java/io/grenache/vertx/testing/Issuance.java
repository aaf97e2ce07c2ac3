package io.grenache.vertx.testing;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** What is to stand in a certificate; {@link #create()} makes it, each time with a new key. */
public final class Issuance {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path directory;
  private final String name;
  private final Ca issuer;
  private final Set<GeneralName> subjectAlternativeNames = new LinkedHashSet<>();
  private List<KeyPurposeId> purposes =
      List.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);
  private Instant validFrom = Instant.now().minus(Duration.ofDays(1));
  private Instant validUntil = Instant.now().plus(Duration.ofDays(30));
  private boolean authority;
  private boolean rsa;

  /**
   * @param issuer null makes a certificate that signs itself
   */
  Issuance(Path directory, String name, Ca issuer) {
    this.directory = directory;
    this.name = name;
    this.issuer = issuer;
  }

  /** Subject alternative names that are host names. */
  public Issuance dns(String... names) {
    return subjectAlternativeNames(GeneralName.dNSName, names);
  }

  /** Subject alternative names that are IP addresses, of version 4 or 6. */
  public Issuance ip(String... addresses) {
    return subjectAlternativeNames(GeneralName.iPAddress, addresses);
  }

  private Issuance subjectAlternativeNames(int type, String... values) {
    for (String value : values) {
      subjectAlternativeNames.add(new GeneralName(type, value));
    }
    return this;
  }

  /** The extended key usage is a server's alone. */
  public Issuance forServers() {
    purposes = List.of(KeyPurposeId.id_kp_serverAuth);
    return this;
  }

  /** The extended key usage is a client's alone. */
  public Issuance forClients() {
    purposes = List.of(KeyPurposeId.id_kp_clientAuth);
    return this;
  }

  Issuance forAuthority() {
    authority = true;
    purposes = List.of();
    // older than all it issues, the expired ones too
    validFrom = Instant.now().minus(Duration.ofDays(3650));
    validUntil = Instant.now().plus(Duration.ofDays(3650));
    return this;
  }

  public Issuance validFrom(Instant from) {
    validFrom = from;
    return this;
  }

  public Issuance validUntil(Instant until) {
    validUntil = until;
    return this;
  }

  /** A key of RSA, 2048 bits, which may take a second to make. */
  public Issuance rsa() {
    rsa = true;
    return this;
  }

  /** Makes a key and its certificate. */
  public Issued create() {
    try {
      KeyPair keys = newKeys();
      List<X509Certificate> chain = new ArrayList<>();
      chain.add(sign(keys));
      if (issuer != null) {
        chain.addAll(issuer.chain());
      }
      return new Issued(directory, name, keys, chain);
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("no certificate for " + name, e);
    }
  }

  private KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(rsa ? "RSA" : "EC");
    if (rsa) {
      generator.initialize(2048);
    } else {
      generator.initialize(new ECGenParameterSpec("secp256r1"));
    }
    return generator.generateKeyPair();
  }

  private X509Certificate sign(KeyPair keys)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    X500Name subject =
        new X500NameBuilder().addRDN(BCStyle.CN, name).addRDN(BCStyle.O, "Grenache tests").build();
    X509v3CertificateBuilder certificate =
        new JcaX509v3CertificateBuilder(
            issuer == null ? subject : issuerName(),
            new BigInteger(127, RANDOM).setBit(126),
            Date.from(validFrom),
            Date.from(validUntil),
            subject,
            keys.getPublic());
    addExtensions(certificate, keys);
    KeyPair signing = issuer == null ? keys : issuer.keys();
    boolean signedWithRsa = signing.getPrivate().getAlgorithm().equals("RSA");
    String algorithm = signedWithRsa ? "SHA256withRSA" : "SHA256withECDSA";
    return new JcaX509CertificateConverter()
        .getCertificate(
            certificate.build(new JcaContentSignerBuilder(algorithm).build(signing.getPrivate())));
  }

  private X500Name issuerName() throws GeneralSecurityException {
    return new JcaX509CertificateHolder(issuer.certificate()).getSubject();
  }

  private void addExtensions(X509v3CertificateBuilder certificate, KeyPair keys)
      throws GeneralSecurityException, IOException {
    int usage = authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature;
    JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
    KeyPair signing = issuer == null ? keys : issuer.keys();
    certificate
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority))
        .addExtension(Extension.keyUsage, true, new KeyUsage(usage))
        .addExtension(
            Extension.subjectKeyIdentifier,
            false,
            identifiers.createSubjectKeyIdentifier(keys.getPublic()))
        .addExtension(
            Extension.authorityKeyIdentifier,
            false,
            identifiers.createAuthorityKeyIdentifier(signing.getPublic()));
    if (!purposes.isEmpty()) {
      certificate.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(purposes.toArray(new KeyPurposeId[0])));
    }
    if (!subjectAlternativeNames.isEmpty()) {
      certificate.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(subjectAlternativeNames.toArray(new GeneralName[0])));
    }
  }
}
