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
   */
  private record Use(String stream, Component requester, @Nullable Component authenticator) {}

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
      throw document.fault(
          item == null ? document.root().at() : item.at(),
          "refers to itself, or is nested too deep");
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
      uses.add(new Use(stream, component, component.component("authenticator")));
    }
    component
        .table()
        .members()
        .forEach((name, value) -> {
          if (!APART.contains(name)) {
            Map<String, Item> rest = new LinkedHashMap<>(component.parameters());
            rest.remove(name);
            walk(value, rest, depth + 1);
          }
        });
    stream = outer;
  }

  private static boolean isRequester(Component component) {
    return "HttpRequester".equals(component.text("type"))
        || "CustomRequester".equals(component.text("type"))
        || (component.table().get("authenticator") != null
            && (component.has("url_base") || component.has("url")));
  }

  /** Requesters that need the same. */
  private record Group(Component authenticator, List<Use> uses) {}

  private void write() {
    Map<String, Group> groups = new LinkedHashMap<>();
    Set<String> open = new LinkedHashSet<>();
    for (Use use : uses) {
      if (use.authenticator() == null) {
        open.add(use.stream());
      } else {
        Block block = authenticators.block(use.authenticator(), false);
        groups
            .computeIfAbsent(
                block.toString(), unused -> new Group(use.authenticator(), new ArrayList<>()))
            .uses()
            .add(use);
      }
    }
    if (groups.isEmpty()) {
      draft.add(draft.name(), Block.of("none").raw("origins", origins(uses)));
      return;
    }
    if (!open.isEmpty()) {
      draft.note("without credentials there: " + String.join(", ", open) + ".");
    }
    if (groups.size() == 1) {
      Group only = groups.values().iterator().next();
      Block block = authenticators.block(only.authenticator(), true);
      draft.add(draft.name(), block.raw("origins", origins(only.uses())));
      return;
    }
    several(List.copyOf(groups.values()));
  }

  private void several(List<Group> groups) {
    Set<String> names = new LinkedHashSet<>();
    List<String> rows = new ArrayList<>();
    Block options = new Block();
    for (Group group : groups) {
      String own =
          Fields.kebab(group.authenticator().name().orElse(group.authenticator().type()))
              .replaceFirst("-authenticator$", "");
      String option = own;
      for (int i = 2; !names.add(option); i++) {
        option = own + "-" + i;
      }
      options.block(option, authenticators.block(group.authenticator(), false));
    }
    Optional<List<String>> paths =
        Paths.apart(
            groups.stream()
                .map(g -> g.uses().stream().map(u -> AirbyteSession.url(u.requester())).toList())
                .toList(),
            List.copyOf(names));
    rows.addAll(paths.orElse(List.of()));
    List<String> all = List.copyOf(names);
    if (paths.isPresent()) {
      draft.add(
          draft.name(),
          Block.of("selective")
              .raw("by-url", Hocon.list(rows.stream().map(Hocon::quoted).toList()))
              .block("options", options)
              .raw("origins", origins(uses)));
      draft.note(
          "streams use different authenticators: by-url takes the paths that the manifest names, and"
              + " no other. Add the rest of the API that you call.");
      return;
    }
    for (int i = 0; i < all.size(); i++) {
      Group group = groups.get(i);
      Block block = authenticators.block(group.authenticator(), false);
      draft.add(draft.name() + "-" + all.get(i), block.raw("origins", origins(group.uses())));
      draft.note(
          draft.name()
              + "-"
              + all.get(i)
              + " is for: "
              + String.join(
                  ", ", new LinkedHashSet<>(group.uses().stream().map(Use::stream).toList()))
              + ".");
    }
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
