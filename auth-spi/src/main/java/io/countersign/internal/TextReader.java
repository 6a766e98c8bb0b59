package io.countersign.internal;

import com.typesafe.config.ConfigValue;
import io.countersign.spi.SecretRef;
import io.countersign.spi.Setting;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one text of the configuration: what it refers to, and whether it may stand there. */
final class TextReader {
  private static final System.Logger LOG = System.getLogger("io.countersign");
  private static final Pattern ESCAPED = Pattern.compile("\\{\\{\\s*literal:.*?}}", Pattern.DOTALL);

  /** What is done about a secret that stands in the configuration in plain. */
  enum Literals {
    ALLOW,
    WARN,
    FORBID
  }

  private final Function<SecretRef, SecretCell> cells;
  private final Literals literals;
  private final Set<String> warned;
  private final boolean refusesTheHouse;

  TextReader(Function<SecretRef, SecretCell> cells, Literals literals) {
    this(cells, literals, ConcurrentHashMap.newKeySet(), false);
  }

  private TextReader(
      Function<SecretRef, SecretCell> cells,
      Literals literals,
      Set<String> warned,
      boolean refusesTheHouse) {
    this.cells = cells;
    this.literals = literals;
    this.warned = warned;
    this.refusesTheHouse = refusesTheHouse;
  }

  /**
   * Returns one that reads the same texts for a tenant.
   *
   * @param shared whether they may hold secrets of the house
   */
  TextReader ofTenant(Function<SecretRef, SecretCell> its, boolean shared) {
    return new TextReader(its, literals, warned, !shared);
  }

  /** Returns the text, or null after a fault. */
  @Nullable ReadText read(Reading reading, String below, ConfigValue value, Setting<?> setting) {
    if (!Shapes.isScalar(value)) {
      reading.fault(value, below, "must be a text, not " + Shapes.of(value));
      return null;
    }
    String written = Shapes.written(value);
    List<TextPart> parts = parts(reading, below, value, written, setting);
    if (parts == null || isOfTheHouse(reading, below, value, parts, setting)) {
      return null;
    }
    ReadText text = new ReadText(parts, reference -> cells.apply(reference.ref()));
    reading.text(
        new Reading.NamedText(below, Where.of(value), shown(parts), text, setting.confidential()));
    return text;
  }

  /** What a tenant must not have is no default, no {@code {{literal:…}}}, and no key. */
  private boolean isOfTheHouse(
      Reading reading, String below, ConfigValue value, List<TextPart> parts, Setting<?> setting) {
    if (!refusesTheHouse) {
      return false;
    }
    boolean located =
        parts.stream()
            .anyMatch(part ->
                part instanceof TextPart.Reference reference
                    && reference.ref() instanceof SecretRef.Locator);
    String written = Shapes.written(value);
    boolean inPlain =
        setting.confidential()
            && !written.isEmpty()
            && !Where.isDefault(value)
            && (Where.isOutside(value) || !written.contains("{{"));
    if (located || inPlain) {
      reading.fault(
          value,
          below,
          (located ? "names a place of the house" : "is a secret of the house, in plain")
              + ", which a tenant is given only where its block says shared = true; write {{key}},"
              + " which each tenant has a secret of its own for");
    }
    return located || inPlain;
  }

  /** What stands beside references may be half of a secret: it is shown by three dots. */
  private static String shown(List<TextPart> parts) {
    StringBuilder text = new StringBuilder();
    for (TextPart part : parts) {
      if (part instanceof TextPart.Reference reference) {
        text.append(braces(reference.ref().toString(), reference.filters()));
      } else if (part instanceof TextPart.Reserved reserved) {
        text.append(braces(reserved.word(), reserved.filters()));
      } else if (text.isEmpty() || text.charAt(text.length() - 1) != '…') {
        text.append('…');
      }
    }
    return text.indexOf("{{") < 0 ? "(literal)" : text.toString();
  }

  private static String braces(String inner, List<Filter> filters) {
    StringBuilder text = new StringBuilder("{{").append(inner);
    filters.forEach(filter -> text.append('|').append(filter));
    return text.append("}}").toString();
  }

  /** Returns the text of a setting that is left out: it is looked up under its path. */
  ReadText leftOut(Reading reading, String below, String key, Setting<?> setting) {
    SecretRef ref = new SecretRef.Key(key);
    ReadText text =
        new ReadText(
            List.of(new TextPart.Reference(ref, List.of())),
            reference -> cells.apply(reference.ref()));
    reading.text(new Reading.NamedText(below, "", "{{" + key + "}}", text, setting.confidential()));
    return text;
  }

  private @Nullable List<TextPart> parts(
      Reading reading, String below, ConfigValue value, String written, Setting<?> setting) {
    if (Where.isOutside(value)) {
      // what the environment says is data, whatever it looks like
      return List.of(new TextPart.Literal(written));
    }
    if (Where.mentionsOutside(value) && written.contains("{{")) {
      reading.fault(
          value,
          below,
          "mixes {{…}} with a ${…} from the environment, which might hold braces of its own;"
              + " write {{env:NAME}} for that part");
      return null;
    }
    if (ESCAPED.matcher(written).replaceAll("").contains("${")) {
      reading.fault(
          value,
          below,
          "holds ${, which is not replaced inside quotes; write {{key}} for a secret, take the quotes"
              + " off a ${…} of the configuration, or write {{literal:…}} if it is to be sent just so");
      return null;
    }
    List<TextPart> parts;
    try {
      parts = TextSyntax.parse(written, setting.reserved());
    } catch (TextSyntax.Malformed malformed) {
      reading.fault(value, below, malformed.what());
      return null;
    }
    if (!written.contains("{{")) {
      return literal(reading, below, value, written, setting) ? parts : null;
    }
    return parts;
  }

  private boolean literal(
      Reading reading, String below, ConfigValue value, String written, Setting<?> setting) {
    boolean slip =
        (written.startsWith("{") && written.endsWith("}"))
            || (written.startsWith("<") && written.endsWith(">"))
            || written.equalsIgnoreCase("changeme");
    if (slip) {
      reading.fault(
          value,
          below,
          "is a placeholder, not a value; write {{key}} for a secret, or {{literal:…}} if it is to"
              + " be sent just so");
      return false;
    }
    boolean harmless = written.isEmpty() || Where.isDefault(value);
    if (!setting.confidential() || harmless || Where.mentionsOutside(value)) {
      return true;
    }
    if (literals == Literals.FORBID) {
      reading.fault(
          value,
          below,
          "is a secret in plain, which countersign.secrets.literals = forbid does not allow; write"
              + " {{key}} and keep it in a source");
      return false;
    }
    if (literals == Literals.WARN && warned.add(reading.path() + "." + below)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: {1}.{2} is a secret in plain; keep it in a source and write '{{key}}', or say"
              + " countersign.secrets.literals = allow",
          Where.of(value),
          reading.path(),
          below);
    }
    return true;
  }
}
