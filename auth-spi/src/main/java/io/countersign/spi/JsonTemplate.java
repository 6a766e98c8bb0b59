package io.countersign.spi;

import io.countersign.internal.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A piece of JSON with texts in it.
 *
 * @param pieces JSON as it stands ({@link String}), and texts to be quoted ({@link Template})
 */
record JsonTemplate(List<Object> pieces) implements Template {

  @Override
  public Live<String> fill(Function<String, Live<String>> words) {
    return each(template -> template.fill(words)).map(this::written);
  }

  @Override
  public Live<RequestText> perRequest() {
    return each(Template::perRequest).map(Filled::new);
  }

  /** Returns what becomes of the texts, in their order. */
  private <T> Live<List<T>> each(Function<Template, Live<T>> made) {
    Live<List<T>> all = Live.of(List.of());
    for (Object piece : pieces) {
      if (piece instanceof Template template) {
        all = Live.both(all, made.apply(template), JsonTemplate::plus);
      }
    }
    return all;
  }

  private static <T> List<T> plus(List<T> list, T last) {
    List<T> longer = new ArrayList<>(list);
    longer.add(last);
    return List.copyOf(longer);
  }

  private String written(List<String> texts) {
    StringBuilder json = new StringBuilder();
    int next = 0;
    for (Object piece : pieces) {
      json.append(piece instanceof String text ? text : JsonTree.quoted(texts.get(next++)));
    }
    return json.toString();
  }

  /** The same, for each request. */
  private final class Filled implements RequestText {
    private final List<RequestText> texts;

    Filled(List<RequestText> texts) {
      this.texts = texts;
    }

    @Override
    public String text(RequestWords words) {
      return written(texts.stream().map(text -> text.text(words)).toList());
    }

    @Override
    public String sample() {
      return written(texts.stream().map(RequestText::sample).toList());
    }
  }
}
