package io.countersign.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;

/** Starts the {@code countersign} command. */
public final class Main {
  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(Surroundings.process(), arguments));
  }

  /** Runs the command and returns its exit code; throws nothing that a user can cause. */
  public static int run(Surroundings surroundings, String... arguments) {
    PrintWriter out = new PrintWriter(surroundings.out(), false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8);
    Warnings warnings = Warnings.to(err);
    try (Invocation invocation = new Invocation(surroundings, out, err)) {
      Failures failures = new Failures();
      return commandLine(invocation, arguments)
          .setOut(out)
          .setErr(err)
          // `-d @body.json` names a body, not a file of arguments.
          .setExpandAtFiles(false)
          .setParameterExceptionHandler(failures)
          .setExecutionExceptionHandler(failures)
          .execute(arguments);
    } catch (Error error) { // a jar of --class-path may bring any; the parser lets them pass
      err.println(Failures.bug(error));
      return ExitCode.BUG;
    } finally {
      warnings.close();
      out.flush();
      err.flush();
    }
  }

  /**
   * Returns the command with those below it that are named, or all if none is: the parser looks at
   * every one it is given, which takes longer than most commands.
   */
  private static CommandLine commandLine(Invocation invocation, String... arguments) {
    Map<String, Function<Invocation, Object>> commands = new LinkedHashMap<>();
    commands.put("demo", DemoCommand::new);
    commands.put("check", CheckCommand::new);
    commands.put("token", TokenCommand::new);
    commands.put("explain", ExplainCommand::new);
    commands.put("secrets", SecretsCommand::new);
    commands.put("types", TypesCommand::new);
    commands.put("request", RequestCommand::new);
    commands.put("import", ImportCommand::new);
    Set<String> named = new LinkedHashSet<>(List.of(arguments));
    if (Collections.disjoint(commands.keySet(), named)) {
      named = commands.keySet();
    }
    CommandLine line = new CommandLine(new CountersignCommand(invocation));
    for (Map.Entry<String, Function<Invocation, Object>> command : commands.entrySet()) {
      if (named.contains(command.getKey())) {
        line.addSubcommand(command.getValue().apply(invocation));
      }
    }
    return line;
  }
}
