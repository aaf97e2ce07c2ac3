package io.grenache.vertx.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class TextFactoryTest {

  @Test
  void theNamesOfALargeTextAreForgottenWithIt() throws JsonFault {
    WeakReference<String> name = new WeakReference<>(nameIn("n".repeat(100_000)));
    await()
        .until(
            () -> {
              System.gc();
              return name.get() == null;
            });
  }

  @Test
  void theNamesOfSmallTextsAreSharedAndNotInterned() throws IOException {
    TextFactory factory = new TextFactory(10);
    String first = nameIn(factory, "a name of this test alone");
    assertThat(nameIn(factory, "a name of this test alone")).isSameAs(first);
    assertThat(new String(first).intern()).isNotSameAs(first);
  }

  @Test
  void aTextWithANewNameCostsLittleHoweverManyCameBefore() throws IOException {
    TextFactory factory = new TextFactory(10);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    for (int i = 0; i < 2000; i++) {
      nameIn(factory, "name " + i);
    }
    long before = threads.getThreadAllocatedBytes(self);
    int texts = 2000;
    for (int i = 0; i < texts; i++) {
      nameIn(factory, "another " + i);
    }
    long bytes = (threads.getThreadAllocatedBytes(self) - before) / texts;
    assertThat(bytes).as("allocated for each text").isLessThan(40_000);
  }

  @Test
  void aMapperReadsFromAnyOffset() throws IOException {
    ObjectMapper mapper = JsonMapper.builder(new TextFactory(10)).build();
    byte[] bytes = ("x" + "{\"a\":[\"" + "é".repeat(5000) + "\",1.5]}" + "x").getBytes(UTF_8);
    assertThat(mapper.readTree(bytes, 1, bytes.length - 2).at("/a/1").doubleValue()).isEqualTo(1.5);
    assertThat(mapper.readTree(bytes, 1, bytes.length - 2).at("/a/0").textValue()).hasSize(5000);
  }

  private static String nameIn(String name) throws JsonFault {
    byte[] bytes = ("{\"" + name + "\":1}").getBytes(UTF_8);
    JsonCursor cursor = new JsonCursor(bytes, 0, bytes.length);
    cursor.next();
    cursor.next();
    String text = cursor.text();
    assertThat(text).isEqualTo(name);
    cursor.next();
    cursor.next();
    cursor.end();
    return text;
  }

  private static String nameIn(TextFactory factory, String name) throws IOException {
    byte[] bytes = ("{\"" + name + "\":1}").getBytes(UTF_8);
    try (JsonParser parser = factory.createParser(bytes, 0, bytes.length)) {
      parser.nextToken();
      return parser.nextFieldName();
    }
  }
}
