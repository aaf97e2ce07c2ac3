package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.grenache.vertx.tls.Fingerprints;
import io.vertx.core.json.JsonObject;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A certificate that a caller has shown. Fingerprints are upper-case hex with colons, as in
 * Node.js. JSON form: {@code {"fingerprint", "fingerprint256", "fingerprint512", "subject",
 * "issuer", "serialNumber", "validFrom", "validTo", "subjectAltNames"}}, times in milliseconds
 * since 1970.
 *
 * @param fingerprint SHA-1, which the reference's users compare; for new lists take the next one
 * @param fingerprint256 SHA-256
 * @param fingerprint512 SHA-512
 * @param subject a distinguished name as RFC 2253 writes it: {@code CN=alice,O=Example}
 * @param issuer the same
 * @param serialNumber upper-case hex
 * @param validFrom not before
 * @param validTo not after
 * @param subjectAltNames {@code DNS:host.example}, {@code IP:10.0.0.1}, {@code URI:…} or {@code
 *     email:…}; other kinds are left out
 */
public record PeerCertificate(
    String fingerprint,
    String fingerprint256,
    String fingerprint512,
    String subject,
    String issuer,
    String serialNumber,
    Instant validFrom,
    Instant validTo,
    List<String> subjectAltNames) {

  // the numbers of RFC 5280, 4.2.1.6
  private static final Map<Integer, String> KINDS =
      Map.of(1, "email:", 2, "DNS:", 6, "URI:", 7, "IP:");

  /** Copies the list. Times are whole milliseconds. */
  public PeerCertificate {
    validFrom = Instant.ofEpochMilli(validFrom.toEpochMilli());
    validTo = Instant.ofEpochMilli(validTo.toEpochMilli());
    subjectAltNames = List.copyOf(subjectAltNames);
  }

  /** What a certificate says. */
  public static PeerCertificate of(X509Certificate certificate) {
    return new PeerCertificate(
        Fingerprints.sha1(certificate),
        Fingerprints.sha256(certificate),
        Fingerprints.sha512(certificate),
        certificate.getSubjectX500Principal().getName(),
        certificate.getIssuerX500Principal().getName(),
        certificate.getSerialNumber().toString(16).toUpperCase(Locale.ROOT),
        certificate.getNotBefore().toInstant(),
        certificate.getNotAfter().toInstant(),
        names(certificate));
  }

  /**
   * Whether it is listed, by its SHA-256 or its SHA-1.
   *
   * @param fingerprints upper-case hex with colons
   */
  public boolean isAmong(List<String> fingerprints) {
    return fingerprints.contains(fingerprint256) || fingerprints.contains(fingerprint);
  }

  private static List<String> names(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> found = certificate.getSubjectAlternativeNames();
      for (List<?> name : found == null ? List.<List<?>>of() : found) {
        String kind = KINDS.get((Integer) name.get(0));
        if (kind != null) {
          names.add(kind + name.get(1));
        }
      }
    } catch (CertificateParsingException e) {
      // what cannot be read names nobody
    }
    return names;
  }

  static PeerCertificate fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("PeerCertificate", json);
    return new PeerCertificate(
        fields.string("fingerprint", ""),
        fields.string("fingerprint256", ""),
        fields.string("fingerprint512", ""),
        fields.string("subject", ""),
        fields.string("issuer", ""),
        fields.string("serialNumber", ""),
        instant(fields, "validFrom"),
        instant(fields, "validTo"),
        fields.strings("subjectAltNames", List.of()));
  }

  private static Instant instant(JsonFields fields, String name) {
    return Instant.ofEpochMilli(
        fields.longInteger(name, 0L, -Checks.MAX_NUMBER, Checks.MAX_NUMBER));
  }

  void encode(JsonBytes out) {
    out.put('{').field("fingerprint").string(fingerprint);
    out.field("fingerprint256").string(fingerprint256);
    out.field("fingerprint512").string(fingerprint512);
    out.field("subject").string(subject);
    out.field("issuer").string(issuer);
    out.field("serialNumber").string(serialNumber);
    out.field("validFrom").number(validFrom.toEpochMilli());
    out.field("validTo").number(validTo.toEpochMilli());
    out.field("subjectAltNames").put('[');
    for (int i = 0; i < subjectAltNames.size(); i++) {
      if (i > 0) {
        out.put(',');
      }
      out.string(subjectAltNames.get(i));
    }
    out.put(']').put('}');
  }
}
