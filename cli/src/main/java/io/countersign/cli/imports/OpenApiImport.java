package io.countersign.cli.imports;

import io.countersign.cli.imports.Item.Table;
import io.countersign.cli.imports.Piece.Field;
import io.countersign.cli.imports.Piece.Literal;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what an OpenAPI document (3.0, 3.1, or Swagger 2.0) says of security. */
final class OpenApiImport {
  private static final String SECURITY = "security";
  private static final String SERVERS = "servers";
  private static final String NONE = "none";
  private static final String NO_SECURITY = "security is a list of maps, as [{ scheme: [] }]";
  private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]+)}");
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace", "query");
  private static final int MOST_ORIGINS = 10;

  private final Document document;
  private final Manifest references;
  private final Draft draft;
  private final OpenApiSchemes schemes;

  /** Schemes that go together, by name. */
  private record Together(Set<String> names) {}

  private OpenApiImport(Document document, String name) {
    this.document = document;
    this.references = new Manifest(document);
    Map<List<String>, Fields.Known> variables = new LinkedHashMap<>();
    for (Item server : Item.items(document.root().get(SERVERS))) {
      Item.members(server instanceof Table table ? table.get("variables") : null)
          .forEach((variable, item) ->
              variables.put(
                  List.of(variable),
                  new Fields.Known(
                      false,
                      "",
                      Optional.ofNullable(
                          Item.text(item instanceof Table t ? t.get("default") : null)))));
    }
    this.draft = new Draft(name, new Fields(variables));
    Item found =
        document.root().get("swagger") != null
            ? document.root().get("securityDefinitions")
            : document.root().at("components", "securitySchemes");
    this.schemes =
        new OpenApiSchemes(
            document, references, draft, Item.members(references.resolved(found).item()));
  }

  /** Returns a name by the title of a document; null if it has none. */
  static @Nullable String name(Document document) {
    String title = Item.text(document.root().at("info", "title"));
    return title == null || !title.matches("(?s).*[A-Za-z].*")
        ? null
        : Fields.kebab(title.length() > 40 ? title.substring(0, 40) : title);
  }

  static Draft draft(Document document, String name) {
    Table root = document.root();
    if (root.get("openapi") == null && root.get("swagger") == null) {
      throw document.fault(
          root.at(), "is no OpenAPI document: openapi, or swagger, is expected at its top");
    }
    OpenApiImport read = new OpenApiImport(document, name);
    read.read();
    return read.draft;
  }

  private void read() {
    Table root = document.root();
    Map<List<Together>, List<String>> groups = new LinkedHashMap<>();
    List<Together> usual = alternatives(root.get(SECURITY));
    List<String> none = new ArrayList<>();
    Item.members(references.resolved(root.get("paths")).item())
        .forEach((path, item) -> {
          Item.members(references.resolved(item).item())
              .forEach((method, operation) -> {
                if (METHODS.contains(method.toLowerCase(Locale.ROOT))
                    && operation instanceof Table table) {
                  List<Together> needed =
                      table.get(SECURITY) == null ? usual : alternatives(table.get(SECURITY));
                  (needed.isEmpty()
                          ? none
                          : groups.computeIfAbsent(needed, unused -> new ArrayList<>()))
                      .add(path);
                }
              });
        });
    if (groups.isEmpty() && !usual.isEmpty()) {
      groups.put(usual, List.of());
    }
    write(groups, none);
    schemes.noteUnused();
  }

  /** Returns what stands for one another, each of them schemes that go together. */
  private List<Together> alternatives(@Nullable Item security) {
    List<Together> alternatives = new ArrayList<>();
    if (security == null) {
      return List.of();
    }
    if (!(references.resolved(security).item() instanceof Item.Row row)) {
      throw document.fault(security.at(), NO_SECURITY);
    }
    for (Item one : row.items()) {
      if (!(one instanceof Table table)) {
        throw document.fault(one.at(), NO_SECURITY);
      }
      Map<String, Item> names = table.members();
      names.forEach((name, scopes) -> schemes.use(one.at(), name, Item.items(scopes)));
      Together together = new Together(new TreeSet<>(names.keySet()));
      if (!alternatives.contains(together)) {
        alternatives.add(together);
      }
    }
    return alternatives.equals(List.of(new Together(Set.of()))) ? List.of() : alternatives;
  }

  private void write(Map<List<Together>, List<String>> groups, List<String> none) {
    String origins = origins();
    if (groups.isEmpty()) {
      draft.note("security: no operation asks for credentials.");
      draft.add(draft.name(), Block.of(NONE).raw("origins", origins));
      return;
    }
    if (!none.isEmpty()) {
      draft.note(
          "Some operations ("
              + none.size()
              + ") need no credentials; send those without Countersign, or with a block of the type"
              + " none.");
    }
    if (groups.size() == 1) {
      draft.add(
          draft.name(), block(groups.keySet().iterator().next(), true).raw("origins", origins));
      return;
    }
    several(groups, origins);
  }

  private void several(Map<List<Together>, List<String>> groups, String origins) {
    List<Map.Entry<List<Together>, List<String>>> needs = List.copyOf(groups.entrySet());
    Set<String> taken = new LinkedHashSet<>();
    List<String> names =
        needs.stream()
            .map(need ->
                Fields.added(
                    taken,
                    need.getKey().stream().map(this::option).collect(Collectors.joining("-or-"))))
            .toList();
    Optional<String> base = base();
    Optional<List<String>> paths =
        Paths.apart(
            needs.stream()
                .map(need ->
                    need.getValue().stream()
                        .map(path -> address(base.orElse("/{base}") + path))
                        .toList())
                .toList(),
            names);
    if (paths.isPresent()) {
      Block options = new Block();
      for (int i = 0; i < needs.size(); i++) {
        options.block(names.get(i), block(needs.get(i).getKey(), false));
      }
      draft.add(
          draft.name(),
          Block.of("selective")
              .raw("by-url", Hocon.list(paths.get().stream().map(Hocon::quoted).toList()))
              .block("options", options)
              .raw("origins", origins));
      return;
    }
    for (int i = 0; i < needs.size(); i++) {
      String name = draft.name() + "-" + names.get(i);
      draft.add(name, block(needs.get(i).getKey(), false).raw("origins", origins));
      List<String> some = needs.get(i).getValue().stream().distinct().limit(5).toList();
      draft.note(
          name
              + " is for operations that their paths do not tell from others, as "
              + String.join(", ", some)
              + ".");
    }
  }

  /** Returns what stands before the paths on every server; nothing if that is not the same. */
  private Optional<String> base() {
    Table root = document.root();
    Set<String> bases = new LinkedHashSet<>();
    if (root.get("swagger") != null) {
      String path = Item.text(root.get("basePath"));
      bases.add(path == null ? "" : path);
    }
    for (Item server : Item.items(root.get(SERVERS))) {
      String url = Item.text(server instanceof Table table ? table.get("url") : null);
      bases.add(String.valueOf(url).replaceFirst("^[A-Za-z]+://[^/]*", ""));
    }
    String base = bases.isEmpty() ? "" : bases.iterator().next().replaceFirst("/+$", "");
    return bases.size() > 1 || base.contains("{") ? Optional.empty() : Optional.of(base);
  }

  private String option(Together together) {
    return together.names().isEmpty()
        ? NONE
        : together.names().stream().map(schemes::segment).collect(Collectors.joining("-and-"));
  }

  private static List<Piece> address(String path) {
    List<Piece> pieces = new ArrayList<>();
    Matcher variables = VARIABLE.matcher(path);
    int from = 0;
    while (variables.find()) {
      if (variables.start() > from) {
        pieces.add(new Literal(path.substring(from, variables.start())));
      }
      pieces.add(new Piece.Other("path"));
      from = variables.end();
    }
    if (from < path.length()) {
      pieces.add(new Literal(path.substring(from)));
    }
    return pieces;
  }

  private Block block(List<Together> alternatives, boolean own) {
    if (alternatives.size() == 1) {
      return block(alternatives.get(0), own);
    }
    Block options = new Block();
    Set<String> names = new LinkedHashSet<>();
    alternatives.forEach(one -> options.block(Fields.added(names, option(one)), block(one, false)));
    return Block.of("selective").raw("by-presence", "true").block("options", options);
  }

  private Block block(Together together, boolean own) {
    List<String> names = together.names().stream().filter(schemes::isCarried).toList();
    if (together.names().isEmpty()) {
      return Block.of(NONE);
    }
    if (names.isEmpty()) {
      return Block.of(Draft.NOT_IMPORTED);
    }
    if (names.size() == 1) {
      return schemes.block(names.get(0), own);
    }
    List<String> parts = names.stream().map(name -> schemes.block(name, false).item()).toList();
    return Block.of("composite").raw("parts", Hocon.list(parts));
  }

  private String origins() {
    Set<String> origins = new LinkedHashSet<>();
    Table root = document.root();
    if (root.get("swagger") != null) {
      String host = Item.text(root.get("host"));
      List<String> known = Item.items(root.get("schemes")).stream().map(Item::text).toList();
      String scheme = known.equals(List.of("http")) ? "http" : "https";
      origins.add(
          new Origins(draft)
              .of(host == null ? List.of() : List.of(new Literal(scheme + "://" + host))));
    } else {
      servers(root.get(SERVERS), origins);
      Item.members(references.resolved(root.get("paths")).item())
          .forEach((path, item) -> {
            if (references.resolved(item).item() instanceof Table table) {
              servers(table.get(SERVERS), origins);
              table
                  .members()
                  .forEach((method, operation) ->
                      servers(operation instanceof Table one ? one.get(SERVERS) : null, origins));
            }
          });
      if (origins.isEmpty()) {
        origins.add(new Origins(draft).of(List.of()));
      }
    }
    return Hocon.list(List.copyOf(origins));
  }

  private void servers(@Nullable Item servers, Set<String> origins) {
    for (Item one : Item.items(servers)) {
      if (one instanceof Table server) {
        origins.addAll(origins(server));
      }
    }
  }

  /** Returns the origins of a server; each of them where its one variable has a few values. */
  private List<String> origins(Table server) {
    String url = String.valueOf(Item.text(server.get("url")));
    Map<String, Item> variables = Item.members(server.get("variables"));
    Map<String, List<String>> values = new TreeMap<>();
    List<Piece> pieces = new ArrayList<>();
    Matcher variable = VARIABLE.matcher(url);
    int from = 0;
    while (variable.find()) {
      if (variable.start() > from) {
        pieces.add(new Literal(url.substring(from, variable.start())));
      }
      String name = variable.group(1);
      pieces.add(new Field(List.of(name), List.of(), Optional.empty()));
      Item known = variables.get(name);
      values.put(
          name,
          Item.items(known instanceof Table table ? table.get("enum") : null).stream()
              .map(item -> String.valueOf(Item.text(item)))
              .toList());
      from = variable.end();
    }
    if (from < url.length()) {
      pieces.add(new Literal(url.substring(from)));
    }
    if (values.size() == 1) {
      List<String> few = values.values().iterator().next();
      if (!few.isEmpty() && few.size() <= MOST_ORIGINS) {
        return few.stream()
            .map(value ->
                new Origins(draft)
                    .of(
                        List.of(
                            new Literal(
                                VARIABLE
                                    .matcher(url)
                                    .replaceAll(Matcher.quoteReplacement(value))))))
            .distinct()
            .toList();
      }
    }
    return List.of(new Origins(draft).of(pieces));
  }

  /** Returns an address in full, as seen from the first server; empty if that cannot be said. */
  static Optional<String> absolute(Document document, String address) {
    try {
      URI uri = URI.create(address.strip());
      if (uri.isAbsolute()) {
        return Optional.of(uri.toString());
      }
      List<Item> servers = Item.items(document.root().get(SERVERS));
      String base =
          servers.isEmpty() || !(servers.get(0) instanceof Table table)
              ? null
              : Item.text(table.get("url"));
      return base == null || !URI.create(base).isAbsolute()
          ? Optional.empty()
          : Optional.of(URI.create(base).resolve(uri).toString());
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
