package io.grenache.vertx.tls;

import io.grenache.vertx.tls.MaterialReader.Entry;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Several identities, of which a client that asks for a name gets one that has it; whoever asks for
 * none, or for one that nobody has, gets the first. The JDK's own key managers heed the name only
 * where the server checks the names of its clients too. Immutable.
 */
final class NamedKeys extends X509ExtendedKeyManager {
  private static final int DNS_NAME = 2;

  private final List<List<String>> names;
  private final List<X509ExtendedKeyManager> keys;

  /**
   * @param keys one for each of the entries
   */
  NamedKeys(List<Entry> entries, List<X509ExtendedKeyManager> keys) {
    this.names = entries.stream().map(entry -> dnsNames(entry.chain()[0])).toList();
    this.keys = List.copyOf(keys);
  }

  @Override
  public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
    String asked = askedFor(engine.getHandshakeSession());
    List<Integer> having = new ArrayList<>();
    for (int i = 0; asked != null && i < keys.size(); i++) {
      if (names.get(i).stream().anyMatch(name -> covers(name, asked))) {
        having.add(i);
      }
    }
    // a key of another type must not win over one that has the name
    Stream<Integer> candidates =
        having.isEmpty() ? IntStream.range(0, keys.size()).boxed() : having.stream();
    return first(candidates, one -> one.chooseEngineServerAlias(type, issuers, engine));
  }

  @Override
  public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
    return first(all(), one -> one.chooseEngineClientAlias(types, issuers, engine));
  }

  @Override
  public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
    return first(all(), one -> one.chooseServerAlias(type, issuers, socket));
  }

  @Override
  public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
    return first(all(), one -> one.chooseClientAlias(types, issuers, socket));
  }

  @Override
  public String[] getServerAliases(String type, Principal[] issuers) {
    return every(one -> one.getServerAliases(type, issuers));
  }

  @Override
  public String[] getClientAliases(String type, Principal[] issuers) {
    return every(one -> one.getClientAliases(type, issuers));
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return owner(alias).getCertificateChain(alias.substring(alias.indexOf(':') + 1));
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return owner(alias).getPrivateKey(alias.substring(alias.indexOf(':') + 1));
  }

  /** An alias is the number of its key manager, a colon, and the alias that this one knows. */
  private X509ExtendedKeyManager owner(String alias) {
    return keys.get(Integer.parseInt(alias.substring(0, alias.indexOf(':'))));
  }

  private Stream<Integer> all() {
    return IntStream.range(0, keys.size()).boxed();
  }

  private String first(
      Stream<Integer> candidates, Function<X509ExtendedKeyManager, String> chooser) {
    return candidates
        .flatMap(i -> Stream.ofNullable(chooser.apply(keys.get(i))).map(alias -> i + ":" + alias))
        .findFirst()
        .orElse(null);
  }

  private String[] every(Function<X509ExtendedKeyManager, String[]> lister) {
    String[] aliases =
        all()
            .flatMap(
                i ->
                    Stream.ofNullable(lister.apply(keys.get(i)))
                        .flatMap(Stream::of)
                        .map(alias -> i + ":" + alias))
            .toArray(String[]::new);
    return aliases.length == 0 ? null : aliases;
  }

  private static String askedFor(SSLSession session) {
    if (session instanceof ExtendedSSLSession extended) {
      for (SNIServerName name : extended.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          return host.getAsciiName().toLowerCase(Locale.ROOT);
        }
      }
    }
    return null;
  }

  /** As RFC 6125 has it: a star stands for the whole of the first label. */
  private static boolean covers(String name, String asked) {
    int dot = asked.indexOf('.');
    return name.equals(asked)
        || name.startsWith("*.") && dot > 0 && name.substring(1).equals(asked.substring(dot));
  }

  private static List<String> dnsNames(X509Certificate certificate) {
    try {
      Collection<List<?>> found = certificate.getSubjectAlternativeNames();
      return found == null
          ? List.of()
          : found.stream()
              .filter(name -> name.get(0).equals(DNS_NAME))
              .map(name -> ((String) name.get(1)).toLowerCase(Locale.ROOT))
              .toList();
    } catch (CertificateParsingException e) {
      // what cannot be read has no name
      return List.of();
    }
  }
}
