package io.grenache.vertx.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.grenache.vertx.json.JsonCursor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class PayloadTest {
  private static final String EXACT = "0.12345678901234567891";

  record Order(String pair, BigDecimal price, List<BigDecimal> levels) {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.10",
        EXACT,
        "1E+2",
        "-0",
        "\"\\u20ac\\/\"",
        "\"é\"",
        " [ 1 , 2 ] ",
        "{\"b\":1,\"a\":2,\"b\":3}",
        "null",
        "1e999"
      })
  void aTextIsKeptAsItIsWritten(String text) {
    for (Payload payload :
        List.of(Payload.ofJson(text), Payload.ofJson(text.getBytes(UTF_8)), slice(text))) {
      assertThat(payload.text()).isEqualTo(text);
      assertThat(payload.toByteArray()).isEqualTo(text.getBytes(UTF_8));
      assertThat(payload.bytes()).isEqualTo(ByteBuffer.wrap(text.getBytes(UTF_8)));
      assertThat(payload.size()).isEqualTo(text.getBytes(UTF_8).length);
      byte[] target = new byte[payload.size() + 2];
      payload.copyTo(target, 1);
      assertThat(new String(target, 1, payload.size(), UTF_8)).isEqualTo(text);
      assertThat(Payload.of(payload)).isSameAs(payload);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "secret", "[1", "NaN", "1 2", "{'a':1}", "\"\ud800\"", "01"})
  void whatIsNotJsonIsRefusedAndNotShown(String text) {
    assertThatThrownBy(() -> Payload.ofJson(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Payload[text must be JSON: ")
        .hasMessageNotContaining("secret");
  }

  @Test
  void a_number_past_javas_range_is_refused_without_telling_it() {
    Payload huge = Payload.ofJson("1e99999999999");

    assertThatThrownBy(() -> huge.as(BigDecimal.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("range")
        .hasMessageNotContaining("99999999999");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "\"x\",x",
        "` \"x\" `,x",
        "\"a\\nb\",`a\nb`",
        "\"\\u20ac\",\u20ac",
        "\"\u20ac\",\u20ac",
        "\"\",``",
        "\"\\\"\",\""
      })
  void a_string_is_decoded_with_and_without_escapes(String json, String expected) {
    assertThat(Payload.ofJson(json).json()).isEqualTo(expected);
    assertThat(Payload.ofJson(json).as(String.class)).isEqualTo(expected);
    assertThat(slice(json).as(String.class)).isEqualTo(expected);
  }

  @Test
  void theCallersArrayIsCopied() {
    byte[] bytes = "[1]".getBytes(UTF_8);
    Payload payload = Payload.ofJson(bytes);
    bytes[1] = '2';
    payload.toByteArray()[1] = '3';
    assertThat(payload.text()).isEqualTo("[1]");
  }

  @Test
  void theViewOfTheBytesCannotBeWrittenToAndStartsAtTheValue() {
    ByteBuffer view = slice("[1.10]").bytes();
    assertThat(view.isReadOnly()).isTrue();
    assertThat(view.hasArray()).isFalse();
    assertThat(view.position()).isZero();
    assertThat(view.capacity()).isEqualTo(6);
    assertThatThrownBy(() -> view.put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
  }

  @Test
  void jsonGivesTheValuesOfVertx() {
    assertThat(Payload.ofJson("{\"a\":[1,2.5,{\"b\":null}]}").json())
        .isEqualTo(new JsonObject("{\"a\":[1,2.5,{\"b\":null}]}"));
    assertThat(Payload.ofJson("[true,\"x\"]").json()).isEqualTo(new JsonArray("[true,\"x\"]"));
    assertThat(Payload.ofJson("\"x\"").json()).isEqualTo("x");
    assertThat(Payload.ofJson("7").json()).isEqualTo(7);
    assertThat(Payload.ofJson("7000000000").json()).isEqualTo(7_000_000_000L);
    assertThat(Payload.ofJson("18446744073709551616").json())
        .isEqualTo(BigInteger.ONE.shiftLeft(64));
    assertThat(Payload.ofJson("1.10").json()).isEqualTo(1.1);
    assertThat(Payload.ofJson("true").json()).isEqualTo(true);
    assertThat(Payload.NULL.json()).isNull();
    assertThat(slice("{\"a\":1}").json()).isEqualTo(new JsonObject().put("a", 1));
  }

  @Test
  void numbersAreExactAsJavaTypes() {
    assertThat(Payload.ofJson("1.10").as(BigDecimal.class)).isEqualTo(new BigDecimal("1.10"));
    assertThat(slice(EXACT).as(BigDecimal.class)).isEqualTo(new BigDecimal(EXACT));
    Payload order =
        Payload.ofJson(
            "{\"pair\":\"BTCUSD\",\"new\":{},\"price\":1.10,\"levels\":[" + EXACT + ",2.00]}");
    assertThat(order.as(Order.class))
        .isEqualTo(
            new Order(
                "BTCUSD",
                new BigDecimal("1.10"),
                List.of(new BigDecimal(EXACT), new BigDecimal("2.00"))));
    assertThat(order.as(JsonNode.class).get("price").decimalValue())
        .isEqualTo(new BigDecimal("1.10"));
    assertThat(order.as(JsonNode.class).get("levels").toString()).isEqualTo("[" + EXACT + ",2.00]");
    assertThat((Object) Payload.ofJson("[1.10]").as(List.class))
        .isEqualTo(List.of(new BigDecimal("1.10")));
  }

  @Test
  void genericTypesAreRead() {
    Map<String, List<Order>> orders =
        Payload.ofJson("{\"a\":[{\"pair\":\"p\",\"price\":2.50}]}").as(new TypeReference<>() {});
    assertThat(orders).containsOnlyKeys("a");
    assertThat(orders.get("a")).containsExactly(new Order("p", new BigDecimal("2.50"), null));
    assertThat(Payload.ofJson("{\"a\":1}").as(JsonObject.class))
        .isEqualTo(new JsonObject().put("a", 1));
    assertThat(Payload.NULL.as(Order.class)).isNull();
  }

  @Test
  void aValueOfAnotherTypeIsRefusedWithItsPlaceAndNotItsContent() {
    assertThatThrownBy(() -> Payload.ofJson("\"secret\"").as(Integer.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Payload[value must be a java.lang.Integer, is not at line 1, column 1]")
        .hasNoCause();
    assertThatThrownBy(() -> Payload.ofJson("{\"price\":\"secret\"}").as(Order.class))
        .hasMessageContaining(Order.class.getName())
        .hasMessageNotContaining("secret")
        .hasNoCause();
    assertThatThrownBy(
            () -> Payload.ofJson("[\"secret\"]").as(new TypeReference<List<Integer>>() {}))
        .hasMessageContaining("java.util.List<java.lang.Integer>")
        .hasMessageNotContaining("secret");
  }

  @Test
  void whatWasTakenAsAPayloadCanBeReadToItsLimits() {
    String text = "x".repeat(21_000_000);
    Payload payload = Payload.of(text);
    assertThat(payload.json().equals(text)).isTrue();
    assertThat(payload.as(String.class).equals(text)).isTrue();
    int depth = JsonCursor.MAX_VALUE_DEPTH;
    Payload deep = Payload.ofJson("[".repeat(depth) + "]".repeat(depth));
    assertThat(deep.as(JsonNode.class)).hasSize(1);
    assertThat(deep.json()).isInstanceOf(JsonArray.class);
    Payload number = Payload.ofJson("1".repeat(JsonCursor.MAX_NUMBER_LENGTH));
    assertThat(number.as(BigInteger.class)).isEqualTo(number.json());
  }

  @Test
  void payloadsAreEqualIfTheirBytesAre() {
    assertThat(slice("1.10")).isEqualTo(Payload.ofJson("1.10"));
    assertThat(slice("1.10")).hasSameHashCodeAs(Payload.ofJson("1.10"));
    assertThat(Payload.ofJson("1.10")).isNotEqualTo(Payload.ofJson("1.1"));
    assertThat(Payload.ofJson("1")).isNotEqualTo("1");
    assertThat(Payload.ofJson("null").isNull()).isTrue();
    assertThat(Payload.ofJson("\"null\"").isNull()).isFalse();
  }

  @Test
  void aPayloadsTextForLogsShowsNoContent() {
    assertThat(Payload.of("secret")).hasToString("Payload[8 bytes]");
    assertThat(Request.of("s", "secret").toString()).doesNotContain("secret");
    assertThat(new Reply(Payload.of("secret"), null).toString()).doesNotContain("secret");
  }

  private static Payload slice(String text) {
    byte[] bytes = ("[9," + text + "]").getBytes(UTF_8);
    return Payload.ofChecked(bytes, 3, bytes.length - 1);
  }
}
