package io.grenache.vertx.transport;

/**
 * The messages of a socket, put together from its frames. Confined to the event loop of the socket.
 */
final class MessageIntake {
  private final MessageAssembler assembler;
  private SocketGuard guard;
  private WireSocket.Receiver receiver = (message, binary) -> {};
  private boolean binary;

  MessageIntake(int maxMessageBytes) {
    this.assembler = new MessageAssembler(maxMessageBytes);
  }

  /** From now on it is told what was taken. */
  void guard(SocketGuard told) {
    guard = told;
  }

  void receiver(WireSocket.Receiver handler) {
    receiver = handler;
  }

  /**
   * Takes a frame of a message.
   *
   * @param data belongs to the message from now on
   * @param inBinary whether the first frame of the message says so
   */
  void take(byte[] data, boolean continuation, boolean inBinary, boolean last)
      throws MessageAssembler.Fault {
    int length = data.length;
    if (!continuation) {
      binary = inBinary;
    }
    byte[] message = assembler.add(data, continuation, last);
    passed(length);
    if (message != null) {
      receiver.received(message, binary);
    }
  }

  /** A frame with so much data is done with, whatever it was. */
  void passed(int length) {
    if (guard != null) {
      guard.frameTaken(
          FrameHeader.maskedBytes(length) + length, assembler.capacity(), assembler.hasBegun());
    }
  }
}
