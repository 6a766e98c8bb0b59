package io.countersign.spi;

import io.countersign.internal.Failures;
import io.countersign.internal.Placer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Where the signature of a request goes, and the texts beside it.
 *
 * <p>What goes out is what is signed: first the texts of query, cookies and body are put on the
 * request, then the headers, which may speak of those; both are there when it is signed. Texts in
 * which {@code self} stands come last.
 */
public final class RequestPlacing {
  private static final List<String> OF_THE_QUERY = List.of("query", "target", "uri");

  private final List<CallTexts.Item> first;
  private final List<CallTexts.Item> headers;
  private final List<CallTexts.Item> last;
  private final boolean firstIsSeen;
  private final boolean headersAreSeen;
  private final Set<Need> needs;

  RequestPlacing(List<CallTexts.Item> items, Template signed) {
    CallTexts.refuseClashes(
        items.stream()
            .map(item -> new CallTexts.Part(item.place(), item.name(), Live.of("0")))
            .toList());
    this.last = items.stream().filter(RequestPlacing::isSigned).toList();
    if (last.isEmpty()) {
      throw new IllegalArgumentException(
          "{{self}}, the signature, stands in none of its texts; write it into value");
    }
    this.headers =
        items.stream().filter(it -> !isSigned(it) && it.place() == Place.HEADER).toList();
    this.first = items.stream().filter(it -> !isSigned(it) && it.place() != Place.HEADER).toList();
    Set<String> later = wordsOf(last);
    later.addAll(signed.words());
    this.headersAreSeen = areSeen(headers, later);
    later.addAll(wordsOf(headers));
    this.firstIsSeen = areSeen(first, later);
    later.addAll(wordsOf(first));
    refuseUnseen();
    boolean body =
        later.stream().anyMatch(RequestPlacing::isOfTheBody)
            || first.stream().anyMatch(item -> Placer.inBody(item.place()));
    this.needs = body ? Set.of(Need.REQUEST_BODY) : Set.of();
  }

  /** A text of what another one changes beside it would say what was, and not what goes out. */
  private void refuseUnseen() {
    if (areSeen(first, wordsOf(first)) || areSeen(headers, wordsOf(headers))) {
      throw new IllegalArgumentException(
          "one of its texts stands for a part of the request that another one beside it changes;"
              + " headers see the query and the body as they go out, and the signature sees all");
    }
  }

  private static boolean isSigned(CallTexts.Item item) {
    return item.text().words().contains(RequestWords.SELF);
  }

  private static Set<String> wordsOf(List<CallTexts.Item> items) {
    Set<String> words = new TreeSet<>();
    items.forEach(item -> words.addAll(item.text().words()));
    return words;
  }

  private static boolean isOfTheBody(String word) {
    return word.equals("body") || isField(word, "content-length");
  }

  private static boolean areSeen(List<CallTexts.Item> items, Set<String> words) {
    return items.stream().anyMatch(item -> words.stream().anyMatch(word -> changes(item, word)));
  }

  /** Returns whether a text may change what this word stands for. */
  private static boolean changes(CallTexts.Item item, String word) {
    return switch (item.place()) {
      case HEADER -> isField(word, item.name());
      case QUERY -> OF_THE_QUERY.contains(word) || isField(word, item.name());
      case COOKIE -> isField(word, "cookie");
      case FORM, JSON, JSON_LITERAL -> isOfTheBody(word) || isField(word, "content-type");
    };
  }

  private static boolean isField(String word, String name) {
    return word.startsWith(RequestWords.FIELD)
        && word.substring(RequestWords.FIELD.length())
            .strip()
            .toLowerCase(Locale.ROOT)
            .equals(name.toLowerCase(Locale.ROOT));
  }

  /** Returns what must be in hand to sign: the body, where a text has it or goes into it. */
  public Set<Need> needs() {
    return needs;
  }

  /**
   * Returns what makes the credentials of each request, made anew when a secret changes.
   *
   * @param signature what {@code self} stands for, given the words of the request as it goes out
   * @throws IllegalArgumentException if what is at hand can never be sent
   */
  public Live<RequestSigner> signers(
      Live<Function<RequestWords, String>> signature, AuthContext context) {
    Live<RequestSigner> signers =
        Live.both(
            Live.both(texts(first), texts(headers), Unsigned::new),
            Live.both(texts(last), signature, Signed::new),
            (unsigned, signed) ->
                request -> sign(unsigned, signed, RequestWords.of(request, context)));
    Failures.tellAtOnce(signers);
    return signers;
  }

  private Credentials sign(Unsigned unsigned, Signed signed, RequestWords bare) {
    Credentials placed = all(unsigned.first, bare);
    RequestWords words = firstIsSeen ? bare.with(placed) : bare;
    Credentials fields = all(unsigned.headers, words);
    if (headersAreSeen) {
      words = words.with(fields);
    }
    String self = signed.signature.apply(words);
    return placed.and(fields).and(all(signed.last, words.signed(self)));
  }

  /** What a text puts on a request. */
  private interface Text extends Function<RequestWords, Credentials> {}

  private record Unsigned(List<Text> first, List<Text> headers) {}

  private record Signed(List<Text> last, Function<RequestWords, String> signature) {}

  private static Credentials all(List<Text> texts, RequestWords words) {
    Credentials all = Credentials.none();
    for (Text text : texts) {
      all = all.and(text.apply(words));
    }
    return all;
  }

  private static Live<List<Text>> texts(List<CallTexts.Item> items) {
    Live<List<Text>> all = Live.of(List.of());
    for (CallTexts.Item item : items) {
      all = Live.both(all, text(item), RequestPlacing::plus);
    }
    return all;
  }

  private static List<Text> plus(List<Text> list, Text last) {
    List<Text> longer = new ArrayList<>(list);
    longer.add(last);
    return List.copyOf(longer);
  }

  /** One without words is made once; what stands beside words must fit whatever they give. */
  private static Live<Text> text(CallTexts.Item item) {
    boolean same = item.text().words().isEmpty();
    return item.text()
        .perRequest()
        .map(text -> {
          Credentials sample = Credentials.of(item.place(), item.name(), text.sample());
          return same
              ? words -> sample
              : words -> Credentials.of(item.place(), item.name(), text.text(words));
        });
  }
}
