package io.grenache.vertx.bench;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A child's side of the talk with the coordinator: one JSON value a line, commands on standard
 * input, answers on standard output. A child lives as long as its standard input.
 */
final class Lines {
  /** Does what a command says. */
  interface Command {
    Object run(JsonObject command) throws Exception;
  }

  private static final PrintStream OUT =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

  private Lines() {}

  /** A child's whole work. */
  interface Body {
    void run() throws Exception;
  }

  /** Runs a child; ends it when it fails, whatever threads it has. */
  static void run(Body body) {
    try {
      body.run();
    } catch (Exception e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  /** Tells the coordinator that commands can come. */
  static void ready(JsonObject facts) {
    OUT.println(facts.copy().put("ready", true).encode());
  }

  /** Runs commands until there are no more, then ends the process. */
  static void serve(Map<String, Command> commands) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonObject command = new JsonObject(line);
      JsonObject answer = new JsonObject().put("id", command.getInteger("id"));
      try {
        Command known = commands.get(command.getString("do"));
        answer.put("result", known.run(command));
      } catch (Exception e) {
        answer.put("error", e.toString());
      }
      OUT.println(answer.encode());
    }
    // whatever still runs has nobody to report to
    Runtime.getRuntime().halt(0);
  }
}
