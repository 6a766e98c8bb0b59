package io.countersign.cli;

import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.Probing;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Builds authenticators; sends nothing unless it is told to. */
@Command(
    name = "check",
    description = "Builds the authenticators, and sends nothing without --live.",
    sortOptions = false)
final class CheckCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Only these; all by default.")
  private List<String> names = List.of();

  @Option(
      names = "--live",
      description =
          "Logs in or obtains a token where that is how the type works, and asks validate-url where"
              + " the block has one.")
  private boolean live;

  CheckCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (Countersign countersign = invocation.countersign()) {
      countersign.ready(names.toArray(String[]::new));
      List<String> built = names.isEmpty() ? countersign.names() : names;
      if (built.isEmpty()) {
        invocation.out().println("no authenticator is configured: is it the right file?");
      }
      int width = built.stream().mapToInt(String::length).max().orElse(0);
      int exit = ExitCode.OK;
      for (String name : built) {
        try {
          String what = live ? tried(countersign, name) : countersign.type(name);
          invocation.out().println(Layout.pad(name, width) + "  ok  (" + what + ")");
        } catch (AuthException refused) {
          invocation.out().println(Layout.pad(name, width) + "  failed");
          invocation.err().println("countersign: " + refused.getMessage());
          exit = ExitCode.LOGIN;
        }
      }
      return exit;
    }
  }

  private static String tried(Countersign countersign, String name) throws InterruptedException {
    Authenticator authenticator = countersign.authenticator(name);
    Optional<Probing> probing = authenticator.probing();
    if (probing.isEmpty()) {
      return countersign.type(name) + ", nothing to try";
    }
    return Obtaining.of(name, probing.get().probe());
  }
}
