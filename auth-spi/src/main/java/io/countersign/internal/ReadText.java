package io.countersign.internal;

import io.countersign.spi.Live;
import io.countersign.spi.RequestText;
import io.countersign.spi.Secret;
import io.countersign.spi.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A text of the configuration over the cells of its references. */
final class ReadText implements Template, Secret {
  private final List<TextPart> parts;
  private final List<SecretCell> cells;
  private final Live<String> whole;

  /** The text of these parts; those without reserved words are whole from the start. */
  ReadText(List<TextPart> parts, Function<TextPart.Reference, SecretCell> cellOf) {
    this(
        parts,
        parts.stream()
            .filter(TextPart.Reference.class::isInstance)
            .map(part -> cellOf.apply((TextPart.Reference) part))
            .toList());
  }

  private ReadText(List<TextPart> parts, List<SecretCell> cells) {
    this.parts = parts;
    this.cells = cells;
    this.whole =
        parts.stream().anyMatch(TextPart.Reserved.class::isInstance)
            ? Live.of("")
            : fill(word -> Live.of(""));
  }

  /** Returns the text of these lines, joined by line feeds. */
  static ReadText lines(List<ReadText> lines) {
    List<TextPart> parts = new ArrayList<>();
    List<SecretCell> cells = new ArrayList<>();
    for (ReadText line : lines) {
      if (line != lines.get(0)) {
        parts.add(new TextPart.Literal("\n"));
      }
      parts.addAll(line.parts);
      cells.addAll(line.cells);
    }
    return new ReadText(parts, cells);
  }

  List<SecretCell> cells() {
    return cells;
  }

  @Override
  public Live<String> fill(Function<String, Live<String>> words) {
    List<Live<String>> pieces = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int cell = 0;
    for (TextPart part : parts) {
      if (part instanceof TextPart.Literal piece) {
        literal.append(piece.text());
        continue;
      }
      if (!literal.isEmpty()) {
        pieces.add(Live.of(literal.toString()));
        literal.setLength(0);
      }
      if (part instanceof TextPart.Reference reference) {
        pieces.add(filtered(cells.get(cell++), reference.filters()));
      } else if (part instanceof TextPart.Reserved reserved) {
        pieces.add(filtered(words.apply(reserved.word()), reserved.filters()));
      }
    }
    if (!literal.isEmpty() || pieces.isEmpty()) {
      pieces.add(Live.of(literal.toString()));
    }
    return pieces.stream().reduce((a, b) -> Live.both(a, b, String::concat)).orElseThrow();
  }

  @Override
  public Live<RequestText> perRequest() {
    Live<List<FilledText.Piece>> pieces = Live.of(List.of());
    int cell = 0;
    for (TextPart part : parts) {
      Live<FilledText.Piece> piece =
          part instanceof TextPart.Reference reference
              ? filtered(cells.get(cell++), reference.filters()).map(FilledText.Same::new)
              : Live.of(
                  part instanceof TextPart.Reserved reserved
                      ? FilledText.of(reserved)
                      : new FilledText.Same(((TextPart.Literal) part).text()));
      pieces = Live.both(pieces, piece, ReadText::plus);
    }
    return pieces.map(FilledText::new);
  }

  private static List<FilledText.Piece> plus(
      List<FilledText.Piece> pieces, FilledText.Piece piece) {
    List<FilledText.Piece> more = new ArrayList<>(pieces);
    more.add(piece);
    return List.copyOf(more);
  }

  /** Runs the filters over what was found, so that what they cannot take is known now. */
  void tryFilters() {
    int cell = 0;
    for (TextPart part : parts) {
      if (part instanceof TextPart.Reference reference) {
        filtered(cells.get(cell++), reference.filters()).now();
      }
    }
  }

  private static Live<String> filtered(Live<String> live, List<Filter> filters) {
    return filters.isEmpty() ? live : live.map(value -> Filter.through(filters, value));
  }

  /** What is made of this text stands on its references, and a look at it does not pass here. */
  @Override
  public <R> Live<R> map(Function<? super String, ? extends R> function) {
    return whole.map(function);
  }

  @Override
  public @Nullable String now() {
    return whole.now();
  }

  @Override
  public CompletionStage<String> get() {
    return whole.get();
  }

  @Override
  public CompletionStage<String> refused(String value) {
    return whole.refused(value);
  }

  @Override
  public CompletionStage<String> latest() {
    return whole.latest();
  }

  @Override
  public void used() {
    whole.used();
  }

  @Override
  public List<Provenance> provenance() {
    List<Provenance> found = new ArrayList<>();
    for (SecretCell cell : cells) {
      Provenance provenance = cell.provenance();
      if (provenance != null) {
        found.add(provenance);
      }
    }
    return List.copyOf(found);
  }

  @Override
  public String toString() {
    if (cells.isEmpty()) {
      return "Secret[(literal)]";
    }
    StringBuilder text = new StringBuilder("Secret[");
    for (SecretCell cell : cells) {
      Provenance provenance = cell.provenance();
      text.append(text.length() > 7 ? ", " : "")
          .append(cell.ref())
          .append(provenance == null ? "" : " from " + provenance.source());
    }
    return text.append(']').toString();
  }
}
