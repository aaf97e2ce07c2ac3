package io.grenache.vertx.transport;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The port number to hand to Vert.x. A random port, 0, must be one and the same for all instances
 * of a deployment, and another for every deployment: Vert.x gives each listener of port 0 a port of
 * its own, and lets listeners of the same negative number share one.
 */
public final class ListenPort {
  private static final String NUMBERS = "io.grenache.vertx.ports";
  // far from the small negative numbers that applications pick themselves
  private static final AtomicInteger NEXT = new AtomicInteger(-1_000_000);

  private ListenPort() {}

  /**
   * @param deploymentId the deployment whose instances listen
   * @param port from 0 to 65535; 0 is a random port
   * @return the port, or for 0 a negative number that only this deployment has
   */
  public static int of(Vertx vertx, String deploymentId, int port) {
    if (port != 0) {
      return port;
    }
    LocalMap<String, Integer> numbers = vertx.sharedData().getLocalMap(NUMBERS);
    return numbers.computeIfAbsent(deploymentId, id -> NEXT.getAndDecrement());
  }

  /** Forgets the number of a deployment that has ended. */
  public static void release(Vertx vertx, String deploymentId) {
    vertx.sharedData().<String, Integer>getLocalMap(NUMBERS).remove(deploymentId);
  }
}
