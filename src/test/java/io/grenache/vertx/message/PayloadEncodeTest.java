package io.grenache.vertx.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.DoubleNode;
import io.grenache.vertx.json.JsonCursor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.DoubleAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class PayloadEncodeTest {
  private static final String FINITE =
      "Payload[numbers must be finite: JSON has no NaN and no infinity]";

  record Trade(String pair, BigDecimal price, Payload extra) {}

  record Measure(double value) {}

  record Reading(float[] values) {}

  record Raw(@JsonRawValue String json) {}

  @Test
  void a_text_of_any_length_is_written_as_jackson_writes_it() throws Exception {
    JsonMapper jackson = new JsonMapper();
    for (int length = 0; length < 80; length++) {
      for (String odd :
          new String[] {
            "",
            "?",
            "\"",
            "\\",
            "\n",
            "\u0000",
            "\u007f",
            "\u00e9",
            "\u20ac",
            "\ud83d\ude00",
            "\u2028"
          }) {
        String text = "a".repeat(length / 2) + odd + "b".repeat(length - length / 2);
        assertThat(Payload.encode(List.of(text)).toByteArray())
            .isEqualTo(jackson.writeValueAsBytes(List.of(text)));
        assertThat(Payload.encode(text).as(String.class)).isEqualTo(text);
        assertThat(Payload.encode(text).json()).isEqualTo(text);
      }
    }
  }

  @Test
  void half_of_a_surrogate_pair_in_a_long_text_does_not_become_a_question_mark() {
    String text = "a".repeat(50) + "\ud800" + "b".repeat(50);

    assertThat(Payload.encode(List.of(text)).as(String[].class)).containsExactly(text);
    assertThat(Payload.encode(text).as(String.class)).isEqualTo(text);
  }

  @Test
  void plainValuesBecomeTheirJson() {
    assertThat(Payload.of(null)).isSameAs(Payload.NULL);
    assertThat(Payload.of("a\"€").text()).isEqualTo("\"a\\\"€\"");
    assertThat(Payload.of(true).text()).isEqualTo("true");
    assertThat(Payload.of(false).text()).isEqualTo("false");
    assertThat(Payload.of(-5).text()).isEqualTo("-5");
    assertThat(Payload.of(Long.MIN_VALUE).text()).isEqualTo("-9223372036854775808");
    assertThat(Payload.of((short) 7).text()).isEqualTo("7");
    assertThat(Payload.of(1.5).text()).isEqualTo("1.5");
    assertThat(Payload.of(2.5f).text()).isEqualTo("2.5");
    assertThat(Payload.of(new BigDecimal("1.10")).text()).isEqualTo("1.10");
    assertThat(Payload.of(BigInteger.TEN.pow(30)).text()).isEqualTo("1" + "0".repeat(30));
    assertThat(Payload.of(new JsonObject().put("b", 1).put("a", new JsonArray().add("x"))).text())
        .isEqualTo("{\"b\":1,\"a\":[\"x\"]}");
    Payload payload = Payload.ofJson("1.10");
    assertThat(Payload.of(payload)).isSameAs(payload);
    assertThat(Payload.encode(payload)).isSameAs(payload);
    assertThat(Payload.encode((Object) null)).isSameAs(Payload.NULL);
  }

  @Test
  void whatIsNoPlainValueIsRefusedAndItsTypeNamed() {
    for (Object value : new Object[] {List.of(), Map.of(), new byte[0], 'c', new Measure(1)}) {
      assertThatThrownBy(() -> Payload.of(value))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Payload[")
          .hasMessageContaining(value.getClass().getName());
    }
  }

  @Test
  void beansRecordsListsAndMapsAreEncoded() {
    assertThat(Payload.encode(new Trade("BTCUSD", new BigDecimal("1.10"), null)).text())
        .isEqualTo("{\"pair\":\"BTCUSD\",\"price\":1.10,\"extra\":null}");
    assertThat(Payload.encode(List.of(1, "a")).text()).isEqualTo("[1,\"a\"]");
    assertThat(Payload.encode(Map.of("a", new double[] {1, 2.5})).text())
        .isEqualTo("{\"a\":[1.0,2.5]}");
    assertThat(Payload.encode((Object) null).isNull()).isTrue();
  }

  @Test
  void aPayloadInsideAnotherValueIsWrittenAsItIs() {
    Payload inner = Payload.ofJson("{ \"p\" : 1.10 }");
    assertThat(Payload.of(new JsonObject().put("x", inner)).text())
        .isEqualTo("{\"x\":{ \"p\" : 1.10 }}");
    assertThat(Payload.of(new JsonArray().add(inner).add(Payload.NULL)).text())
        .isEqualTo("[{ \"p\" : 1.10 },null]");
    assertThat(Payload.encode(new Trade("a", BigDecimal.ONE, inner)).text())
        .isEqualTo("{\"pair\":\"a\",\"price\":1,\"extra\":{ \"p\" : 1.10 }}");
    assertThat(new JsonObject().put("x", inner).encode()).isEqualTo("{\"x\":{ \"p\" : 1.10 }}");
  }

  @Test
  void nanAndInfinityAreRefusedWhereverTheyStand() {
    for (double odd :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      refused(() -> Payload.of(odd), FINITE);
      refused(() -> Payload.of((float) odd), FINITE);
      refused(() -> Payload.of(new JsonObject().put("a", odd)), FINITE);
      refused(() -> Payload.of(new JsonObject().put("a", new JsonObject().put("b", odd))), FINITE);
      refused(() -> Payload.of(new JsonArray().add(new JsonArray().add((float) odd))), FINITE);
      refused(() -> Payload.encode(new double[] {1, odd}), FINITE);
      refused(() -> Payload.encode(new Double[] {1d, odd}), FINITE);
      refused(() -> Payload.encode(new float[] {1, (float) odd}), FINITE);
      refused(() -> Payload.encode(List.of(1, odd)), FINITE);
      refused(() -> Payload.encode(Map.of("a", List.of((float) odd))), FINITE);
      refused(() -> Payload.encode(new Measure(odd)), FINITE);
      refused(() -> Payload.encode(new Reading(new float[] {(float) odd})), FINITE);
      refused(() -> Payload.encode(DoubleNode.valueOf(odd)), FINITE);
      refused(() -> Payload.encode(Map.of("a", DoubleNode.valueOf(odd))), FINITE);
    }
    DoubleAdder adder = new DoubleAdder();
    adder.add(Double.NaN);
    refused(() -> Payload.of(adder), "Payload[value must be JSON: the text is not JSON]");
  }

  @Test
  void whatANumberTypeOrARawValueWritesIsCheckedToo() {
    assertThat(Payload.encode(new Raw("[1.10]")).text()).isEqualTo("{\"json\":[1.10]}");
    refused(() -> Payload.encode(new Raw("1},{")), "Payload[value must be JSON: ");
    refused(() -> Payload.of(new Half()), "Payload[value must be JSON: ");
    BigInteger huge = BigInteger.TEN.pow(JsonCursor.MAX_NUMBER_LENGTH);
    refused(() -> Payload.of(huge), "Payload[value must be JSON: ");
    refused(() -> Payload.encode(List.of(new BigDecimal(huge))), "Payload[value must be JSON: ");
  }

  @Test
  void noWayToWriteAnythingRawGoesUnnoticed() {
    List<Method> raw =
        Arrays.stream(JsonGenerator.class.getMethods())
            .filter(
                method ->
                    method.getName().startsWith("writeRaw")
                        || method.getName().endsWith("UTF8String")
                        || method.getName().equals("writeNumber")
                            && !method.getParameterTypes()[0].isPrimitive())
            .toList();
    assertThat(raw).hasSizeGreaterThan(10);
    for (Method method : raw) {
      assertThatCode(
              () ->
                  PayloadWriter.class.getDeclaredMethod(
                      method.getName(), method.getParameterTypes()))
          .as("%s", method)
          .doesNotThrowAnyException();
    }
  }

  @Test
  void treesMayBeHundredsOfLevelsDeepAndOneThatHoldsItselfIsRefused() throws Exception {
    assertThat(Payload.of(nested(400)).size()).isEqualTo(2 + 6 * 400);
    JsonObject itself = new JsonObject();
    itself.put("me", itself);
    List<Object> list = new ArrayList<>();
    list.add(list);
    Runnable refusals =
        () -> {
          refused(() -> Payload.of(nested(JsonCursor.MAX_VALUE_DEPTH)), "Payload[value must be ");
          refused(() -> Payload.of(itself), "Payload[value must be ");
          refused(() -> Payload.encode(list), "Payload[value must be ");
        };
    // the stack ends before the limit is reached, and the other way round
    for (long stackBytes : new long[] {256 << 10, 64 << 20}) {
      FutureTask<Void> task = new FutureTask<>(refusals, null);
      new Thread(null, task, "stack", stackBytes).start();
      task.get();
    }
  }

  private static JsonObject nested(int depth) {
    JsonObject object = new JsonObject();
    for (int i = 0; i < depth; i++) {
      object = new JsonObject().put("a", object);
    }
    return object;
  }

  @Test
  void whatCannotBeWrittenIsNamedByTypeAndShowsNoContent() {
    refused(
        () -> Payload.encode(Map.of("secret", new Object())),
        "Payload[value must be one that Jackson can write as JSON, java.lang.Object is not]");
    assertThatThrownBy(() -> Payload.encode(Map.of("secret", Double.NaN)))
        .satisfies(
            e -> {
              for (Throwable t = e; t != null; t = t.getCause()) {
                assertThat(t.toString()).doesNotContain("secret");
              }
            });
  }

  @Test
  void halfOfASurrogatePairInAStringIsEscaped() {
    assertThat(Payload.of("\ud800").text()).isEqualTo("\"\\ud800\"");
    assertThat(Payload.of(new JsonArray().add("\ud800")).text()).isEqualTo("[\"\\uD800\"]");
    refused(
        () -> Payload.of(new JsonObject(Collections.singletonMap("\ud800", 1))),
        "Payload[value must be JSON: ");
  }

  private static void refused(Runnable encoding, String message) {
    assertThatThrownBy(encoding::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  /** A number type of somebody else, whose text is no JSON. */
  private static final class Half extends Number {
    private static final long serialVersionUID = 1L;

    @Override
    public int intValue() {
      return 0;
    }

    @Override
    public long longValue() {
      return 0;
    }

    @Override
    public float floatValue() {
      return 0.5f;
    }

    @Override
    public double doubleValue() {
      return 0.5;
    }

    @Override
    public String toString() {
      return "1 / 2";
    }
  }
}
