package io.grenache.vertx.transport;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import io.vertx.core.http.UpgradeRejectedException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** Says in words why a peer could not be connected to. */
final class DialFault {
  private static final int MAX_CAUSES = 16;

  private static final String LOST = "the connection was lost during the handshake";

  // with TLS 1.3 a client has done its part before the server has looked at its certificate
  private static final String NO_CERTIFICATE =
      "; a TLS server that does not take this side's certificate, or wants one, may end it so";
  private static final String NO_TLS = "; a server that wants TLS may end it so";

  private DialFault() {}

  /**
   * What to say after "could not be connected to: ".
   *
   * @param secure whether TLS was spoken
   */
  static String describe(Throwable cause, boolean secure) {
    String best = null;
    Throwable at = cause;
    for (int i = 0; at != null && i < MAX_CAUSES; i++, at = at.getCause()) {
      String words = words(at);
      // the innermost says most
      best = words == null ? best : words;
    }
    return best == null ? LOST + (secure ? NO_CERTIFICATE : NO_TLS) : best;
  }

  private static String words(Throwable cause) {
    if (cause instanceof UpgradeRejectedException refused) {
      return "it refused the WebSocket with HTTP status " + refused.getStatus();
    }
    if (cause instanceof TimeoutException || cause instanceof ConnectTimeoutException) {
      return "no answer in time";
    }
    if (cause instanceof ConnectException) {
      return "connection refused";
    }
    if (cause instanceof UnknownHostException) {
      return "the name of the host is not known";
    }
    if (cause instanceof NotSslRecordException) {
      return "it does not speak TLS";
    }
    if (cause instanceof CertificateExpiredException) {
      return "its certificate has expired";
    }
    if (cause instanceof CertificateNotYetValidException) {
      return "its certificate is not valid yet";
    }
    if (cause instanceof CertificateException) {
      return certificate(cause);
    }
    if (cause instanceof SSLHandshakeException) {
      return "the TLS handshake failed: " + cause.getMessage();
    }
    return cause instanceof SSLException ? "TLS failed: " + cause.getMessage() : null;
  }

  // the JDK tells a wrong name from a wrong signature by its texts alone
  private static String certificate(Throwable cause) {
    String text = String.valueOf(cause.getMessage());
    return text.startsWith("No subject alternative") || text.startsWith("No name matching")
        ? "its certificate has another name or address: " + text
        : "its certificate is not trusted";
  }
}
