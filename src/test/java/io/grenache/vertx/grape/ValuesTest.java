package io.grenache.vertx.grape;

import static io.grenache.vertx.grape.Storage.Outcome.CAS_MISMATCH;
import static io.grenache.vertx.grape.Storage.Outcome.SEQUENCE_NOT_HIGHER;
import static io.grenache.vertx.grape.Storage.Outcome.STORED;
import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.bep44.Item;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ValuesTest {
  private static final long AGE = 7_200_000;

  private final Values values = new Values(AGE, 3);

  @Test
  void aValueLivesForItsAgeFromWhenItWasLastPut() {
    Item value = immutable("1:a");
    values.put(value, null, 0);
    values.put(value, null, 1000);

    assertThat(values.get(value.hash(), 1000 + AGE - 1)).isEqualTo(value);
    assertThat(values.get(value.hash(), 1000 + AGE)).isNull();
    assertThat(values.size()).isZero();
  }

  @Test
  void theOldestGoesWhenThereAreTooMany() {
    values.put(immutable("1:a"), null, 0);
    values.put(immutable("1:b"), null, 0);
    values.put(immutable("1:c"), null, 0);
    values.put(immutable("1:a"), null, 0);
    values.put(immutable("1:d"), null, 0);

    assertThat(values.size()).isEqualTo(3);
    assertThat(values.get(immutable("1:b").hash(), 0)).isNull();
    assertThat(values.get(immutable("1:a").hash(), 0)).isNotNull();
  }

  @Test
  void onlyAHigherNumberReplacesAMutableValue() {
    assertThat(values.put(mutable("1:a", 5), null, 0)).isEqualTo(STORED);
    assertThat(values.put(mutable("1:b", 4), null, 0)).isEqualTo(SEQUENCE_NOT_HIGHER);
    assertThat(values.put(mutable("1:b", 5), null, 0)).isEqualTo(SEQUENCE_NOT_HIGHER);
    assertThat(stored(0).v()).asString().isEqualTo("1:a");
    assertThat(values.put(mutable("1:b", 6), null, 0)).isEqualTo(STORED);
    assertThat(stored(0).v()).asString().isEqualTo("1:b");
  }

  @Test
  void theNumberToReplaceIsComparedBeforeTheNewOne() {
    assertThat(values.put(mutable("1:a", 5), 99L, 0)).isEqualTo(STORED);
    assertThat(values.put(mutable("1:b", 6), 4L, 0)).isEqualTo(CAS_MISMATCH);
    assertThat(values.put(mutable("1:b", 1), 4L, 0)).isEqualTo(CAS_MISMATCH);
    assertThat(values.put(mutable("1:b", 1), 5L, 0)).isEqualTo(SEQUENCE_NOT_HIGHER);
    assertThat(values.put(mutable("1:b", 6), 5L, 0)).isEqualTo(STORED);
  }

  @Test
  void theSamePutAgainKeepsAMutableValueAliveAndAnotherOfItsNumberDoesNot() {
    values.put(mutable("1:a", 5), null, 0);
    values.put(mutable("1:a", 5), null, 1000);
    values.put(mutable("1:b", 5), null, 2000);

    assertThat(stored(1000 + AGE - 1)).isNotNull();
    assertThat(stored(1000 + AGE)).isNull();
  }

  @Test
  void anEndedValueIsNotInTheWay() {
    values.put(mutable("1:a", 5), null, 0);

    assertThat(values.put(mutable("1:b", 1), 99L, AGE)).isEqualTo(STORED);
  }

  @Test
  void aKeyThatReadsLikeAnImmutableValueTakesItsPlace() {
    Item immutable = immutable("29:" + "x".repeat(29));
    byte[] key = immutable.v();
    Item mutable = new Item(bytes("1:a"), new Item.Owner(key, new byte[64], new byte[0], 1));
    assertThat(mutable.hash()).isEqualTo(immutable.hash());

    assertThat(values.put(immutable, null, 0)).isEqualTo(STORED);
    assertThat(values.put(mutable, 7L, 0)).isEqualTo(STORED);
    assertThat(values.put(immutable, null, 0)).isEqualTo(STORED);
  }

  private Item stored(long now) {
    return values.get(mutable("", 0).hash(), now);
  }

  private static Item immutable(String v) {
    return new Item(bytes(v), null);
  }

  private static Item mutable(String v, long seq) {
    return new Item(bytes(v), new Item.Owner(new byte[32], new byte[64], new byte[0], seq));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
