package io.countersign.cli;

import io.countersign.Countersign;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Builds authenticators and sends nothing. */
@Command(name = "check", description = "Builds the authenticators and sends nothing.")
final class CheckCommand implements Runnable {
  private final Invocation invocation;

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Only these; all by default.")
  private List<String> names = List.of();

  CheckCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    try (Countersign countersign = invocation.countersign()) {
      countersign.ready(names.toArray(String[]::new));
      List<String> built = names.isEmpty() ? countersign.names() : names;
      if (built.isEmpty()) {
        invocation.out().println("no authenticator is configured: is it the right file?");
      }
      int width = built.stream().mapToInt(String::length).max().orElse(0);
      for (String name : built) {
        invocation
            .out()
            .println(Layout.pad(name, width) + "  ok  (" + countersign.type(name) + ")");
      }
    }
  }
}
