package io.grenache.vertx.bench;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From the start of a client's process to its first reply; the server runs already. */
final class FirstReplies {
  static final String GROUP = "process start to first reply";
  static final String SHARED = "our client, with an archive of its classes";

  private final Settings settings;
  private final Launcher launcher;
  private final String grape;

  FirstReplies(Settings settings, Launcher launcher, String grape) {
    this.settings = settings;
    this.launcher = launcher;
    this.grape = grape;
  }

  private interface Start {
    Child start() throws Exception;
  }

  void run(Results results) throws Exception {
    Path archive = settings.target().resolve("first-reply.jsa");
    Files.deleteIfExists(archive);
    Child dumping =
        java("dump", options(true), "-Xlog:disable", "-XX:ArchiveClassesAtExit=" + archive);
    dumping.ready();
    dumping.awaitEnd();

    Map<String, Start> contenders = new LinkedHashMap<>();
    contenders.put(
        SHARED, () -> java("shared", options(false), "-XX:SharedArchiveFile=" + archive));
    contenders.put("our client", () -> java("cold", options(false), "-Xshare:auto"));
    contenders.put(
        "the reference's client",
        () ->
            launcher.node(
                "first-node",
                "bench-first.js",
                new JsonObject()
                    .put("grape", grape)
                    .put("service", Names.service("node", Work.HELLO, 0))));
    Map<String, List<Double>> millis = new LinkedHashMap<>();
    for (int round = 0; round < settings.rounds(); round++) {
      for (Map.Entry<String, Start> contender : contenders.entrySet()) {
        try (Child child = contender.getValue().start()) {
          child.ready();
          millis
              .computeIfAbsent(contender.getKey(), key -> new ArrayList<>())
              .add(child.readyMillis());
        }
      }
    }
    millis.forEach(
        (name, values) ->
            results.add(
                new Results.Fact(
                    GROUP, name, "ms", values.stream().mapToDouble(v -> v).toArray())));
  }

  private Child java(String name, JsonObject options, String... flags) throws Exception {
    return launcher.java("first-" + name, FirstReply.class, options, List.of(flags));
  }

  private JsonObject options(boolean archive) {
    return new JsonObject()
        .put("grape", grape)
        .put("service", Names.service("helpers", Work.HELLO, 0))
        .put("archive", archive);
  }
}
