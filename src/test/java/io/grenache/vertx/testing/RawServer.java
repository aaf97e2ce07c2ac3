package io.grenache.vertx.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A WebSocket server that shakes hands, and then does with each socket's frames what a test wants.
 */
public final class RawServer {
  private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: *(\\S+)");

  private final NetServer server;
  private final List<NetSocket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicLong bytes = new AtomicLong();
  private volatile Buffer greeting = Buffer.buffer();

  /** What is done with a message, or with any bytes if {@code message} is null. */
  public interface Script {
    void received(int connection, NetSocket socket, String message);
  }

  public RawServer(Vertx vertx, Script script) {
    server =
        Results.result(
            vertx.createNetServer().connectHandler(s -> serve(s, script)).listen(0, "127.0.0.1"));
  }

  /** What goes out behind the handshake, with it in one piece. */
  public RawServer greeting(Buffer frames) {
    greeting = frames;
    return this;
  }

  public int port() {
    return server.actualPort();
  }

  public List<NetSocket> sockets() {
    return sockets;
  }

  public long bytes() {
    return bytes.get();
  }

  private void serve(NetSocket socket, Script script) {
    Buffer[] in = {Buffer.buffer()};
    boolean[] open = {false};
    int[] number = {-1};
    socket.handler(
        data -> {
          if (open[0]) {
            bytes.addAndGet(data.length());
          }
          in[0].appendBuffer(data);
          if (!open[0]) {
            String head = in[0].toString(StandardCharsets.ISO_8859_1);
            int end = head.indexOf("\r\n\r\n");
            if (end < 0) {
              return;
            }
            Matcher key = KEY.matcher(head);
            key.find();
            String answer =
                "HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                    + accept(key.group(1))
                    + "\r\n\r\n";
            socket.write(Buffer.buffer(answer).appendBuffer(greeting));
            in[0] = in[0].getBuffer(end + 4, in[0].length());
            open[0] = true;
            number[0] = sockets.size();
            sockets.add(socket);
          }
          while (true) {
            String message = next(in);
            if (message == null) {
              return;
            }
            script.received(number[0], socket, message);
          }
        });
  }

  private static String next(Buffer[] in) {
    Buffer b = in[0];
    if (b.length() < 6) {
      return null;
    }
    int opcode = b.getByte(0) & 0xF;
    long len = b.getByte(1) & 0x7F;
    int at = 2;
    if (len == 126) {
      len = b.getUnsignedShort(2);
      at = 4;
    } else if (len == 127) {
      if (b.length() < 14) {
        return null;
      }
      len = b.getLong(2);
      at = 10;
    }
    if (b.length() < at + 4 + len) {
      return null;
    }
    byte[] data = b.getBytes(at + 4, (int) (at + 4 + len));
    for (int i = 0; i < data.length; i++) {
      data[i] ^= b.getByte(at + i % 4);
    }
    in[0] = b.getBuffer((int) (at + 4 + len), b.length());
    return opcode == 8 ? "CLOSE" : new String(data, StandardCharsets.UTF_8);
  }

  public static Buffer text(String text) {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    return frame(0x81, data);
  }

  public static Buffer close(int code) {
    return frame(0x88, new byte[] {(byte) (code >> 8), (byte) code});
  }

  /**
   * @param first the first byte of the frame: its bits and its opcode
   */
  public static Buffer frame(int first, byte[] data) {
    Buffer frame = Buffer.buffer().appendByte((byte) first);
    if (data.length < 126) {
      frame.appendByte((byte) data.length);
    } else {
      frame.appendByte((byte) 126).appendUnsignedShort(data.length);
    }
    return frame.appendBytes(data);
  }

  private static String accept(String key) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-1")
                  .digest(
                      (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                          .getBytes(StandardCharsets.US_ASCII)));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
