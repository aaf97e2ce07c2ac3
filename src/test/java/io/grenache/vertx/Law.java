package io.grenache.vertx;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What may import what, below one root package: features never import each other, arrows point to
 * leaves, nothing imports the root and the command line. Packages that are not there are no
 * offence.
 */
final class Law {
  static final List<String> FEATURES =
      List.of("link", "server", "client", "pubsub", "grape", "metrics");
  static final List<String> LEAVES =
      List.of(
          "json", "bep44", "message", "wire", "tls", "listen", "transport", "telemetry", "hosting");

  private static final String[] BUS = {"io.vertx.core.eventbus.."};
  private static final String VERTICLES =
      "io\\.vertx\\.core\\.(Deployable|Verticle|VerticleBase|AbstractVerticle|DeploymentOptions)";

  private final String root;

  Law(String root) {
    this.root = root;
  }

  /** Each rule by its name. */
  Map<String, ArchRule> rules() {
    Map<String, ArchRule> rules = new LinkedHashMap<>();
    for (String feature : FEATURES) {
      rules.put(
          feature + " imports no other feature",
          never(List.of(feature), FEATURES.stream().filter(other -> !other.equals(feature))));
    }
    rules.put("leaves import no feature", never(LEAVES, FEATURES.stream()));
    rules.put("nothing imports the command line", onlyItself(root + ".cli"));
    rules.put("only the command line imports the root", rootIsImportedByTheCommandLineAlone());
    for (String leaf : List.of("json", "wire", "transport")) {
      rules.put(leaf + " knows no event bus", noBus(leaf));
      rules.put(leaf + " knows no verticle", noVerticle(leaf));
    }
    rules.put("bep44 knows no Vert.x", pure("bep44"));
    rules.put("only transport touches what is internal to Vert.x", onlyTransportGoesInside());
    rules.put("packages have no cycles", noCycles());
    return rules;
  }

  private ArchRule never(List<String> from, Stream<String> to) {
    return noClasses()
        .that()
        .resideInAnyPackage(packages(from.stream()))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages(to))
        .allowEmptyShould(true);
  }

  private ArchRule onlyItself(String owner) {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .resideOutsideOfPackage(owner + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(owner + "..")
        .allowEmptyShould(true);
  }

  private ArchRule rootIsImportedByTheCommandLineAlone() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .resideOutsideOfPackages(root, root + ".cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(root)
        .allowEmptyShould(true);
  }

  private ArchRule noBus(String leaf) {
    return noClasses()
        .that()
        .resideInAPackage(root + "." + leaf + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(BUS)
        .allowEmptyShould(true);
  }

  private ArchRule noVerticle(String leaf) {
    return noClasses()
        .that()
        .resideInAPackage(root + "." + leaf + "..")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(VERTICLES)
        .allowEmptyShould(true);
  }

  private ArchRule pure(String leaf) {
    return noClasses()
        .that()
        .resideInAPackage(root + "." + leaf + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.vertx..")
        .allowEmptyShould(true);
  }

  private ArchRule onlyTransportGoesInside() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .resideOutsideOfPackage(root + ".transport..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..internal..", "io.vertx..impl..")
        .allowEmptyShould(true);
  }

  private ArchRule noCycles() {
    return slices().matching(root + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);
  }

  private String[] packages(Stream<String> names) {
    return names.map(name -> root + "." + name + "..").toArray(String[]::new);
  }
}
