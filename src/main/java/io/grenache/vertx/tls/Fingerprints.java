package io.grenache.vertx.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names of certificates: digests of their DER form, upper-case hex with colons, as Node.js and
 * OpenSSL write them.
 */
public final class Fingerprints {
  private static final HexFormat FORM = HexFormat.ofDelimiter(":").withUpperCase();
  private static final Pattern HEX = Pattern.compile("[0-9A-F]*");
  private static final int SHA_1_DIGITS = 40;
  private static final int SHA_256_DIGITS = 64;

  private Fingerprints() {}

  /** The SHA-1 of a certificate; what the reference calls {@code fingerprint}. */
  public static String sha1(X509Certificate certificate) {
    return digest("SHA-1", certificate);
  }

  /** The SHA-256 of a certificate. */
  public static String sha256(X509Certificate certificate) {
    return digest("SHA-256", certificate);
  }

  /** The SHA-512 of a certificate. */
  public static String sha512(X509Certificate certificate) {
    return digest("SHA-512", certificate);
  }

  /**
   * Fingerprints in the form that this class gives them, whatever their case and whether or not
   * they have colons.
   *
   * @param option what an error names: {@code ServerOptions[allowedFingerprints}, say
   * @param sha1 whether SHA-1 ones are allowed beside SHA-256 ones
   * @throws IllegalArgumentException one is none
   */
  public static List<String> normal(String option, List<String> fingerprints, boolean sha1) {
    return fingerprints.stream().map(text -> normal(option, text, sha1)).distinct().toList();
  }

  private static String normal(String option, String text, boolean sha1) {
    String digits = text.replace(":", "").toUpperCase(Locale.ROOT);
    boolean length = digits.length() == SHA_256_DIGITS || sha1 && digits.length() == SHA_1_DIGITS;
    if (!length || !HEX.matcher(digits).matches()) {
      throw new IllegalArgumentException(
          option
              + " must hold fingerprints of 64 hex digits, SHA-256"
              + (sha1 ? ", or 40, SHA-1" : "")
              + "; one has "
              + text.length()
              + " characters]");
    }
    return FORM.formatHex(HexFormat.of().parseHex(digits));
  }

  private static String digest(String algorithm, X509Certificate certificate) {
    try {
      return FORM.formatHex(MessageDigest.getInstance(algorithm).digest(certificate.getEncoded()));
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new IllegalStateException("every JDK has " + algorithm + " and DER", e);
    }
  }
}
