package io.grenache.vertx.message;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a service can be reached. Its text is {@code host:port}, with an IPv6 address in brackets.
 *
 * @param host an address or a host name
 * @param port from 1 to 65535
 */
public record Destination(String host, int port) {
  private static final int MAX_HOST = 255;
  private static final String NAME = "[\\p{L}\\p{N}._-]+";
  private static final String IPV6 =
      "[0-9A-Fa-f]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*(?:%[A-Za-z0-9._-]+)?";
  private static final Pattern HOST = Pattern.compile(NAME + "|" + IPV6);
  private static final Pattern TEXT =
      Pattern.compile("(?:\\[(" + IPV6 + ")]|(" + NAME + "|" + IPV6 + ")):(\\d{1,5})");

  /** Refuses what is no host, and a port out of range. */
  public Destination {
    if (host == null || host.length() > MAX_HOST || !HOST.matcher(host).matches()) {
      throw new IllegalArgumentException("Destination[host must be an address or a host name]");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException(
          "Destination[port must be from 1 to 65535, was " + port + "]");
    }
  }

  /**
   * Reads {@code host:port}, {@code [ipv6]:port} and, as grapes may write it, {@code ipv6:port}.
   *
   * @throws IllegalArgumentException it is none of these
   */
  public static Destination parse(String text) {
    Matcher matcher = TEXT.matcher(text == null ? "" : text);
    if (matcher.regionEnd() > MAX_HOST + 8 || !matcher.matches()) {
      throw new IllegalArgumentException("Destination[text must be host:port]");
    }
    String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return new Destination(host, Integer.parseInt(matcher.group(3)));
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
