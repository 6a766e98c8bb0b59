package io.countersign.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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
      return new CommandLine(new CountersignCommand(invocation))
          .addSubcommand(new DemoCommand(invocation))
          .addSubcommand(new CheckCommand(invocation))
          .addSubcommand(new ExplainCommand(invocation))
          .addSubcommand(new TypesCommand(invocation))
          .addSubcommand(new RequestCommand(invocation))
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
}
