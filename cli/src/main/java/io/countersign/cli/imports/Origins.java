package io.countersign.cli.imports;

import io.countersign.cli.imports.Piece.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a block may send its credentials, by the addresses that a document names. */
final class Origins {
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?i)(https?)://(?:[^/@?#]*@)?([a-z0-9._-]+|\\[[0-9a-f:.]+])(:\\d{1,5})?([/?#].*)?");
  private static final Pattern BELOW =
      Pattern.compile("(?i)[a-z0-9-]*((?:\\.[a-z0-9-]+){2,}+)(:\\d{1,5})?([/?#].*)?");

  private static final Pattern PATH = Pattern.compile("[/?#]");

  private static final int LONGEST_HOST = 255;

  private final Draft draft;

  Origins(Draft draft) {
    this.draft = draft;
  }

  /** Returns an origin in HOCON; one that is refused, where the document does not tell. */
  String of(List<Piece> document) {
    List<Piece> address =
        Piece.areLiteral(document) ? document : draft.address("origins", host(document));
    if (Piece.areLiteral(address)) {
      Matcher parts = ADDRESS.matcher(Piece.literal(address).strip());
      if (!parts.matches() || parts.group(2).length() > LONGEST_HOST) {
        return refused("the document names no address");
      }
      if (parts.group(1).equalsIgnoreCase("http")) {
        draft.note(
            "origins: the document says http; credentials go by https alone, this machine aside.");
      }
      String port = parts.group(3) == null ? "" : parts.group(3);
      return Hocon.quoted(
          parts.group(1).toLowerCase(java.util.Locale.ROOT) + "://" + parts.group(2) + port);
    }
    String wildcard = wildcard(address);
    if (wildcard != null) {
      draft.note(
          "origins: "
              + wildcard
              + " lets every host there have the credentials; write the one that you use.");
      return Hocon.quoted(wildcard);
    }
    return draft.word("origins", address);
  }

  private String refused(String why) {
    draft.note(
        "origins: " + why + "; write where the API is in place of " + Draft.NOT_IMPORTED + ".");
    return Hocon.quoted(Draft.NOT_IMPORTED);
  }

  /** Returns {@code https://*.example.com} where only the first labels are not known. */
  private static @org.jspecify.annotations.Nullable String wildcard(List<Piece> address) {
    if (!(address.get(0) instanceof Literal first)
        || !first.text().matches("(?i)https://[a-z0-9.-]*")) {
      return null;
    }
    int last = 1;
    for (int i = 1; i < address.size(); i++) {
      if (address.get(i) instanceof Literal literal) {
        if (literal.text().matches("(?s)[^/]*/.*") || i == address.size() - 1) {
          last = i;
          break;
        }
      } else {
        last = i;
      }
    }
    if (!(address.get(last) instanceof Literal rest)) {
      return null;
    }
    Matcher host = BELOW.matcher(rest.text());
    return host.matches() && host.group(1).length() <= LONGEST_HOST
        ? "https://*" + host.group(1) + (host.group(2) == null ? "" : host.group(2))
        : null;
  }

  /** Returns the pieces up to the path. */
  private static List<Piece> host(List<Piece> address) {
    List<Piece> host = new ArrayList<>();
    for (int i = 0; i < address.size(); i++) {
      Piece piece = address.get(i);
      if (piece instanceof Literal literal) {
        String text = literal.text();
        int from = i == 0 && text.contains("://") ? text.indexOf("://") + 3 : 0;
        Matcher path = PATH.matcher(text);
        if (path.find(from)) {
          if (path.start() > 0) {
            host.add(new Literal(text.substring(0, path.start())));
          }
          return host;
        }
      }
      host.add(piece);
    }
    return host;
  }
}
