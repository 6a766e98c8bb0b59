package io.countersign.cli;

import io.countersign.Types;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what was discovered. */
@Command(
    name = "types",
    description =
        "Shows the types of authenticators, secret sources and transports that were discovered, and"
            + " the jar that each came from; with a TYPE, its settings.")
final class TypesCommand implements Runnable {
  private final Invocation invocation;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Parameters(paramLabel = "TYPE", arity = "0..1", description = "Shows the settings of this one.")
  private @Nullable String asked;

  TypesCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    Types types = invocation.builder().types();
    String wanted = asked;
    if (wanted != null) {
      types = new Types(named(wanted, types), List.of(), types.common());
    }
    if (json) {
      invocation.out().println(TypesJson.of(types));
    } else if (wanted != null) {
      for (Types.Type type : types.found()) {
        invocation
            .out()
            .println(
                TypeText.of(type, types.common().getOrDefault(type.kind().block(), List.of())));
      }
    } else {
      invocation.out().println(TypesText.of(types));
    }
  }

  private static List<Types.Type> named(String name, Types types) {
    List<Types.Type> found =
        types.found().stream().filter(type -> type.name().equals(name)).toList();
    if (found.isEmpty()) {
      throw new UsageException(
          "no type "
              + name
              + " was discovered; known are "
              + String.join(
                  ", ", types.found().stream().map(Types.Type::name).distinct().toList()));
    }
    return found;
  }
}
