package io.grenache.vertx.fault;

import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP proxy between a client and one server, which misbehaves as it is told to while it runs. It
 * notes the payload, a number, of every call that a client wrote to it: also of those that came
 * after it closed its own side.
 */
final class FaultProxy implements AutoCloseable {
  /** What the proxy does. */
  enum Fault {
    /** All passes. */
    NONE,
    /** Nobody listens; open connections are closed. */
    REFUSE,
    /** Connections are accepted, and nothing more. */
    SILENT,
    /** The answer to the upgrade ends in its middle, and the connection stays open. */
    STALL,
    /** The upgrade is answered with 403. */
    FORBID,
    /** Each connection is closed in the middle of a frame to the client. */
    CUT,
    /** Each connection is reset in place of the next frame to the client. */
    RESET,
    /** Once {@link #passCalls} calls have come, nothing passes any more, in either direction. */
    BLACK_HOLE,
    /** New connections are upgraded, and nothing more passes, pings neither. */
    MUTE,
    /** All passes {@link #DELAY_MS} later. */
    DELAY
  }

  static final int DELAY_MS = 80;

  private final int port;
  private final int target;
  private final List<ProxyLink> links = new CopyOnWriteArrayList<>();
  private final Set<Integer> written = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger callsToPass = new AtomicInteger();
  private volatile Fault fault = Fault.NONE;
  private ServerSocket listener;

  /**
   * @param target the port of the server on this host
   */
  FaultProxy(int target) {
    this.target = target;
    listener = listenAnywhere();
    port = listener.getLocalPort();
    accept(listener);
  }

  int port() {
    return port;
  }

  Fault fault() {
    return fault;
  }

  /** The payloads of the calls written to this proxy. */
  Set<Integer> written() {
    return written;
  }

  /** Connections accepted so far. */
  int accepted() {
    return accepted.get();
  }

  /** Changes what the proxy does; what a connection suffered already stays. */
  synchronized void become(Fault next) {
    Fault before = fault;
    fault = next;
    if (next == Fault.REFUSE) {
      close(listener);
    } else if (before == Fault.REFUSE) {
      listener = listen(port);
      accept(listener);
    }
    boolean spares =
        switch (next) {
          case NONE -> before == Fault.DELAY || before == Fault.CUT || before == Fault.RESET;
          case CUT, RESET, BLACK_HOLE, DELAY -> true;
          case REFUSE, SILENT, STALL, FORBID, MUTE -> false;
        };
    if (!spares) {
      links.forEach(ProxyLink::end);
    }
  }

  /** As {@link Fault#BLACK_HOLE}, after so many more calls. */
  void passCalls(int calls) {
    callsToPass.set(calls);
    become(Fault.BLACK_HOLE);
  }

  /** Whether what has just come is swallowed. */
  boolean swallows() {
    return fault == Fault.MUTE || fault == Fault.BLACK_HOLE && callsToPass.get() <= 0;
  }

  void called(String frame) {
    callsToPass.decrementAndGet();
    written.add(new JsonArray(frame).getInteger(2));
  }

  void ended(ProxyLink link) {
    links.remove(link);
  }

  @Override
  public synchronized void close() {
    close(listener);
    links.forEach(ProxyLink::end);
  }

  private void accept(ServerSocket from) {
    ProxyLink.daemon(
        () -> {
          while (!from.isClosed()) {
            try {
              Socket client = from.accept();
              accepted.incrementAndGet();
              ProxyLink link = new ProxyLink(this, client, target);
              links.add(link);
              link.start();
            } catch (IOException e) {
              // closed: the end of this thread
              close(from);
            }
          }
        });
  }

  /** A port below those that the system gives to outgoing connections: it stays free meanwhile. */
  private static ServerSocket listenAnywhere() {
    for (int i = 0; i < 100; i++) {
      try {
        return listen(ThreadLocalRandom.current().nextInt(20_000, 30_000));
      } catch (UncheckedIOException e) {
        // taken: the next one
      }
    }
    throw new AssertionError("no port could be listened on");
  }

  private static ServerSocket listen(int port) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 512);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
