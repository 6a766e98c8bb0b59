package io.countersign.cli;

import io.countersign.Countersign;
import io.countersign.Explanation.Block;
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
    String[] asked = names.toArray(String[]::new);
    try (Countersign countersign = invocation.countersign()) {
      List<Block> blocks = countersign.ready(asked).explain(asked).authenticators();
      int width = blocks.stream().mapToInt(block -> block.name().length()).max().orElse(0);
      for (Block block : blocks) {
        invocation.out().println(Layout.pad(block.name(), width) + "  ok  (" + block.type() + ")");
      }
    }
  }
}
