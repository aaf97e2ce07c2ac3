package io.grenache.vertx.interop;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Decides whether the tests with Node.js peers run, and hands them the one {@link Peers}. */
final class NodePeersExtension implements ExecutionCondition, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(NodePeersExtension.class);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return decide(System.getProperty("interop", "auto"), missing(System.getenv("PATH")));
  }

  /**
   * @param mode {@code required}, {@code auto} or {@code off}
   * @param missing the programs that are not there
   * @throws IllegalStateException the peers are required, and cannot be
   */
  static ConditionEvaluationResult decide(String mode, List<String> missing) {
    String reason =
        "Node.js peers need " + String.join(" and ", missing) + " on the PATH (interop=" + mode;
    return switch (mode) {
      case "off" -> ConditionEvaluationResult.disabled("Node.js peers are off (interop=off)");
      case "auto" ->
          missing.isEmpty()
              ? ConditionEvaluationResult.enabled("Node.js is there")
              : ConditionEvaluationResult.disabled(reason + ")");
      case "required" -> {
        if (!missing.isEmpty()) {
          throw new IllegalStateException(reason + ")");
        }
        yield ConditionEvaluationResult.enabled("Node.js is there");
      }
      default ->
          throw new IllegalStateException(
              "interop must be required, auto or off, was \"" + mode + "\"");
    };
  }

  /** Which of {@code node} and {@code npm} no directory of the path holds. */
  static List<String> missing(String path) {
    List<Path> directories =
        Arrays.stream((path == null ? "" : path).split(File.pathSeparator)).map(Path::of).toList();
    return Stream.of("node", "npm")
        .filter(
            program ->
                directories.stream().noneMatch(dir -> Files.isExecutable(dir.resolve(program))))
        .toList();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Peers.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    // in the root store: shared by all test classes of the run, and closed at its end
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Peers.class, type -> new Peers(), Peers.class);
  }
}
