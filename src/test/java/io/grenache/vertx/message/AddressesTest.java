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
    assertThat(Addresses.DEFAULT.put()).isEqualTo("grenache.link.put");
    assertThat(Addresses.DEFAULT.get()).isEqualTo("grenache.link.get");
    assertThat(Addresses.DEFAULT.announce()).isEqualTo("grenache.link.announce");
    assertThat(Addresses.DEFAULT.withdraw()).isEqualTo("grenache.link.withdraw");
    assertThat(Addresses.DEFAULT.watch()).isEqualTo("grenache.link.watch");
    assertThat(Addresses.DEFAULT.unwatch()).isEqualTo("grenache.link.unwatch");
    assertThat(Addresses.DEFAULT.destinations("x")).isEqualTo("grenache.link.destinations.x");
    assertThat(Addresses.DEFAULT.subscribe()).isEqualTo("grenache.sub.subscribe");
    assertThat(Addresses.DEFAULT.unsubscribe()).isEqualTo("grenache.sub.unsubscribe");
    assertThat(Addresses.DEFAULT.sub("x")).isEqualTo("grenache.sub.x");
    assertThat(Addresses.DEFAULT.events()).isEqualTo("grenache.events");
  }

  @Test
  void anotherPrefixIsAnotherNetwork() {
    Addresses other = new Addresses("b");
    assertThat(other.rpcRequest()).isEqualTo("b.rpc.request");
    assertThat(other.rpcMap()).isEqualTo("b.rpc.map");
    assertThat(other.service("x")).isEqualTo("b.service.x");
    assertThat(other.lookup()).isEqualTo("b.link.lookup");
    assertThat(other.put()).isEqualTo("b.link.put");
    assertThat(other.get()).isEqualTo("b.link.get");
    assertThat(other.announce()).isEqualTo("b.link.announce");
    assertThat(other.withdraw()).isEqualTo("b.link.withdraw");
    assertThat(other.watch()).isEqualTo("b.link.watch");
    assertThat(other.unwatch()).isEqualTo("b.link.unwatch");
    assertThat(other.destinations("x")).isEqualTo("b.link.destinations.x");
    assertThat(other.subscribe()).isEqualTo("b.sub.subscribe");
    assertThat(other.unsubscribe()).isEqualTo("b.sub.unsubscribe");
    assertThat(other.sub("x")).isEqualTo("b.sub.x");
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
