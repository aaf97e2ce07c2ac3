package io.grenache.vertx.link;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;

/**
 * That there is one link for a prefix in a process. Two would each announce, and each withdraw what
 * the other one's holders still want.
 */
final class Ownership {
  private static final String OWNERS = "io.grenache.vertx.links";

  private final LocalMap<String, String> owners;
  private final String prefix;
  private final String deploymentId;

  private Ownership(LocalMap<String, String> owners, String prefix, String deploymentId) {
    this.owners = owners;
    this.prefix = prefix;
    this.deploymentId = deploymentId;
  }

  /**
   * Takes the prefix.
   *
   * @throws IllegalStateException another instance has it
   */
  static Ownership claim(Vertx vertx, String prefix, String deploymentId) {
    LocalMap<String, String> owners = vertx.sharedData().getLocalMap(OWNERS);
    String owner = owners.putIfAbsent(prefix, deploymentId);
    if (owner != null) {
      throw new IllegalStateException(
          "a link for the prefix "
              + prefix
              + " is deployed in this process already, as deployment "
              + owner
              + (owner.equals(deploymentId) ? ": deploy it with one instance" : ""));
    }
    return new Ownership(owners, prefix, deploymentId);
  }

  /** Gives the prefix back. */
  void release() {
    owners.removeIfPresent(prefix, deploymentId);
  }
}
