package io.grenache.vertx.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class TlsOptionsTest {
  private static final String SERVER =
      "{'key':'k.pem','cert':'c.pem','keyStore':null,'passphrase':'sesame','sni':[{'key':null,'cert':null,"
          + "'keyStore':'s.p12','passphrase':'barley'}],'ca':['a.pem','b.pem'],'trustStore':null,"
          + "'trustPassphrase':null,'requestCert':true,'rejectUnauthorized':false,"
          + "'protocols':['TLSv1.3'],'reloadMs':0}";
  private static final String CLIENT =
      "{'key':null,'cert':null,'keyStore':'k.p12','passphrase':'sesame','ca':[],'trustStore':'t.jks',"
          + "'trustPassphrase':'barley','rejectUnauthorized':true,'verifyHost':false,"
          + "'serverName':'a.example','protocols':['TLSv1.2'],'reloadMs':1500}";

  private static JsonObject json(String text) {
    return new JsonObject(text.replace('\'', '"'));
  }

  @Test
  void aServersOptionsAreWrittenAsTheyAreRead() {
    ServerTls tls = ServerTls.fromJson(json(SERVER));

    assertThat(tls.toJson().encode()).isEqualTo(json(SERVER).encode());
    assertThat(ServerTls.fromJson(tls.toJson())).isEqualTo(tls);
    assertThat(tls.reload()).isZero();
  }

  @Test
  void aClientsOptionsAreWrittenAsTheyAreRead() {
    ClientTls tls = ClientTls.fromJson(json(CLIENT));

    assertThat(tls.toJson().encode()).isEqualTo(json(CLIENT).encode());
    assertThat(ClientTls.fromJson(tls.toJson())).isEqualTo(tls);
  }

  @Test
  void theDefaultsAreTheStrictOnes() {
    ServerTls server = ServerTls.fromJson(json("{'key':'k','cert':'c','ca':'a'}"));
    assertThat(server)
        .isEqualTo(ServerTls.of(Identity.ofPem("k", "c"), Trust.ofPem("a")))
        .isEqualTo(
            new ServerTls(
                Identity.ofPem("k", "c"),
                List.of(),
                Trust.ofPem("a"),
                true,
                true,
                List.of("TLSv1.2", "TLSv1.3"),
                Duration.ofSeconds(60)));
    assertThat(ClientTls.fromJson(json("{}")))
        .isEqualTo(ClientTls.of(Identity.NONE, Trust.NONE))
        .isEqualTo(
            new ClientTls(
                Identity.NONE,
                Trust.NONE,
                true,
                true,
                null,
                List.of("TLSv1.2", "TLSv1.3"),
                Duration.ofSeconds(60)));
    assertThat(server.withRejectUnauthorized(false).rejectUnauthorized()).isFalse();
  }

  @Test
  void noOptionsShowWhatIsSecret() {
    String pem = "-----BEGIN PRIVATE KEY-----sesame";
    ServerTls server =
        ServerTls.fromJson(json(SERVER).put("key", pem).put("cert", "-----BEGIN barley"));
    ClientTls client = ClientTls.fromJson(json(CLIENT));

    assertThat(server.toString() + client)
        .doesNotContain("sesame", "barley", "BEGIN")
        .contains("Identity[key and cert]", "Identity[keyStore k.p12]", "Trust[2 ca]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}| tls[a server needs key and cert, or keyStore]",
        "{'key':'k','ca':'a'}| tls[key needs cert]",
        "{'cert':'c','ca':'a'}| tls[cert needs key]",
        "{'key':'k','cert':'c','keyStore':'s','ca':'a'}"
            + "| tls[key and cert, or keyStore in their place, not both]",
        "{'passphrase':'sesame'}| tls[passphrase needs key or keyStore]",
        "{'key':'k','cert':'c'}| tls[ca or trustStore must say who signs the certificates of"
            + " clients; or set requestCert or rejectUnauthorized to false]",
        "{'key':'k','cert':'c','ca':'a','trustStore':'t'}"
            + "| tls[ca, or trustStore in its place, not both]",
        "{'key':'k','cert':'c','ca':'a','trustPassphrase':'sesame'}"
            + "| tls[trustPassphrase needs trustStore]",
        "{'key':'k','cert':'c','ca':'a','requestCert':false}"
            + "| tls[ca is of no use while requestCert is false: no client shows a certificate]",
        "{'key':'k','cert':'c','ca':'a','protocols':[]}"
            + "| tls[protocols must be among TLSv1.2, TLSv1.3]",
        "{'key':'k','cert':'c','ca':'a','protocols':['SSLv3']}"
            + "| tls[protocols must be among TLSv1.2, TLSv1.3]",
        "{'key':'k','cert':'c','ca':'a','sni':['sesame']}| tls[sni must be an array of objects]",
        "{'key':'k','cert':'c','ca':'a','sni':[{}]}"
            + "| tls[a server needs key and cert, or keyStore]",
        "{'key':'k','cert':'c','ca':'a','sni':[{'key':'k'}]}| tls.sni[key needs cert]",
        "{'key':'k','cert':'c','ca':1}| tls[ca must be an array, was 1]",
        "{'key':5555,'cert':'c','ca':'a'}| tls[key must be a string, was a number]",
        "{'key':'k','cert':'c','passphrase':5555,'ca':'a'}"
            + "| tls[passphrase must be a string, was a number]",
        "{'key':'k','cert':'c','trustStore':'t','trustPassphrase':true}"
            + "| tls[trustPassphrase must be a string, was a Boolean]"
      })
  void aContradictionOfAServerIsNamed(String text, String message) {
    assertThatThrownBy(() -> ServerTls.fromJson(json(text)))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void anUnknownOptionIsNamedAndWhatItHoldsIsNot() {
    assertThatThrownBy(() -> ServerTls.fromJson(json("{'pasphrase':'sesame'}")))
        .hasMessageStartingWith("tls[unknown option pasphrase, known are ca, cert, key,");
    assertThatThrownBy(() -> ClientTls.fromJson(json("{'requestCert':true}")))
        .hasMessageStartingWith("tls[unknown option requestCert, known are ca, cert, key,");
    assertThatThrownBy(() -> ServerTls.fromJson(json("{'sni':[{'ca':'sesame'}]}")))
        .hasMessageStartingWith("tls.sni[unknown option ca, known are cert, key,");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'key':'k'}| tls[key needs cert]",
        "{'passphrase':'p'}| tls[passphrase needs key or keyStore]",
        "{'serverName':' '}| tls[serverName must be the name of a host]",
        "{'serverName':'a b'}| tls[serverName must be the name of a host]",
        "{'serverName':'https://a.example'}| tls[serverName must be the name of a host]",
        "{'serverName':'a.example.'}| tls[serverName must be the name of a host]",
        "{'protocols':['TLSv1.1']}| tls[protocols must be among TLSv1.2, TLSv1.3]"
      })
  void aContradictionOfAClientIsNamed(String text, String message) {
    assertThatThrownBy(() -> ClientTls.fromJson(json(text))).hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "0a:bc, 0A:BC",
    "0abc, 0A:BC",
    "0A:BC, 0A:BC",
  })
  void fingerprintsAreTakenInEveryCaseWithAndWithoutColons(String given, String form) {
    String digits = "0".repeat(60);
    String colons = "00:".repeat(30);
    assertThat(Fingerprints.normal("X[f", List.of(digits + given, colons + given), false))
        .containsExactly(colons + form);
    assertThat(Fingerprints.normal("X[f", List.of("0".repeat(36) + given), true))
        .containsExactly("00:".repeat(18) + form);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "00|true|must hold fingerprints of 64 hex digits, SHA-256, or 40, SHA-1; one has 2",
        "00|false|must hold fingerprints of 64 hex digits, SHA-256; one has 2",
        "0000000000000000000000000000000000000000|false|"
            + "must hold fingerprints of 64 hex digits, SHA-256; one has 40",
        "g000000000000000000000000000000000000000|true|"
            + "must hold fingerprints of 64 hex digits, SHA-256, or 40, SHA-1; one has 40"
      })
  void whatIsNoFingerprintIsRefused(String given, boolean sha1, String message) {
    assertThatThrownBy(() -> Fingerprints.normal("X[f", List.of(given), sha1))
        .hasMessage("X[f " + message + " characters]");
  }
}
