package io.grenache.vertx.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class DestinationTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:1,           127.0.0.1,         1,     127.0.0.1:1",
    "example.org:65535,     example.org,       65535, example.org:65535",
    "localhost:30001,       localhost,         30001, localhost:30001",
    "my_host-1.a:80,        my_host-1.a,       80,    my_host-1.a:80",
    "bücher.example:80,     bücher.example,    80,    bücher.example:80",
    "[::1]:80,              ::1,               80,    [::1]:80",
    "::1:80,                ::1,               80,    [::1]:80",
    "[::]:80,               ::,                80,    [::]:80",
    "[2001:DB8::a]:80,      2001:DB8::a,       80,    [2001:DB8::a]:80",
    "2001:db8:0:0:0:0:0:1:80, 2001:db8:0:0:0:0:0:1, 80, [2001:db8:0:0:0:0:0:1]:80",
    "[::ffff:1.2.3.4]:80,   ::ffff:1.2.3.4,    80,    [::ffff:1.2.3.4]:80",
    "[fe80::1%eth0]:80,     fe80::1%eth0,      80,    [fe80::1%eth0]:80"
  })
  void aTextIsReadAndWrittenAgain(String text, String host, int port, String written) {
    Destination destination = Destination.parse(text);
    assertThat(destination).isEqualTo(new Destination(host, port));
    assertThat(destination).hasToString(written);
    assertThat(Destination.parse(destination.toString())).isEqualTo(destination);
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        " ",
        "host",
        "host:",
        ":80",
        ":",
        "host:0",
        "host:65536",
        "host:99999",
        "host:100000",
        "host:-1",
        "host:+1",
        "host:8o",
        "host:٨٠",
        "host: 80",
        " host:80",
        "host:80 ",
        "ho st:80",
        "host:80\n",
        "a:b:80",
        "a,b:80",
        "http://host:80",
        "ws://host:80",
        "host:80/ws",
        "host/p:80",
        "user@host:80",
        "host?q:80",
        "host#f:80",
        "[]:80",
        "[:]:80",
        "[host]:80",
        "[127.0.0.1]:80",
        "[::1]",
        "[::1]80",
        "[::1:80",
        "::1]:80",
        "[[::1]]:80",
        "[::1]:",
        "[::g]:80",
        "[::1%]:80",
        "\"host\":80",
        "host\u0000:80"
      })
  void garbageIsRefused(String text) {
    assertThatThrownBy(() -> Destination.parse(text))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Destination[");
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {" ", "a b", "[::1]", "a:b", ":", "http://h", "h/", "h\n", "u@h"})
  void whatIsNoHostIsRefused(String host) {
    assertThatThrownBy(() -> new Destination(host, 1))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("Destination[host must be an address or a host name]");
  }

  @Test
  void aHostIsOfBoundedLength() {
    assertThat(Destination.parse("a".repeat(255) + ":65535").host()).hasSize(255);
    String longer = "a".repeat(256);
    assertThatThrownBy(() -> Destination.parse(longer + ":1"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Destination.parse("[" + ":".repeat(1_000_000) + "]:1"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
