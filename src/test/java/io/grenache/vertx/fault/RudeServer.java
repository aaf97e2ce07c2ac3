package io.grenache.vertx.fault;

import io.grenache.vertx.testing.ScriptedServer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import java.util.concurrent.atomic.AtomicInteger;

/** A peer that speaks WebSocket rightly and Grenache wrongly, until it is told to behave. */
final class RudeServer {
  /** What the server does with a call. */
  enum Manner {
    /** Echoes it. */
    CORRECT,
    /** Answers with what is no JSON. */
    GARBAGE,
    /** Answers with a rid that nobody has. */
    WRONG_RID,
    /** Answers, and then once more. */
    TWICE,
    /** Closes the socket in place of every tenth answer. */
    CLOSE
  }

  private final Backends notes;
  private final ScriptedServer server;
  private final AtomicInteger rude = new AtomicInteger();
  private volatile Manner manner = Manner.CORRECT;
  private volatile short closeCode = 1000;

  /**
   * @param notes are told which calls came
   */
  RudeServer(Backends notes) {
    this.notes = notes;
    server = new ScriptedServer(notes.vertx(), this::answer);
  }

  int port() {
    return server.port();
  }

  /** How many calls were not just answered. */
  int rude() {
    return rude.get();
  }

  void become(Manner next) {
    manner = next;
  }

  void closeWith(int code) {
    closeCode = (short) code;
    become(Manner.CLOSE);
  }

  void close() {
    server.close();
  }

  private void answer(ServerWebSocket socket, JsonArray request) {
    int id = request.getInteger(2);
    notes.noteHandled(id);
    String reply = new JsonArray().add(request.getValue(0)).addNull().add(id).encode();
    Manner now = manner;
    int count = now == Manner.CORRECT ? 0 : rude.incrementAndGet();
    switch (now) {
      case CORRECT -> socket.writeTextMessage(reply);
      case GARBAGE -> socket.writeTextMessage("{garbage");
      case WRONG_RID -> socket.writeTextMessage("[\"nobody's\",null," + id + "]");
      case TWICE -> {
        socket.writeTextMessage(reply);
        socket.writeTextMessage(reply);
      }
      case CLOSE -> {
        if (count % 10 == 0) {
          socket.close(closeCode);
        } else {
          socket.writeTextMessage(reply);
        }
      }
    }
  }
}
