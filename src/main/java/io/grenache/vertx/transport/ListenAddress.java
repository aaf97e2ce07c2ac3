package io.grenache.vertx.transport;

import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.shareddata.LocalMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The address to hand to Vert.x. A random port, 0, must be one and the same for all instances of a
 * deployment, and another for every deployment: Vert.x gives each listener of port 0 a port of its
 * own, and lets listeners of the same shared random port share one.
 */
public final class ListenAddress {
  private static final String IDS = "io.grenache.vertx.ports";
  private static final String OWNERS = "io.grenache.vertx.listeners";
  // far from the small numbers that applications pick themselves
  private static final AtomicInteger NEXT = new AtomicInteger(1_000_000);

  private ListenAddress() {}

  /**
   * @param deploymentId the deployment whose instances listen
   * @param port from 0 to 65535; 0 is a random port
   */
  public static SocketAddress of(Vertx vertx, String deploymentId, String host, int port) {
    if (port != 0) {
      return SocketAddress.inetSocketAddress(port, host);
    }
    LocalMap<String, Integer> ids = vertx.sharedData().getLocalMap(IDS);
    return SocketAddress.sharedRandomPort(
        ids.computeIfAbsent(deploymentId, id -> NEXT.getAndIncrement()), host);
  }

  /**
   * Keeps an address for the instances of one deployment. Vert.x lets all listeners of a port share
   * it: callers would come to either of two servers, whatever each of them asks of its callers.
   *
   * @return false if another deployment has it
   */
  public static boolean claim(Vertx vertx, String deploymentId, String host, int port) {
    if (port == 0) {
      return true;
    }
    LocalMap<String, String> owners = vertx.sharedData().getLocalMap(OWNERS);
    String owner = owners.putIfAbsent(host + ' ' + port, deploymentId);
    return owner == null || owner.equals(deploymentId);
  }

  /** Forgets a deployment that has ended. */
  public static void release(Vertx vertx, String deploymentId) {
    LocalMap<String, String> owners = vertx.sharedData().getLocalMap(OWNERS);
    owners.forEach(
        (address, owner) -> {
          if (owner.equals(deploymentId)) {
            owners.remove(address);
          }
        });
    vertx.sharedData().<String, Integer>getLocalMap(IDS).remove(deploymentId);
  }
}
