package io.grenache.vertx.fault;

import java.util.function.Supplier;

/**
 * How each socket of an {@link Attack} goes about it.
 *
 * @param upgrades whether it becomes a WebSocket first
 * @param once what it sends at first
 * @param again what it sends from then on, over and over; null for nothing
 * @param pauseMs between two pieces of that, in milliseconds, not much below 20; 0 is as fast as
 *     they are taken
 * @param piece bytes of one piece; 0 is all that {@code again} gives
 * @param reading what it reads
 * @param leaves whether it resets the connection as soon as {@code once} is sent
 */
record Manner(
    boolean upgrades,
    byte[] once,
    Supplier<byte[]> again,
    int pauseMs,
    int piece,
    Reading reading,
    boolean leaves) {

  /** What a socket reads of what the server sends. */
  enum Reading {
    ALL,
    /** Some bytes now and then. */
    HARDLY,
    NONE
  }

  /** Says nothing, as plain TCP. */
  static Manner tcp() {
    return new Manner(false, new byte[0], null, 0, 0, Reading.ALL, false);
  }

  /** Says nothing, as a WebSocket; goodbyes are read but not answered. */
  static Manner webSocket() {
    return new Manner(true, new byte[0], null, 0, 0, Reading.ALL, false);
  }

  Manner once(byte[]... bytes) {
    byte[] all = HostileFrames.all(bytes);
    return new Manner(upgrades, all, again, pauseMs, piece, reading, leaves);
  }

  Manner again(byte[] bytes) {
    return again(() -> bytes);
  }

  Manner again(Supplier<byte[]> bytes) {
    return new Manner(upgrades, once, bytes, pauseMs, piece, reading, leaves);
  }

  Manner everyMs(int pause) {
    return new Manner(upgrades, once, again, pause, piece, reading, leaves);
  }

  Manner byteByByte() {
    return new Manner(upgrades, once, again, pauseMs, 1, reading, leaves);
  }

  Manner reading(Reading value) {
    return new Manner(upgrades, once, again, pauseMs, piece, value, leaves);
  }

  Manner leaving() {
    return new Manner(upgrades, once, again, pauseMs, piece, reading, true);
  }
}
