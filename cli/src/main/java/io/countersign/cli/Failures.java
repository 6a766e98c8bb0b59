package io.countersign.cli;

import io.countersign.AuthConfigException;
import io.countersign.AuthException;
import io.countersign.cli.imports.ImportException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpTimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says on stderr what went wrong, without a stack trace, and which exit code that is. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException wrong, String[] arguments) {
    PrintWriter err = wrong.getCommandLine().getErr();
    err.println("countersign: " + wrong.getMessage());
    if (!UnmatchedArgumentException.printSuggestions(wrong, err)) {
      hint(wrong.getCommandLine());
    }
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult arguments) {
    PrintWriter err = command.getErr();
    command.getOut().flush();
    if (failure instanceof UsageException usage) {
      err.println("countersign: " + usage.getMessage());
      hint(command);
      return ExitCode.USAGE;
    }
    if (failure instanceof ImportException unusable) {
      err.println("countersign: " + unusable.getMessage());
      return ExitCode.CONFIGURATION;
    }
    // An adapter may hand either of these on inside an IOException.
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AuthConfigException report) {
        err.println(report.getMessage());
        return ExitCode.CONFIGURATION;
      }
      if (cause instanceof AuthException refused) {
        err.println("countersign: " + refused.getMessage());
        return refused.category() == AuthException.Category.REQUEST
            ? ExitCode.CONFIGURATION
            : ExitCode.LOGIN;
      }
    }
    if (failure instanceof IOException unreachable) {
      err.println("countersign: " + said(unreachable));
      return ExitCode.UNREACHABLE;
    }
    err.println(bug(failure));
    return ExitCode.BUG;
  }

  private static void hint(CommandLine command) {
    command.getErr().println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
  }

  private static String said(IOException failure) {
    if (failure instanceof HttpTimeoutException) {
      return "the API did not answer in time";
    }
    String message = failure.getMessage();
    return message == null ? "the API cannot be reached" : message;
  }

  /** Shows the kind and the line of code, and no message: nobody knows what stands in one. */
  static String bug(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    return "countersign: a bug: "
        + failure.getClass().getName()
        + (trace.length == 0 ? "" : " at " + trace[0])
        + "; please report this line";
  }
}
