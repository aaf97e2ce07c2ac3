package io.grenache.vertx.hosting;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;

/**
 * That there is one verticle of a kind for a prefix in a process. Two links would each announce,
 * and each withdraw what the other one's holders still want; two subscribers would each publish
 * what comes in, at the same addresses.
 */
public final class Ownership {
  private static final String OWNERS = "io.grenache.vertx.owners";

  private final LocalMap<String, String> owners;
  private final String owned;
  private final String deploymentId;

  private Ownership(LocalMap<String, String> owners, String owned, String deploymentId) {
    this.owners = owners;
    this.owned = owned;
    this.deploymentId = deploymentId;
  }

  /**
   * Takes the prefix.
   *
   * @param kind as an error shall name it: {@code link}, say
   * @throws IllegalStateException another instance has it
   */
  public static Ownership claim(Vertx vertx, String kind, String prefix, String deploymentId) {
    LocalMap<String, String> owners = vertx.sharedData().getLocalMap(OWNERS);
    String owned = kind + ' ' + prefix;
    String owner = owners.putIfAbsent(owned, deploymentId);
    if (owner != null) {
      throw new IllegalStateException(
          "a "
              + kind
              + " for the prefix "
              + prefix
              + " is deployed in this process already, as deployment "
              + owner
              + (owner.equals(deploymentId) ? ": deploy it with one instance" : ""));
    }
    return new Ownership(owners, owned, deploymentId);
  }

  /** Gives the prefix back. */
  public void release() {
    owners.removeIfPresent(owned, deploymentId);
  }
}
