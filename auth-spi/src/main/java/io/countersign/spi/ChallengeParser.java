package io.countersign.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of RFC 9110 §11.6.1. Total, and linear in what it reads.
 *
 * <p>A challenge with a part that does not fit is left out as a whole, with what follows up to the
 * next scheme: without that part it could say something else, as a weaker algorithm.
 */
final class ChallengeParser {
  private final List<Challenge> challenges = new ArrayList<>();
  private @Nullable Draft draft;

  /** The challenge that parameters are added to. */
  private record Draft(String scheme, Optional<String> token68, Map<String, String> parameters) {}

  private ChallengeParser() {}

  /** Lines are one list, as if joined by commas (RFC 9110 §5.3); a quote ends with its line. */
  static List<Challenge> parse(List<String> lines) {
    ChallengeParser parser = new ChallengeParser();
    for (String line : lines) {
      for (String element : elements(line)) {
        if (!element.isEmpty()) {
          parser.element(new ChallengeElement(element));
        }
      }
    }
    parser.finish();
    return List.copyOf(parser.challenges);
  }

  /** Splits at the commas that stand outside quotes, and takes the blanks around off. */
  private static List<String> elements(String line) {
    List<String> elements = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' && quoted) {
        i++;
      } else if (c == ',' && !quoted) {
        elements.add(trimmed(line, start, i));
        start = i + 1;
      }
    }
    elements.add(trimmed(line, start, line.length()));
    return elements;
  }

  private static String trimmed(String line, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && isBlank(line.charAt(start))) {
      start++;
    }
    while (start < end && isBlank(line.charAt(end - 1))) {
      end--;
    }
    return line.substring(start, end);
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private void element(ChallengeElement element) {
    ChallengeElement.Parameter parameter = element.parameter();
    if (parameter != null) {
      add(parameter);
      return;
    }
    String scheme = element.scheme();
    if (scheme == null) {
      draft = null;
      return;
    }
    finish();
    Map<String, String> parameters = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (element.isAtEnd()) {
      draft = new Draft(scheme, Optional.empty(), parameters);
      return;
    }
    ChallengeElement.Parameter first = element.parameter();
    String token68 = first == null ? element.token68() : null;
    if (first != null) {
      parameters.put(first.name(), first.value());
    }
    draft =
        first == null && token68 == null
            ? null
            : new Draft(scheme, Optional.ofNullable(token68), parameters);
  }

  private void add(ChallengeElement.Parameter parameter) {
    if (draft == null) {
      return;
    }
    if (draft.token68.isPresent()) {
      draft = null;
    } else {
      draft.parameters.putIfAbsent(parameter.name(), parameter.value());
    }
  }

  private void finish() {
    if (draft != null) {
      challenges.add(new Challenge(draft.scheme, draft.token68, draft.parameters));
      draft = null;
    }
  }
}
