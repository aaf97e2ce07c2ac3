package io.grenache.vertx.pubsub;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;

/**
 * That there is one subscriber for a prefix in a process. Two would each publish what comes in, at
 * the same addresses.
 */
final class SubOwnership {
  private static final String OWNERS = "io.grenache.vertx.subscribers";

  private final LocalMap<String, String> owners;
  private final String prefix;
  private final String deploymentId;

  private SubOwnership(LocalMap<String, String> owners, String prefix, String deploymentId) {
    this.owners = owners;
    this.prefix = prefix;
    this.deploymentId = deploymentId;
  }

  /**
   * Takes the prefix.
   *
   * @throws IllegalStateException another instance has it
   */
  static SubOwnership claim(Vertx vertx, String prefix, String deploymentId) {
    LocalMap<String, String> owners = vertx.sharedData().getLocalMap(OWNERS);
    String owner = owners.putIfAbsent(prefix, deploymentId);
    if (owner != null) {
      throw new IllegalStateException(
          "a subscriber for the prefix "
              + prefix
              + " is deployed in this process already, as deployment "
              + owner
              + (owner.equals(deploymentId) ? ": deploy it with one instance" : ""));
    }
    return new SubOwnership(owners, prefix, deploymentId);
  }

  /** Gives the prefix back. */
  void release() {
    owners.removeIfPresent(prefix, deploymentId);
  }
}
