package io.grenache.vertx.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Announce;
import io.grenache.vertx.message.Event;
import io.vertx.core.json.JsonObject;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class LinkVerificationTest extends LinkFixture {
  private void announceVerified() throws Exception {
    deploy(new JsonObject().put("verifyAnnouncements", true));
    ask(AT.announce(), new Announce("orders", 7001));
  }

  private Event warning() {
    await().until(() -> eventTypes("orders").contains(Event.ANNOUNCED_ELSEWHERE));
    return events.stream()
        .filter(event -> event.type().equals(Event.ANNOUNCED_ELSEWHERE))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.3.2.1", "[::1]", "[::ffff:127.0.0.1]"})
  void anAddressOfThisHostIsRight(String host) throws Exception {
    grape.remembers(host);
    announceVerified();
    ask(AT.announce(), new Announce("prices", 7002));

    await().until(() -> grape.count("/lookup") == 2);
    assertThat(events).extracting(Event::type).doesNotContain(Event.ANNOUNCED_ELSEWHERE);
  }

  @Test
  void anotherAddressIsWarnedOfByName() throws Exception {
    grape.remembers("203.0.113.9");
    announceVerified();

    assertThat(warning().destination()).isEqualTo("203.0.113.9:7001");
    assertThat(warning().message())
        .isEqualTo("port 7001 is stored as 203.0.113.9:7001, which is no address of this host");
    assertThat(eventTypes("orders")).containsExactly(Event.ANNOUNCED, Event.ANNOUNCED_ELSEWHERE);
  }

  @Test
  void anotherAddressBesideOursIsWarnedOfToo() throws Exception {
    grape.answers("/announce", "1");
    grape.answers("/lookup", "[\"127.0.0.1:7001\",\"203.0.113.9:7001\",\"10.0.0.1:9\"]");
    announceVerified();

    assertThat(warning().destination()).isEqualTo("203.0.113.9:7001");
    assertThat(warning().message()).contains("203.0.113.9:7001 too: another instance");
  }

  @Test
  void whatIsNotListedAtAllIsWarnedOf() throws Exception {
    grape.answers("/announce", "1").answers("/lookup", "[\"10.0.0.1:9\"]");
    announceVerified();

    assertThat(warning().destination()).isNull();
    assertThat(warning().message()).isEqualTo("port 7001 is announced, but no grape lists it");
  }

  @Test
  void itIsLookedUpOnceHoweverOftenItIsRenewed() throws Exception {
    grape.remembers("203.0.113.9");
    deploy(new JsonObject().put("verifyAnnouncements", true).put("announceEveryMs", 20));
    ask(AT.announce(), new Announce("orders", 7001));
    warning();
    int renewed = grape.count("/announce");

    await().until(() -> grape.count("/announce") > renewed + 5);
    assertThat(grape.count("/lookup")).isEqualTo(1);
  }

  @Test
  void everyAddressOfThisHostIsItsOwn() throws Exception {
    OwnAddresses.OwnSet own = new OwnAddresses(vertx).now().await(5, TimeUnit.SECONDS);
    List<InetAddress> all =
        NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).toList();

    assertThat(all).isNotEmpty();
    for (InetAddress address : all) {
      String text = address.getHostAddress();
      assertThat(own.contains(text)).as(text).isTrue();
      if (address instanceof Inet6Address) {
        assertThat(own.contains(text.replaceAll("%.*", ""))).as(text).isTrue();
      }
    }
    assertThat(own.contains("203.0.113.9")).isFalse();
    assertThat(own.contains("2001:db8::1")).isFalse();
    assertThat(own.contains("localhost")).as("a name").isFalse();
  }
}
