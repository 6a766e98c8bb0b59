package io.countersign.spi;

import java.util.function.Function;

/** The text {@code {{self}}}. */
enum SelfAlone implements Template, RequestText {
  INSTANCE;

  @Override
  public Live<String> fill(Function<String, Live<String>> words) {
    return words.apply(RequestWords.SELF);
  }

  @Override
  public Live<RequestText> perRequest() {
    return Live.of(this);
  }

  @Override
  public String text(RequestWords words) {
    return words.text(RequestWords.SELF);
  }

  @Override
  public String sample() {
    return "0";
  }
}
