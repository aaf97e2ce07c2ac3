package io.grenache.vertx.link;

import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The addresses of this host's network interfaces, loopback among them. They are read on a worker
 * thread and used for a minute. Confined to its verticle's event loop.
 */
final class OwnAddresses {
  private static final long LIFETIME_NS = TimeUnit.MINUTES.toNanos(1);

  private final Vertx vertx;
  private Future<OwnSet> known;
  private long sinceNs;

  /** The addresses of one moment. */
  record OwnSet(Set<InetAddress> addresses) {
    /** Whether a host of a destination is this one; a name is not: grapes store addresses. */
    boolean contains(String host) {
      byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
      if (bytes == null) {
        return false;
      }
      try {
        InetAddress address = InetAddress.getByAddress(bytes);
        return address.isLoopbackAddress() || addresses.contains(address);
      } catch (UnknownHostException e) {
        return false;
      }
    }
  }

  OwnAddresses(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Never fails: what cannot be read is empty. */
  Future<OwnSet> now() {
    long nowNs = System.nanoTime();
    if (known == null || nowNs - sinceNs > LIFETIME_NS) {
      sinceNs = nowNs;
      known = vertx.executeBlocking(OwnAddresses::read).otherwise(new OwnSet(Set.of()));
    }
    return known;
  }

  private static OwnSet read() throws SocketException {
    return new OwnSet(
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .collect(Collectors.toUnmodifiableSet()));
  }
}
