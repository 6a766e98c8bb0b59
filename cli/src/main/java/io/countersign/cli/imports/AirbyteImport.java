package io.countersign.cli.imports;

import io.countersign.cli.imports.Item.Table;
import io.countersign.cli.imports.Manifest.Component;
import io.countersign.cli.imports.Piece.Literal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a low-code manifest of Airbyte. */
final class AirbyteImport {
  /** Where authenticators stand that are used by no request of their own, or where none can. */
  private static final Set<String> APART =
      Set.of(
          "authenticator",
          "spec",
          "schemas",
          "metadata",
          "schema_loader",
          "record_selector",
          "transformations",
          "$parameters");

  /** A name with its value behind it, in a body that is one text. */
  private static final Pattern NAME_IN_TEXT =
      Pattern.compile("([A-Za-z0-9_-]{1,60})[\"']?\\s{0,3}[=:]");

  private final Document document;
  private final Manifest manifest;
  private final Draft draft;
  private final AirbyteAuthenticators authenticators;
  private final List<Use> uses = new ArrayList<>();
  private String stream = "";

  /**
   * A requester, and what it logs in with.
   *
   * @param authenticator null if it has none
   * @param beside secrets that it sends without an authenticator, by their places
   */
  private record Use(
      String stream,
      Component requester,
      @Nullable Component authenticator,
      Map<String, List<Piece>> beside) {

    boolean isOpen() {
      return beside.isEmpty() && !hasAuthenticator(authenticator);
    }
  }

  private AirbyteImport(Document document, String name) {
    this.document = document;
    this.manifest = new Manifest(document);
    this.draft = new Draft(name, manifest.fields());
    this.authenticators = new AirbyteAuthenticators(draft);
  }

  static Draft draft(Document document, String name) {
    AirbyteImport read = new AirbyteImport(document, name);
    read.read();
    return read.draft;
  }

  private void read() {
    Table root = document.root();
    String type = Item.text(root.get("type"));
    if (root.get("streams") == null
        && root.get("dynamic_streams") == null
        && root.get("definitions") == null) {
      throw document.fault(
          root.at(),
          "is no low-code manifest: streams and definitions are expected at its top"
              + (root.get("openapi") != null || root.get("swagger") != null
                  ? "; for this document it is countersign import openapi"
                  : ""));
    }
    if (type != null
        && !type.equals("DeclarativeSource")
        && !type.equals("ConcurrentDeclarativeSource")) {
      throw document.fault(root.at(), "is no low-code manifest: its type is not DeclarativeSource");
    }
    walk(root.get("streams"), Map.of(), 0);
    walk(root.get("dynamic_streams"), Map.of(), 0);
    if (uses.isEmpty()) {
      walk(root.get("definitions"), Map.of(), 0);
    }
    if (uses.isEmpty()) {
      throw document.fault(root.at(), "there is no requester in it, so no authenticator is used");
    }
    write();
  }

  private void walk(@Nullable Item item, Map<String, Item> inherited, int depth) {
    if (depth > Document.DEPTH) {
      throw manifest.selfReference(item == null ? document.root() : item);
    }
    Item found = manifest.resolved(item).item();
    if (found instanceof Item.Row row) {
      row.items().forEach(one -> walk(one, inherited, depth + 1));
      return;
    }
    Component component = manifest.component(found, inherited);
    if (component == null) {
      return;
    }
    boolean isStream = "DeclarativeStream".equals(component.text("type"));
    String outer = stream;
    if (isStream) {
      String name = component.text("name");
      stream = name == null ? stream : name;
    }
    if (isRequester(component)) {
      Map<String, List<Piece>> beside = new LinkedHashMap<>();
      beside(component, "request_headers", "header ", beside);
      beside(component, "request_parameters", "query ", beside);
      bodies(component, beside);
      uses.add(new Use(stream, component, component.component("authenticator"), beside));
    }
    component
        .table()
        .members()
        .forEach((name, value) -> {
          if (!APART.contains(name)) {
            walk(value, manifest.without(name, component.parameters()), depth + 1);
          }
        });
    stream = outer;
  }

  /** What is no secret is the request's own, and stays with whoever makes it. */
  private void beside(
      Component requester, String field, String place, Map<String, List<Piece>> beside) {
    Item.members(requester.get(field))
        .forEach((name, value) -> {
          List<Piece> pieces = requester.pieces(value);
          if (isSecret(name, pieces)) {
            beside.put(place + name, pieces);
          } else {
            draft.noteOpen(field, name);
          }
        });
  }

  private boolean isSecret(String name, List<Piece> pieces) {
    return !pieces.isEmpty()
        && (Draft.isSecretName(name) || pieces.stream().anyMatch(this::isSecret));
  }

  private boolean isSecret(Piece piece) {
    return piece instanceof Piece.Encoded
        || (piece instanceof Piece.Other other && Jinja.mayHoldSecret(other))
        || (piece instanceof Piece.Field field && draft.fields().isSecret(field.path()));
  }

  /** As the others, what a requester sends in its body. */
  private void bodies(Component requester, Map<String, List<Piece>> beside) {
    body(requester, "request_body_json", requester.get("request_body_json"), "json", beside);
    body(requester, "request_body_data", requester.get("request_body_data"), "form", beside);
    if (requester.get("request_body") instanceof Table body) {
      String type = String.valueOf(Item.text(body.get("type")));
      body(
          requester,
          "request_body",
          body.get("value"),
          type.equals("RequestBodyUrlEncodedForm") ? "form" : "json",
          beside);
    }
  }

  private void body(
      Component requester,
      String field,
      @Nullable Item body,
      String place,
      Map<String, List<Piece>> beside) {
    Item found = requester.manifest().resolved(body).item();
    if (!(found instanceof Table table)) {
      inside(requester, field, "", found, place, beside);
      return;
    }
    table
        .members()
        .forEach((name, value) -> {
          Item one = requester.manifest().resolved(value).item();
          if (!(one instanceof Item.Scalar)) {
            inside(requester, field, name, one, place, beside);
          } else if (isSecret(name, requester.pieces(one))) {
            beside.put(
                place + " " + (place.equals("json") ? AirbyteTexts.pointer(List.of(name)) : name),
                requester.pieces(one));
          } else if (!Item.isAbsent(one)) {
            draft.noteOpen(field, name);
          }
        });
  }

  /** What is no value of one name: a secret somewhere in it cannot be placed. */
  private void inside(
      Component requester,
      String field,
      String name,
      @Nullable Item item,
      String place,
      Map<String, List<Piece>> beside) {
    if (holdsSecret(requester, name, item, 0)) {
      String where = name.isEmpty() ? field : field + "." + Fields.kebab(name);
      draft.note(
          where
              + ": it holds what may be a secret, in a text, a list or a map; it is not carried"
              + " over. Write the place and the secret.");
      beside.put(
          Draft.NOT_IMPORTED + ": " + place + (name.isEmpty() ? "" : " " + name),
          List.of(new Piece.Other("a part of " + where)));
    }
  }

  private boolean holdsSecret(Component requester, String name, @Nullable Item item, int depth) {
    Item found = requester.manifest().resolved(item).item();
    if (depth > Document.DEPTH) {
      throw manifest.selfReference(requester.table());
    }
    if (found instanceof Table table) {
      return table.members().entrySet().stream()
          .anyMatch(one -> holdsSecret(requester, one.getKey(), one.getValue(), depth + 1));
    }
    if (found instanceof Item.Row row) {
      return row.items().stream().anyMatch(one -> holdsSecret(requester, name, one, depth + 1));
    }
    List<Piece> pieces = requester.pieces(found);
    return isSecret(name, pieces)
        || NAME_IN_TEXT
            .matcher(Piece.literal(pieces))
            .results()
            .anyMatch(word -> Draft.isSecretName(word.group(1)));
  }

  /** Returns the block of what a requester sends. */
  private Block block(Use use, boolean own) {
    Component authenticator = use.authenticator();
    Map<String, List<Piece>> rest = new LinkedHashMap<>(use.beside());
    boolean composed = !rest.keySet().stream().allMatch(AirbyteImport::isCompanion);
    if (composed && (rest.size() > 1 || hasAuthenticator(authenticator))) {
      return composed(authenticator, rest);
    }
    Block block;
    if (authenticator == null || (!hasAuthenticator(authenticator) && !rest.isEmpty())) {
      Map.Entry<String, List<Piece>> first = rest.entrySet().iterator().next();
      rest.remove(first.getKey());
      block = authenticators.key(first.getKey(), first.getValue(), own);
    } else {
      block = authenticators.block(authenticator, own);
    }
    rest.forEach((place, pieces) -> {
      String name = place.substring(place.indexOf(' ') + 1);
      block
          .inner(place.startsWith("header ") ? "headers" : "query")
          .text(name, draft.beside(name, pieces));
    });
    return block;
  }

  private static boolean hasAuthenticator(@Nullable Component authenticator) {
    return authenticator != null && !authenticator.type().equals("NoAuth");
  }

  /** Returns whether any block can send it beside its own credentials. */
  private static boolean isCompanion(String place) {
    return place.startsWith("header ") || place.startsWith("query ");
  }

  private Block composed(@Nullable Component authenticator, Map<String, List<Piece>> beside) {
    List<String> parts = new ArrayList<>();
    if (authenticator != null && hasAuthenticator(authenticator)) {
      parts.add(authenticators.block(authenticator, false).item());
    }
    beside.forEach((place, pieces) -> parts.add(authenticators.key(place, pieces, false).item()));
    return Block.of("composite").raw("parts", Hocon.list(parts));
  }

  private static boolean isRequester(Component component) {
    return "HttpRequester".equals(component.text("type"))
        || "CustomRequester".equals(component.text("type"))
        || (component.table().get("authenticator") != null
            && (component.has("url_base") || component.has("url")));
  }

  private void write() {
    Map<String, List<Use>> groups = new LinkedHashMap<>();
    Set<String> open = new LinkedHashSet<>();
    for (Use use : uses) {
      if (use.isOpen()) {
        open.add(shown(use.stream()));
      } else {
        groups.computeIfAbsent(block(use, false).toString(), unused -> new ArrayList<>()).add(use);
      }
    }
    if (groups.isEmpty()) {
      draft.add(draft.name(), Block.of("none").raw("origins", origins(uses)));
      return;
    }
    if (!open.isEmpty()) {
      draft.note("These streams need no credentials: " + String.join(", ", open) + ".");
    }
    if (groups.size() == 1) {
      List<Use> only = groups.values().iterator().next();
      draft.add(draft.name(), block(only.get(0), true).raw("origins", origins(only)));
      return;
    }
    several(List.copyOf(groups.values()));
  }

  /** Several ways to log in: by their paths, or a block for each. */
  private void several(List<List<Use>> groups) {
    List<String> names = names(groups);
    Optional<List<String>> paths =
        Paths.apart(
            groups.stream()
                .map(group ->
                    group.stream().map(use -> AirbyteSession.url(use.requester())).toList())
                .toList(),
            names);
    if (paths.isPresent()) {
      Block options = new Block();
      for (int i = 0; i < names.size(); i++) {
        options.block(names.get(i), block(groups.get(i).get(0), false));
      }
      draft.add(
          draft.name(),
          Block.of("selective")
              .raw("by-url", Hocon.list(paths.get().stream().map(Hocon::quoted).toList()))
              .block("options", options)
              .raw("origins", origins(uses)));
      draft.note(
          "Streams use different authenticators: by-url takes the paths that the manifest names, and"
              + " no others. Add what else of the API you call.");
      return;
    }
    for (int i = 0; i < names.size(); i++) {
      List<Use> group = groups.get(i);
      String name = draft.name() + "-" + names.get(i);
      draft.add(name, block(group.get(0), false).raw("origins", origins(group)));
      draft.note(
          name
              + " is for these streams, since their paths do not tell them apart: "
              + group.stream()
                  .map(use -> shown(use.stream()))
                  .distinct()
                  .collect(Collectors.joining(", "))
              + ".");
    }
  }

  private static List<String> names(List<List<Use>> groups) {
    Set<String> names = new LinkedHashSet<>();
    for (List<Use> group : groups) {
      Component authenticator = group.get(0).authenticator();
      String own =
          authenticator == null
              ? "key"
              : Fields.kebab(authenticator.name().orElse(authenticator.type()))
                  .replaceFirst("-authenticator$", "");
      Fields.added(names, own);
    }
    return List.copyOf(names);
  }

  private static String shown(String stream) {
    return stream.isEmpty() ? "(unnamed)" : Fields.kebab(stream).replace('-', '_');
  }

  private String origins(List<Use> used) {
    Set<String> origins = new LinkedHashSet<>();
    for (Use use : used) {
      Component requester = use.requester();
      List<Piece> base =
          requester.has("url_base") ? requester.pieces("url_base") : requester.pieces("url");
      origins.add(new Origins(draft).of(base));
      List<Piece> path = requester.pieces("path");
      if (!path.isEmpty()
          && path.get(0) instanceof Literal first
          && first.text().matches("(?i)https?://.*")) {
        origins.add(new Origins(draft).of(path));
      }
    }
    return Hocon.list(List.copyOf(origins));
  }
}
