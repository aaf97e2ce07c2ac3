package io.grenache.vertx.cli;

import io.grenache.vertx.message.Failure;
import io.vertx.core.eventbus.ReplyException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. Results go to standard output, all else to standard error. */
@Command(
    name = "grenache",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "A peer of a Grenache network.",
    subcommands = {
      GrapeCommand.class,
      ServeCommand.class,
      RequestCommand.class,
      MapCommand.class,
      PubCommand.class,
      SubCommand.class,
      AnnounceCommand.class,
      LookupCommand.class,
      PutCommand.class,
      GetCommand.class,
      KeygenCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage.",
      "",
      "Example, in three terminals:",
      "  grenache grape",
      "  grenache serve rpc_test --reply '\"world\"'",
      "  grenache request rpc_test '\"hello\"'"
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        // a payload may start with an at sign
        .setExpandAtFiles(false)
        .setExecutionExceptionHandler(
            (cause, command, parsed) -> {
              command.getErr().println(describe(cause));
              return CommandLine.ExitCode.SOFTWARE;
            });
  }

  /** {@code ERR_NAME: message} for a failure of the table, the message alone otherwise. */
  private static String describe(Exception cause) {
    String text =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return cause instanceof ReplyException ? Failure.of(cause).name() + ": " + text : text;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /** The version in the manifest of the runnable jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"grenache-vertx " + (version == null ? "(development)" : version)};
    }
  }
}
