package io.grenache.vertx.grape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class AnnouncementsTest {
  private static final int AGE = 120_000;

  private final Random random = new Random(1);
  private final Announcements announcements = new Announcements(AGE, 3, 150, 200);

  @Test
  void anAnnouncementLivesForItsAgeFromItsLastRenewal() {
    announcements.add("a", "1.1.1.1:1", 0);
    announcements.add("a", "1.1.1.1:2", 0);
    announcements.add("a", "1.1.1.1:1", 60_000);

    assertThat(some("a", AGE - 1)).containsExactlyInAnyOrder("1.1.1.1:1", "1.1.1.1:2");
    assertThat(some("a", AGE)).containsExactly("1.1.1.1:1");
    assertThat(some("a", 60_000 + AGE - 1)).containsExactly("1.1.1.1:1");
    assertThat(some("a", 60_000 + AGE)).isEmpty();
    assertThat(announcements.size()).isZero();
  }

  @Test
  void anAnnouncementMadeAgainIsThereOnce() {
    announcements.add("a", "1.1.1.1:1", 0);
    announcements.add("a", "1.1.1.1:1", 1);

    assertThat(some("a", 2)).containsExactly("1.1.1.1:1");
    assertThat(announcements.size()).isOne();
  }

  @Test
  void aServiceThatNobodyAnnouncedHasNoAddresses() {
    assertThat(some("a", 0)).isEmpty();
  }

  @Test
  void aLookupGivesAtMostItsLimitAndEachAddressGetsItsTurn() {
    for (int port = 1; port <= 120; port++) {
      announcements.add("a", "1.1.1.1:" + port, 0);
    }
    Set<String> seen = new HashSet<>();
    Set<List<String>> orders = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      List<String> some = some("a", 0);
      assertThat(some).hasSize(100).doesNotHaveDuplicates();
      seen.addAll(some);
      orders.add(some);
    }

    assertThat(seen).hasSize(120);
    assertThat(orders).hasSize(100);
  }

  @Test
  void theOldestOfAServiceGoesFirst() {
    for (int port = 1; port <= 150; port++) {
      announcements.add("a", "1.1.1.1:" + port, port);
    }
    announcements.add("a", "1.1.1.1:1", 200);
    announcements.add("a", "1.1.1.1:151", 201);

    assertThat(announcements.size()).isEqualTo(150);
    assertThat(all("a", 201)).contains("1.1.1.1:1", "1.1.1.1:151").doesNotContain("1.1.1.1:2");
  }

  @Test
  void theServiceRenewedLongestAgoGoesFirst() {
    announcements.add("a", "1.1.1.1:1", 0);
    announcements.add("b", "1.1.1.1:1", 1);
    announcements.add("c", "1.1.1.1:1", 2);
    announcements.add("a", "1.1.1.1:1", 3);
    announcements.add("d", "1.1.1.1:1", 4);

    assertThat(some("b", 5)).isEmpty();
    assertThat(List.of(some("a", 5), some("c", 5), some("d", 5)))
        .allMatch(List.of("1.1.1.1:1")::equals);
    assertThat(announcements.size()).isEqualTo(3);
  }

  @Test
  void theOldestOfAllGoesWhenThereAreTooMany() {
    for (int port = 1; port <= 120; port++) {
      announcements.add("a", "1.1.1.1:" + port, 0);
      announcements.add("b", "1.1.1.1:" + port, 1);
    }

    assertThat(announcements.size()).isEqualTo(200);
    assertThat(all("a", 2)).hasSize(100).doesNotContain("1.1.1.1:20").contains("1.1.1.1:21");
    assertThat(all("b", 2)).hasSize(100).doesNotContain("1.1.1.1:20").contains("1.1.1.1:21");
  }

  private List<String> some(String service, long now) {
    return announcements.some(service, 100, now, random);
  }

  private List<String> all(String service, long now) {
    return announcements.some(service, 1000, now, random);
  }
}
