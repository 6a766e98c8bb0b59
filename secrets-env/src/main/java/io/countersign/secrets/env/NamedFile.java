package io.countersign.secrets.env;

import io.countersign.spi.Attempt;
import io.countersign.spi.FileText;
import io.countersign.spi.Lookup;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The file that a variable names; a relative path starts from the working folder, as a shell's. */
final class NamedFile {
  private final String variable;
  private final String written;

  NamedFile(String variable, String written) {
    this.variable = variable;
    this.written = written;
  }

  Lookup lookUp(Attempt before, List<String> others) {
    Path path;
    try {
      path = Path.of(written);
    } catch (InvalidPathException malformed) {
      return failed(before, "is no path", "", variable + " does not hold a path: name a file");
    }
    String shown = shown(path);
    FileText content = FileText.of(path);
    if (content instanceof FileText.Read read) {
      String value = read.withoutLineEnd();
      return value.isEmpty()
          ? new Lookup.NotFound(List.of(before, new Attempt("empty", variable, shown)), others)
          : new Lookup.Found(
              value,
              variable + " (" + shown + ")",
              Optional.empty(),
              List.of(before, new Attempt("found", variable, shown)));
    }
    String named =
        shown.isEmpty() ? "what " + variable + " names" : shown + ", which " + variable + " names,";
    return content instanceof FileText.Unusable unusable
        ? failed(before, unusable.outcome(), shown, unusable.of(named))
        : failed(
            before, "no such file", shown, named + " is not there: mend it, or unset " + variable);
  }

  private Lookup failed(Attempt before, String outcome, String shown, String explanation) {
    return new Lookup.Failed(
        Lookup.Failure.INVALID,
        List.of(before, new Attempt(outcome, variable, shown)),
        explanation);
  }

  /**
   * What may be printed of it. A value is put into {@code X_FILE} by mistake now and then; such a
   * one is not absolute, and nothing is there.
   */
  private String shown(Path path) {
    return path.isAbsolute() || Files.exists(path) ? written.replaceAll("\\p{Cntrl}", "?") : "";
  }
}
