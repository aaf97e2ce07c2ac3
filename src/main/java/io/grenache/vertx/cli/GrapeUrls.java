package io.grenache.vertx.cli;

import io.grenache.vertx.link.LinkOptions;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that says which grapes to use. */
final class GrapeUrls {
  @Option(
      names = "--grape",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:30001",
      description = "A grape to use; may be given several times. Default: ${DEFAULT-VALUE}")
  private List<String> urls;

  LinkOptions link() {
    return LinkOptions.DEFAULTS.withGrapes(urls);
  }
}
