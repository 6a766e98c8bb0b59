package io.countersign.examples.apis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an API is to be sent, as text: {@code === TITLE} begins a case, and {@code --- given},
 * {@code secrets}, {@code call}, {@code reply}, {@code request}, {@code sent} its parts.
 */
final class WireFile {
  static final Path FOLDER = Path.of("src/test/resources/wire");

  /** What a token endpoint answers where the file has no reply. */
  private static final String REPLY = "{\"access_token\":\"ACCESS\",\"expires_in\":3600}";

  /** A request that is sent for a token or a session, and what it is answered. */
  record Call(String sent, String reply) {}

  /** A request of the caller, and what becomes of it. */
  record Request(String asked, String sent) {}

  /**
   * One configuration, and what is sent by it.
   *
   * @param given what stands above the file of the API
   * @param secrets variables of the environment
   */
  record Case(
      String title,
      String given,
      Map<String, String> secrets,
      List<Call> calls,
      List<Request> requests) {

    @Override
    public String toString() {
      return title;
    }
  }

  private WireFile() {}

  static List<Case> cases(String name) throws IOException {
    List<Case> cases = new ArrayList<>();
    for (String text : Files.readString(FOLDER.resolve(name + ".txt")).split("(?m)^=== ", -1)) {
      if (!text.isBlank()) {
        String title = text.startsWith("---") ? "" : ", " + text.lines().findFirst().orElseThrow();
        cases.add(read(name + title, text));
      }
    }
    return cases;
  }

  private static Case read(String title, String text) {
    String given = "";
    String asked = "";
    Map<String, String> secrets = new TreeMap<>();
    List<Call> calls = new ArrayList<>();
    List<Request> requests = new ArrayList<>();
    for (String part : text.substring(text.indexOf("--- ") + 4).split("(?m)^--- ", -1)) {
      String kind = part.lines().findFirst().orElseThrow();
      String content = part.substring(kind.length()).strip();
      switch (kind) {
        case "given" -> given = content;
        case "secrets" ->
            content
                .lines()
                .map(line -> line.split("=", 2))
                .forEach(pair -> secrets.put(pair[0], pair[1]));
        case "call" -> calls.add(new Call(content, REPLY));
        case "reply" -> calls.add(new Call(calls.remove(calls.size() - 1).sent, content));
        case "request" -> asked = content;
        case "sent" -> requests.add(new Request(asked, content));
        default -> throw new AssertionError(title + ": there is no part " + kind);
      }
    }
    return new Case(title, given, secrets, calls, requests);
  }
}
