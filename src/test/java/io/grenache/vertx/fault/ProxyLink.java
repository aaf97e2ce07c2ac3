package io.grenache.vertx.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One connection through a {@link FaultProxy}: a thread for each direction. */
final class ProxyLink {
  private static final int DRAIN_MS = 500;

  private final FaultProxy proxy;
  private final Socket client;
  private final int target;
  private final ClientFrames frames;
  private volatile Socket server;
  private volatile boolean ended;
  // the head of the server's 101 has passed; confined to the thread from the server
  private boolean upgraded;

  ProxyLink(FaultProxy proxy, Socket client, int target) {
    this.proxy = proxy;
    this.client = client;
    this.target = target;
    this.frames = new ClientFrames(proxy::called);
  }

  static void daemon(Runnable task) {
    Thread thread = new Thread(task, "fault-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  void start() {
    daemon(
        () -> {
          try {
            client.setTcpNoDelay(true);
            switch (proxy.fault()) {
              case SILENT -> {
                // not even read
              }
              case STALL -> answer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: webso");
              case FORBID -> {
                answer("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
                end();
              }
              default -> {
                connect();
                fromClient();
              }
            }
          } catch (IOException e) {
            // the client has gone
            end();
          }
        });
  }

  /**
   * Closes the way to the client and reads on, so that what the client had written by then is known
   * to the last call.
   */
  void end() {
    if (!ended) {
      ended = true;
      proxy.ended(this);
      try {
        client.setSoTimeout(DRAIN_MS);
        client.shutdownOutput();
      } catch (IOException e) {
        close(client);
      }
      close(server);
      if (proxy.fault() == FaultProxy.Fault.SILENT || !frames.isUpgraded()) {
        // no thread reads that would close it
        close(client);
      }
    }
  }

  private void answer(String text) throws IOException {
    client.getInputStream().read(new byte[4096]);
    client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void connect() throws IOException {
    server = new Socket(InetAddress.getLoopbackAddress(), target);
    server.setTcpNoDelay(true);
    if (ended) {
      // the proxy changed its mind meanwhile
      close(server);
    }
    daemon(
        () -> {
          try {
            fromServer();
          } catch (IOException e) {
            // the other end of this direction has gone
          }
          end();
        });
  }

  private void fromClient() {
    byte[] bytes = new byte[65_536];
    try {
      for (int n = read(client, bytes); n > 0; n = read(client, bytes)) {
        // the handshake's head is no call: a mute proxy passes it
        boolean head = proxy.fault() == FaultProxy.Fault.MUTE && !frames.isUpgraded();
        frames.feed(bytes, n);
        if (!ended && (head || !proxy.swallows())) {
          delay();
          server.getOutputStream().write(bytes, 0, n);
        }
      }
    } catch (IOException e) {
      // one of the two has gone, or the time to drain is over
    }
    drain(bytes);
    end();
    close(client);
  }

  /** What the client wrote although the server has gone counts as written to it. */
  private void drain(byte[] bytes) {
    try {
      client.setSoTimeout(DRAIN_MS);
      client.shutdownOutput();
      for (int n = read(client, bytes); n > 0; n = read(client, bytes)) {
        frames.feed(bytes, n);
      }
    } catch (IOException e) {
      // nothing more comes
    }
  }

  private void fromServer() throws IOException {
    byte[] bytes = new byte[65_536];
    for (int n = read(server, bytes); n > 0; n = read(server, bytes)) {
      boolean head = !upgraded;
      upgraded = true;
      FaultProxy.Fault fault = proxy.fault();
      if (head) {
        pass(bytes, proxy.swallows() && fault != FaultProxy.Fault.MUTE ? 0 : n);
      } else if (fault == FaultProxy.Fault.RESET) {
        client.setSoLinger(true, 0);
        client.close();
        return;
      } else if (fault == FaultProxy.Fault.CUT) {
        // the last frame lacks its last byte
        pass(bytes, n - 1);
        return;
      } else if (!proxy.swallows()) {
        delay();
        pass(bytes, n);
      }
    }
  }

  private void pass(byte[] bytes, int length) throws IOException {
    client.getOutputStream().write(bytes, 0, length);
  }

  private static int read(Socket socket, byte[] bytes) throws IOException {
    return socket.getInputStream().read(bytes);
  }

  private void delay() throws IOException {
    if (proxy.fault() == FaultProxy.Fault.DELAY) {
      try {
        Thread.sleep(FaultProxy.DELAY_MS);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  private static void close(Socket socket) {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // as good as closed
      }
    }
  }
}
