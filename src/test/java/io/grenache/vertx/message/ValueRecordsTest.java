package io.grenache.vertx.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grenache.vertx.bep44.SigningKey;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ValueRecordsTest {
  private static final String HALF_A_PAIR = "\ud83d";

  @Test
  void whatIsStoredHasTheHashesThatTheStandardPublishes() {
    assertThat(new Put("Hello World!").item().hash())
        .isEqualTo("e5f96f6f38320f0f33959cb4d3d656452117aadb");
    assertThat(Samples.PUT_MUTABLE.item().hash()).isEqualTo(Samples.STORED.hash());
    assertThat(Samples.PUT_MUTABLE.item().isSigned()).isTrue();
    assertThat(Samples.PUT_MUTABLE_MIN.item().isSigned()).isFalse();
    assertThat(Samples.VALUE.item().hash()).isEqualTo(Samples.GET.hash());
    assertThat(Samples.VALUE.item().isSigned()).isTrue();
    assertThat(Samples.VALUE_MIN.item().hash())
        .isEqualTo("b44b82a4bc6c35f6ad5e9fceefef9509c17fba74");
  }

  @Test
  void aMutablePutIsSignedInTheProcessOfItsKey() {
    SigningKey key = SigningKey.generate();

    PutMutable salted = PutMutable.sign(key, "olé", 3, "pépper", 2L);
    PutMutable plain = PutMutable.sign(key, "olé", 3);

    assertThat(salted.item().isSigned()).isTrue();
    assertThat(plain.item().isSigned()).isTrue();
    assertThat(salted.item().hash()).isNotEqualTo(plain.item().hash());
    assertThat(salted.signature()).isNotEqualTo(plain.signature());
    assertThat(salted.cas()).isEqualTo(2);
    assertThat(plain.salt()).isEmpty();
    assertThat(plain.cas()).isNull();
    assertThat(salted.toJson().encode()).doesNotContain("PRIVATE").contains(salted.publicKey());
  }

  @Test
  void everyRecordComesBackFromItsJsonForm() {
    back(Samples.PUT, Put::toJson, Put::fromJson);
    back(Samples.PUT_MUTABLE, PutMutable::toJson, PutMutable::fromJson);
    back(Samples.PUT_MUTABLE_MIN, PutMutable::toJson, PutMutable::fromJson);
    back(Samples.STORED, Stored::toJson, Stored::fromJson);
    back(Samples.GET, Get::toJson, Get::fromJson);
    back(Samples.GET_MIN, Get::toJson, Get::fromJson);
    back(Samples.VALUE, Value::toJson, Value::fromJson);
    back(Samples.VALUE_MIN, Value::toJson, Value::fromJson);
    assertThat(Put.from(Samples.PUT)).isSameAs(Samples.PUT);
    assertThat(PutMutable.from(Samples.PUT_MUTABLE.toJson())).isEqualTo(Samples.PUT_MUTABLE);
    assertThat(Get.from(Samples.GET.toJson())).isEqualTo(Samples.GET);
  }

  @Test
  void aTextMustHaveAUtf8FormOfItsOwn() {
    for (String bad : new String[] {null, HALF_A_PAIR, "a" + HALF_A_PAIR + "b"}) {
      fails(() -> new Put(bad), "Put[value must be a well-formed text]");
      fails(() -> mutable(bad, 1, ""), "PutMutable[value must be a well-formed text]");
      fails(() -> new Value(bad), "Value[value must be a well-formed text]");
      fails(
          () -> PutMutable.sign(SigningKey.generate(), bad, 1),
          "PutMutable[value must be a well-formed text]");
    }
    fails(() -> mutable("v", 1, HALF_A_PAIR), "PutMutable[salt must be a well-formed text]");
    fails(() -> new Get(Samples.GET.hash(), HALF_A_PAIR), "Get[salt must be a well-formed text]");
    assertThat(new Put("\ud83d\ude00").value()).isEqualTo("\ud83d\ude00");
  }

  @Test
  void hexHasItsNumberOfDigitsAndIsKeptInLowerCase() {
    for (String bad :
        new String[] {null, "", "ab", "g".repeat(40), "a".repeat(41), "٣".repeat(40)}) {
      fails(() -> new Get(bad), "Get[hash must be 40 hex digits]");
      fails(() -> new Stored(bad), "Stored[hash must be 40 hex digits]");
      fails(
          () -> new PutMutable("v", 1, bad, Samples.VALUE.signature(), "", null),
          "PutMutable[publicKey must be 64 hex digits]");
      fails(
          () -> new PutMutable("v", 1, Samples.VALUE.publicKey(), bad, "", null),
          "PutMutable[signature must be 128 hex digits]");
    }
    assertThat(new Get("AB".repeat(20))).isEqualTo(new Get("ab".repeat(20)));
  }

  @Test
  void numbersAreWhatEveryLanguageHoldsExactly() {
    for (long bad : new long[] {-1, 1L << 53, Long.MIN_VALUE, Long.MAX_VALUE}) {
      fails(
          () -> mutable("v", bad, ""),
          "PutMutable[seq must be from 0 to 9007199254740991, was " + bad + "]");
      fails(
          () -> PutMutable.sign(SigningKey.generate(), "v", 1, "", bad),
          "PutMutable[cas must be from 0 to 9007199254740991, was " + bad + "]");
    }
    fails(
        () -> PutMutable.fromJson(Samples.PUT_MUTABLE.toJson().put("seq", 1.5)),
        "PutMutable[seq must be a whole number from 0 to 9007199254740991, was 1.5]");
    JsonObject unnumbered = Samples.PUT_MUTABLE.toJson();
    unnumbered.remove("seq");
    fails(
        () -> PutMutable.fromJson(unnumbered), "PutMutable[seq must be a whole number, was null]");
  }

  @Test
  void aValueHasAnOwnerOrNone() {
    String key = Samples.VALUE.publicKey();
    String signature = Samples.VALUE.signature();
    String rule = "Value[publicKey, seq and signature must be given together, and salt with them]";
    fails(() -> new Value("v", null, 1L, "", null), rule);
    fails(() -> new Value("v", null, null, "s", null), rule);
    fails(() -> new Value("v", null, null, "", signature), rule);
    fails(() -> new Value("v", key, null, "", signature), rule);
    fails(() -> new Value("v", key, 1L, "", null), "Value[signature must be 128 hex digits]");
    assertThat(new Value("v").isMutable()).isFalse();
    assertThat(Samples.VALUE.isMutable()).isTrue();
    assertThat(Value.fromJson(Samples.VALUE.toJson().put("seq", -3)).seq()).isEqualTo(-3);
  }

  private static PutMutable mutable(String value, long seq, String salt) {
    return new PutMutable(
        value, seq, Samples.VALUE.publicKey(), Samples.VALUE.signature(), salt, null);
  }

  private static <T> void back(
      T record, Function<T, JsonObject> toJson, Function<JsonObject, T> fromJson) {
    assertThat(fromJson.apply(toJson.apply(record))).isEqualTo(record);
  }

  private static void fails(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
