package io.grenache.vertx.wire;

import io.grenache.vertx.json.JsonFault;
import io.grenache.vertx.message.Payload;

/** A message is no frame of Grenache's RPC. The text says why and shows nothing of the message. */
public final class FrameFault extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong, and how a socket that must be closed for it says so. */
  public enum Kind {
    /** Not UTF-8, or not JSON. */
    NOT_JSON(1007),
    /** JSON, but not an array of the right shape. */
    WRONG_SHAPE(1008),
    /** Larger, deeper, or with longer numbers than allowed. */
    TOO_LARGE(1009);

    private final int closeCode;

    Kind(int closeCode) {
      this.closeCode = closeCode;
    }

    /** The WebSocket close code of RFC 6455, section 7.4.1. */
    public int closeCode() {
      return closeCode;
    }
  }

  private final Kind kind;
  private final transient Payload rid;

  private FrameFault(Kind kind, String message, Payload rid) {
    super(message, null, false, false);
    this.kind = kind;
    this.rid = rid;
  }

  static FrameFault shape(String message, Payload rid) {
    return new FrameFault(Kind.WRONG_SHAPE, message, rid);
  }

  static FrameFault notJson(String message) {
    return new FrameFault(Kind.NOT_JSON, message, null);
  }

  static FrameFault of(JsonFault fault, Payload rid) {
    Kind kind = fault.kind() == JsonFault.Kind.TOO_DEEP ? Kind.TOO_LARGE : Kind.NOT_JSON;
    return new FrameFault(kind, fault.getMessage(), rid);
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }

  /** The rid, if it could still be read; else null. */
  public Payload rid() {
    return rid;
  }
}
