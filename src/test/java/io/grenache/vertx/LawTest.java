package io.grenache.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LawTest {
  private static final String ROOT = "io.grenache.vertx";
  private static final String OUTLAWS = "io.grenache.vertx.outlaw";

  private static JavaClasses product;
  private static JavaClasses outlaws;

  @BeforeAll
  static void read() {
    product =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);
    outlaws = new ClassFileImporter().importPackages(OUTLAWS);
  }

  @TestFactory
  Stream<DynamicTest> theProductKeeps() {
    return new Law(ROOT)
        .rules().entrySet().stream()
            .map(
                rule ->
                    DynamicTest.dynamicTest(rule.getKey(), () -> rule.getValue().check(product)));
  }

  @TestFactory
  Stream<DynamicTest> whoBreaksItIsFound() {
    Map<String, ArchRule> rules = new Law(OUTLAWS).rules();
    return offenders().entrySet().stream()
        .map(
            offence ->
                DynamicTest.dynamicTest(
                    offence.getKey(),
                    () -> {
                      List<String> details =
                          rules
                              .get(offence.getKey())
                              .evaluate(outlaws)
                              .getFailureReport()
                              .getDetails();
                      for (String offender : offence.getValue()) {
                        assertThat(String.join("\n", details)).contains(OUTLAWS + "." + offender);
                      }
                    }));
  }

  @Test
  void everyRuleHasAnOffender() {
    assertThat(offenders().keySet()).isEqualTo(new Law(OUTLAWS).rules().keySet());
  }

  @Test
  void theProductWasRead() {
    for (String leaf :
        new String[] {
          "json.JsonCursor", "bep44.Item", "message.Request", "transport.ListenAddress"
        }) {
      assertThat(product.contain(ROOT + "." + leaf)).as(leaf).isTrue();
    }
    assertThat(product.stream().map(type -> type.getPackageName()))
        .noneMatch(name -> name.startsWith(OUTLAWS));
  }

  private static Map<String, List<String>> offenders() {
    return Map.ofEntries(
        Map.entry("link imports no other feature", List.of("link.Outlaw")),
        Map.entry("server imports no other feature", List.of("server.Outlaw")),
        Map.entry("client imports no other feature", List.of("client.Outlaw")),
        Map.entry("pubsub imports no other feature", List.of("pubsub.Outlaw")),
        Map.entry("grape imports no other feature", List.of("grape.deeper.Outlaw")),
        Map.entry("metrics imports no other feature", List.of("metrics.Outlaw")),
        Map.entry("leaves import no feature", List.of("message.Outlaw", "tls.Outlaw")),
        Map.entry("nothing imports the command line", List.of("server.Outlaw", "RootOutlaw")),
        Map.entry(
            "only the command line imports the root", List.of("client.Outlaw", "json.Outlaw")),
        Map.entry("json knows no event bus", List.of("json.Outlaw")),
        Map.entry("json knows no verticle", List.of("json.Outlaw")),
        Map.entry("wire knows no event bus", List.of("wire.Outlaw")),
        Map.entry("wire knows no verticle", List.of("wire.Outlaw")),
        Map.entry("transport knows no event bus", List.of("transport.Outlaw")),
        Map.entry("transport knows no verticle", List.of("transport.Outlaw")),
        Map.entry("bep44 knows no Vert.x", List.of("bep44.Outlaw")),
        Map.entry(
            "only transport touches what is internal to Vert.x",
            List.of("link.Outlaw", "telemetry.Outlaw")),
        Map.entry("packages have no cycles", List.of("tls.Outlaw", "telemetry.Outlaw")));
  }
}
