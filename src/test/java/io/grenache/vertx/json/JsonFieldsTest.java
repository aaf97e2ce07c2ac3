package io.grenache.vertx.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class JsonFieldsTest {

  @Test
  void fieldsAreReadByType() {
    JsonFields fields =
        of(
            "{\"s\":\"x\",\"b\":true,\"i\":7,\"l\":9007199254740993,\"ms\":1500,\"o\":{\"a\":1},"
                + "\"a\":[1],\"ss\":[\"p\",\"q\"],\"m\":{\"z\":\"1\",\"a\":\"2\"}}");
    assertThat(fields.string("s", null)).isEqualTo("x");
    assertThat(fields.required("s")).isEqualTo("x");
    assertThat(fields.bool("b", false)).isTrue();
    assertThat(fields.integer("i", null, 0, 7)).isEqualTo(7);
    assertThat(fields.longInteger("l", null, 0, Long.MAX_VALUE)).isEqualTo(9007199254740993L);
    assertThat(fields.millis("ms", null, 1, 2000)).isEqualTo(Duration.ofMillis(1500));
    assertThat(fields.object("o", null)).isEqualTo(new JsonObject().put("a", 1));
    assertThat(fields.array("a", null)).isEqualTo(new JsonArray().add(1));
    assertThat(fields.strings("ss", null)).containsExactly("p", "q");
    assertThat(fields.stringMap("m")).containsExactly(Map.entry("z", "1"), Map.entry("a", "2"));
    assertThat(fields.value("i")).isEqualTo(7);
    assertThat(fields.integer("whole", 3, 0, 9)).isEqualTo(3);
    assertThat(of("{\"i\":7.0}").integer("i", null, 0, 9)).isEqualTo(7);
  }

  @Test
  void anAbsentFieldAndANullGiveTheDefault() {
    for (JsonFields fields : new JsonFields[] {of("{}"), of("{\"f\":null}")}) {
      assertThat(fields.value("f")).isNull();
      assertThat(fields.string("f", "d")).isEqualTo("d");
      assertThat(fields.bool("f", true)).isTrue();
      assertThat(fields.integer("f", null, 0, 1)).isNull();
      assertThat(fields.longInteger("f", 5L, 0, 1)).isEqualTo(5);
      assertThat(fields.millis("f", Duration.ZERO, 1, 2)).isZero();
      assertThat(fields.object("f", null)).isNull();
      assertThat(fields.array("f", null)).isNull();
      assertThat(fields.strings("f", List.of("d"))).containsExactly("d");
      assertThat(fields.stringMap("f")).isEmpty();
    }
  }

  @Test
  void errorsNameTheOwnerTheFieldAndTheRule() {
    fails("{\"f\":5}", f -> f.string("f", null), "Box[f must be a string, was a number]");
    fails("{}", f -> f.required("f"), "Box[f must be a non-empty string, was absent]");
    fails("{\"f\":\" \"}", f -> f.required("f"), "Box[f must be a non-empty string, was blank]");
    fails("{\"f\":0}", f -> f.bool("f", true), "Box[f must be true or false, was 0]");
    fails("{\"f\":[]}", f -> f.object("f", null), "Box[f must be an object, was an array]");
    fails("{\"f\":{}}", f -> f.array("f", null), "Box[f must be an array, was an object]");
    fails(
        "{\"f\":70000}",
        f -> f.integer("f", null, 0, 65535),
        "Box[f must be a whole number from 0 to 65535, was 70000]");
    fails(
        "{\"f\":0}",
        f -> f.millis("f", null, 1, 10),
        "Box[f must be a whole number from 1 to 10, was 0]");
    fails(
        "{\"f\":[\"a\",null]}",
        f -> f.strings("f", null),
        "Box[f must be an array of strings, was null]");
    fails(
        "{\"f\":{\"a\":true}}",
        f -> f.stringMap("f"),
        "Box[f must be an object of strings, was true]");
    fails(
        "{\"b\":1,\"x\":2}",
        f -> f.only(Set.of("c", "b", "a")),
        "Box[unknown option x, known are a, b, c]");
  }

  @Test
  void whatIsNoWholeNumberIsRefused() {
    for (String number : new String[] {"1.5", "1e300", "-1e300", "18446744073709551616", "true"}) {
      fails(
          "{\"f\":" + number + "}",
          f -> f.longInteger("f", null, Long.MIN_VALUE, Long.MAX_VALUE),
          null);
    }
    JsonFields odd = new JsonFields("Box", new JsonObject().put("n", Double.NaN));
    assertThatThrownBy(() -> odd.longInteger("n", null, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    JsonFields big = new JsonFields("Box", new JsonObject().put("n", BigInteger.ONE.shiftLeft(64)));
    assertThatThrownBy(() -> big.longInteger("n", null, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anErrorNeverShowsWhatAStringSays() {
    List<Consumer<JsonFields>> readers =
        List.of(
            f -> f.bool("f", true),
            f -> f.integer("f", null, 0, 1),
            f -> f.longInteger("f", null, 0, 1),
            f -> f.millis("f", null, 0, 1),
            f -> f.object("f", null),
            f -> f.array("f", null),
            f -> f.strings("f", null),
            f -> f.stringMap("f"));
    for (Consumer<JsonFields> reader : readers) {
      fails("{\"f\":\"secret\"}", reader, null);
    }
    fails("{\"f\":{\"a\":\"secret\"}}", f -> f.string("f", null), null);
    fails("{\"f\":[\"secret\"]}", f -> f.string("f", null), null);
    fails("{\"f\":[[\"secret\"]]}", f -> f.strings("f", null), null);
    fails("{\"f\":{\"a\":{\"b\":\"secret\"}}}", f -> f.stringMap("f"), null);
  }

  private static JsonFields of(String json) {
    return new JsonFields("Box", new JsonObject(json));
  }

  private static void fails(String json, Consumer<JsonFields> reader, String message) {
    assertThatThrownBy(() -> reader.accept(of(json)))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Box[")
        .hasMessageNotContaining("secret")
        .satisfies(
            e ->
                assertThat(message == null || message.equals(e.getMessage()))
                    .as(e.getMessage())
                    .isTrue());
  }
}
