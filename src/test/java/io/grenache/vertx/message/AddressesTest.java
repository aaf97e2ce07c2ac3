package io.grenache.vertx.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class AddressesTest {

  @Test
  void addressesAreThoseOfTheDocumentation() {
    assertThat(Addresses.DEFAULT.rpcRequest()).isEqualTo("grenache.rpc.request");
    assertThat(Addresses.DEFAULT.rpcMap()).isEqualTo("grenache.rpc.map");
    assertThat(Addresses.DEFAULT.service("rpc_test")).isEqualTo("grenache.service.rpc_test");
    assertThat(Addresses.DEFAULT.lookup()).isEqualTo("grenache.link.lookup");
    assertThat(Addresses.DEFAULT.announce()).isEqualTo("grenache.link.announce");
    assertThat(Addresses.DEFAULT.withdraw()).isEqualTo("grenache.link.withdraw");
    assertThat(Addresses.DEFAULT.events()).isEqualTo("grenache.events");
  }

  @Test
  void anotherPrefixIsAnotherNetwork() {
    Addresses other = new Addresses("b");
    assertThat(other.rpcRequest()).isEqualTo("b.rpc.request");
    assertThat(other.rpcMap()).isEqualTo("b.rpc.map");
    assertThat(other.service("x")).isEqualTo("b.service.x");
    assertThat(other.lookup()).isEqualTo("b.link.lookup");
    assertThat(other.announce()).isEqualTo("b.link.announce");
    assertThat(other.withdraw()).isEqualTo("b.link.withdraw");
    assertThat(other.events()).isEqualTo("b.events");
  }

  @Test
  void anEmptyPrefixIsRefused() {
    for (String bad : new String[] {null, "", " "}) {
      assertThatThrownBy(() -> new Addresses(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Addresses[prefix must be a non-empty string]");
    }
  }
}
