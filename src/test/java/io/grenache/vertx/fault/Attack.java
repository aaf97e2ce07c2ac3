package io.grenache.vertx.fault;

import static io.grenache.vertx.fault.HostileFrames.CONTINUATION;
import static io.grenache.vertx.fault.HostileFrames.FIN;
import static io.grenache.vertx.fault.HostileFrames.PING;
import static io.grenache.vertx.fault.HostileFrames.RSV1;
import static io.grenache.vertx.fault.HostileFrames.TEXT;
import static io.grenache.vertx.fault.HostileFrames.all;
import static io.grenache.vertx.fault.HostileFrames.ascii;
import static io.grenache.vertx.fault.HostileFrames.byteFrames;
import static io.grenache.vertx.fault.HostileFrames.frame;
import static io.grenache.vertx.fault.HostileFrames.head;
import static io.grenache.vertx.fault.HostileFrames.text;
import static io.grenache.vertx.fault.HostileFrames.times;
import static io.grenache.vertx.fault.HostileFrames.unmasked;
import static io.grenache.vertx.fault.Manner.tcp;
import static io.grenache.vertx.fault.Manner.webSocket;
import static io.grenache.vertx.fault.Verdict.END;
import static io.grenache.vertx.fault.Verdict.RESET;
import static io.grenache.vertx.fault.Verdict.borne;
import static io.grenache.vertx.fault.Verdict.closedAtOnce;
import static io.grenache.vertx.fault.Verdict.closedWithin;

import io.grenache.vertx.fault.Manner.Reading;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What hostile peers do to a server that echoes, how many sockets do it in a light and in a heavy
 * test, and what must come of it. Floods are paced: what is tested is what the server holds and
 * whom it serves, not who gets the processors of the machine. Sizes fit a server that takes frames
 * of 32 KiB and messages of 64 KiB.
 */
enum Attack {
  /** Connected, and not a word. */
  HALF_OPEN(1000, 10_000, tcp(), closedWithin("handshakeTimeoutMs", END)),
  /** A handshake that goes on and never ends. */
  SLOW_LORIS(
      200,
      2000,
      tcp()
          .once(ascii("GET /ws HTTP/1.1\r\n"))
          .again(ascii("X-Slow: 1\r\n"))
          .byteByByte()
          .everyMs(100),
      closedWithin("handshakeTimeoutMs", END, RESET)),
  ENDLESS_HEAD(
      2,
      50,
      tcp().once(ascii("GET /ws HTTP/1.1\r\n")).again(ascii("X: " + "x".repeat(1000) + "\r\n")),
      closedAtOnce("431", RESET)),
  ENDLESS_BODY(
      5,
      50,
      tcp()
          .once(ascii("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"))
          .again(ascii("3e8\r\n" + "x".repeat(1000) + "\r\n"))
          .everyMs(20),
      closedWithin("handshakeTimeoutMs", "426", RESET)),
  /**
   * A caller that is gone without a FIN: to the server, one from which nothing comes any more, and
   * that answers no goodbye.
   */
  VANISHED(
      100,
      2000,
      webSocket().once(text("[1,\"echo\",2]")),
      closedWithin("idleTimeoutMs", END, "1000", "1001").answering("[1,null,2]")),
  /** Calls, and is gone before the answer. */
  RESETS(20, 100, webSocket().once(text("[1,\"slow\",1]"), text("[")).leaving(), Verdict.leaves()),

  /** Lawful, if slow: each byte of a call is a packet of its own. */
  BYTE_BY_BYTE(
      5,
      50,
      webSocket().again(text("[1,\"echo\",2]")).byteByByte().everyMs(20),
      borne().answering("[1,null,2]")),
  /** Lawful too: each byte of a call is a frame of its own. */
  ONE_BYTE_FRAMES(
      5,
      20,
      webSocket().again(times(5, byteFrames("[1,\"echo\",2]"))).everyMs(20),
      borne().answering("[1,null,2]")),
  ENDLESS_FRAGMENTS(
      3,
      10,
      webSocket()
          .once(frame(TEXT, spaces(16_000)))
          .again(frame(CONTINUATION, spaces(16_000)))
          .everyMs(20),
      closedAtOnce("1009", RESET)),
  ENDLESS_EMPTY_FRAGMENTS(
      2,
      5,
      webSocket()
          .once(frame(TEXT, new byte[0]))
          .again(times(1000, frame(CONTINUATION, new byte[0])))
          .everyMs(20),
      closedWithin("messageTimeoutMs", "1013", RESET)),
  /** Much at once, and then nothing but half a frame: unfinished, and idle as well. */
  HALF_FRAMES(
      3,
      10,
      webSocket().once(times(30, largeCall()), head(FIN | TEXT, Size.LARGE, true), spaces(1000)),
      closedWithin("idleTimeoutMs", END, "1000", "1001", "1013").answering("[1,null,\"x")),
  /** Nearly all of a message, and then nothing but signs of life. */
  UNFINISHED_MESSAGES(
      20,
      50,
      webSocket()
          .once(frame(TEXT, spaces(Size.LARGE)), frame(CONTINUATION, spaces(Size.LARGE)))
          .again(frame(FIN | PING, new byte[0]))
          .everyMs(500),
      closedWithin("messageTimeoutMs", "1013", RESET)),
  /** Who reads the answers too slowly for so many is left. */
  PING_FLOOD(2, 10, webSocket().again(pings()).everyMs(20), borne().orClosed(END, RESET)),
  UNREAD_PINGS(
      1,
      10,
      webSocket().again(times(10, pings())).everyMs(20).reading(Reading.NONE),
      closedWithin("unreadTimeoutMs", RESET)),

  DEEP_PAYLOAD(
      5, 20, refusedThenClosed("[1,\"echo\"," + "[".repeat(Size.LARGE)), badRequestThen("1007")),
  DEEP_RID(5, 20, webSocket().once(text("[".repeat(Size.LARGE))), closedAtOnce("1009")),
  HUGE_NUMBER(
      5,
      20,
      refusedThenClosed("[1,\"echo\"," + "9".repeat(Size.LARGE) + "]"),
      badRequestThen("1007")),
  HUGE_NUMBER_AS_RID(
      5,
      20,
      webSocket().once(text("[" + "9".repeat(Size.LARGE) + ",\"echo\",1]")),
      closedAtOnce("1009")),
  /** A number of few digits that nobody should write out. */
  HUGE_EXPONENT(
      5,
      20,
      webSocket().again(text("[1,\"echo\",1e999999999]")).everyMs(20),
      borne().answering("[1,null,1e999999999]")),
  DUPLICATE_KEYS(
      5,
      20,
      webSocket()
          .again(
              text(
                  "[1,\"echo\",{\"a\":1,\"a\":2},{\"v\":1,\"v\":2,\"h\":{"
                      + "\"a\":\"\",".repeat(3_000)
                      + "\"a\":\"\"}}]"))
          .everyMs(50),
      borne().answering("[1,null,{\"a\":1,\"a\":2}]")),
  /** Names that were never there before, in texts short enough to be remembered. */
  EVER_NEW_KEYS(5, 20, webSocket().again(newKeys()).everyMs(20), borne().answering("[1,null,{\"k")),

  UNMASKED_FRAMES(
      5, 20, webSocket().once(unmasked(FIN | TEXT, ascii("[1,\"echo\",2]"))), brokenRule()),
  INVALID_UTF8(
      5,
      20,
      webSocket().once(frame(FIN | TEXT, ascii("[1,\"echo\",\"\u00ff\"]"))),
      closedAtOnce("1007")),
  /** Deflated to hundredfold, though nobody agreed to it. */
  COMPRESSED_FRAMES(
      5, 20, webSocket().once(frame(FIN | RSV1 | TEXT, Deflated.spaces(10 << 20))), brokenRule()),
  FRAME_OF_TERABYTES(
      5,
      20,
      webSocket().once(head(FIN | TEXT, 1L << 42, true)).again(spaces(16_000)).everyMs(20),
      brokenRule()),
  UNKNOWN_OPCODE(5, 20, webSocket().once(frame(FIN | 3, new byte[0])), brokenRule()),
  NOTHING_TO_CONTINUE(
      5, 20, webSocket().once(frame(FIN | CONTINUATION, new byte[0])), brokenRule()),

  /** Calls whose answers are as large as they may be. */
  NEVER_READS(
      3,
      10,
      webSocket().again(times(10, largeCall())).everyMs(20).reading(Reading.NONE),
      closedWithin("unreadTimeoutMs", RESET)),
  /** So slowly that to the server it may look like not at all. */
  HARDLY_READS(
      3,
      10,
      webSocket().again(times(10, largeCall())).everyMs(20).reading(Reading.HARDLY),
      borne().orClosed(END, RESET)),
  /** Calls whose handler takes its time, as large as they may be. */
  LARGE_SLOW_CALLS(
      3,
      5,
      webSocket().again(text("[1,\"slow\",\"" + "x".repeat(Size.LARGE) + "\"]")).everyMs(20),
      borne().answering("[1,null,\"x"));

  /** A constant of an enum cannot use the enum's own. */
  private static final class Size {
    static final int LARGE = 30_000;
  }

  final int light;
  final int heavy;
  final Manner manner;
  final Verdict verdict;

  Attack(int light, int heavy, Manner manner, Verdict verdict) {
    this.light = light;
    this.heavy = heavy;
    this.manner = manner;
    this.verdict = verdict;
  }

  // Vert.x says 1000 whatever rule was broken, and what comes behind it is not read any more
  private static Verdict brokenRule() {
    return closedAtOnce("1000", "1002", "1009", RESET);
  }

  private static byte[] spaces(int count) {
    return ascii(" ".repeat(count));
  }

  private static byte[] pings() {
    return times(500, frame(FIN | PING, spaces(125)));
  }

  private static byte[] largeCall() {
    return text("[1,\"echo\",\"" + "x".repeat(Size.LARGE) + "\"]");
  }

  // the rid could be read, so the caller is told; what is no JSON at all ends the socket
  private static Manner refusedThenClosed(String call) {
    return webSocket().once(all(text(call), text("no JSON")));
  }

  private static Verdict badRequestThen(String ending) {
    return closedAtOnce(ending).answering("[1,\"ERR_BAD_REQUEST\",");
  }

  private static Supplier<byte[]> newKeys() {
    AtomicLong number = new AtomicLong();
    return () -> {
      StringBuilder object = new StringBuilder();
      for (int i = 0; i < 50; i++) {
        object.append(i == 0 ? '{' : ',').append("\"k").append(number.incrementAndGet());
        object.append("\":1");
      }
      return text("[1,\"echo\"," + object + "}]");
    };
  }
}
