package io.countersign.secrets.vault;

import io.countersign.spi.Attempt;
import io.countersign.spi.Lookup;
import io.countersign.spi.ReplyData;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a KV engine says of a path: the replies to reads, 403 aside. */
final class Engine {
  private final Calls calls;
  private final Mount mount;

  /** Once it was seen that the mount is what the configuration says, it is not looked at again. */
  private volatile boolean known;

  Engine(Calls calls, Mount mount) {
    this.calls = calls;
    this.mount = mount;
  }

  Mount mount() {
    return mount;
  }

  /** Reads a reply to {@link KvPath#read}. */
  Page page(KvPath path, Token token, ReplyData reply, Deadline deadline) throws Trouble {
    if (reply.status() == 200) {
      return fields(path, reply);
    }
    if (reply.status() == 404 && reply.isObject("")) {
      return absent(path, token, reply, deadline);
    }
    if (reply.status() == 404) {
      throw invalid(path, "404 and no JSON", "is it a page of a proxy? say the server's address");
    }
    if (reply.status() == 204) {
      throw invalid(path, "204 without data", "what is there is no KV engine");
    }
    throw calls.statuses().wrong(path.read(token), reply);
  }

  private Page fields(KvPath path, ReplyData reply) throws Trouble {
    boolean first = mount.version() == 1;
    String below = first ? "/data" : "/data/data";
    if (!reply.isObject(below)) {
      throw invalid(
          path,
          "200 without data",
          mount.name() + " is no KV engine of version " + mount.version() + ": see mount");
    }
    known = true;
    Optional<String> version = first ? Optional.empty() : reply.at("/data/metadata/version");
    return new Fields(reply, below, version, false, calls.server());
  }

  /** Reads a reply to {@link KvPath#names}; null if it has none, whatever the reason. */
  @Nullable Page names(ReplyData reply) {
    return reply.status() == 200 && reply.isObject("/data/subkeys")
        ? new Fields(
            reply, "/data/subkeys", reply.at("/data/metadata/version"), true, calls.server())
        : null;
  }

  private Page absent(KvPath path, Token token, ReplyData reply, Deadline deadline) throws Trouble {
    if (reply.isObject("/data/metadata")) {
      return missing(path, gone(reply));
    }
    if (reply.has("/warnings/0")) {
      throw elsewhere(path, token, deadline);
    }
    if (reply.has("/errors/0")) {
      throw Statuses.says(reply, "no handler for route")
          ? invalid(
              path, "404, no such mount", "nothing is mounted at " + mount.name() + ": see mount")
          : invalid(path, "404", "the server does not know this path: see mount and kv-version");
    }
    if (!known) {
      check(path, token, deadline);
    }
    return missing(path, path.version().isPresent() ? "no such path or version" : "no such path");
  }

  /** Says which version it was, and that it is no more. */
  private static String gone(ReplyData reply) {
    String version =
        reply.at("/data/metadata/version").map(number -> "version " + number).orElse("the newest");
    if (reply.at("/data/metadata/destroyed").orElse("").equals("true")) {
      return version + " destroyed";
    }
    return version + " deleted" + day(reply.text("/data/metadata/deletion_time").orElse(""));
  }

  private static String day(String time) {
    try {
      return " " + Instant.parse(time).truncatedTo(ChronoUnit.SECONDS);
    } catch (DateTimeException untold) {
      return "";
    }
  }

  /** Of another engine every path is absent; who may read below a mount may ask what it is. */
  private void check(KvPath path, Token token, Deadline deadline) throws Trouble {
    ReplyData reply =
        calls.send(
            Call.get("sys/internal/ui/mounts/" + mount.name(), "", token),
            Calls.Again.READ,
            deadline);
    if (reply.status() != 200) {
      return;
    }
    String type = reply.text("/data/type").orElse("kv");
    if (!type.equals("kv") && !type.equals("generic")) {
      throw invalid(path, "no KV engine", mount.name() + " is something else: see mount");
    }
    String version = reply.at("/data/options/version").orElse("1");
    if (!version.equals(String.valueOf(mount.version()))) {
      throw wrongVersion(path);
    }
    known = true;
  }

  /** An engine of version 2 is there, and the path is none of its own. */
  private Trouble elsewhere(KvPath path, Token token, Deadline deadline) throws Trouble {
    if (mount.version() == 1) {
      return wrongVersion(path);
    }
    check(path, token, deadline);
    return invalid(
        path,
        "404, no path of the engine",
        "what is mounted is probably shorter than "
            + mount.name()
            + ": see vault secrets list, and put the rest into prefix");
  }

  private Trouble wrongVersion(KvPath path) {
    return invalid(
        path,
        "another KV version",
        mount.name()
            + " is a KV engine of version "
            + (3 - mount.version())
            + ": say kv-version = "
            + (3 - mount.version()));
  }

  /** There is nothing to patch, as the command that sets a field does. */
  private Page missing(KvPath path, String outcome) {
    String put =
        mount.version() == 1 || path.version().isPresent() ? "" : ", where vault kv put makes it";
    Lookup absent =
        new Lookup.NotFound(
            List.of(new Attempt(outcome, path.toString(), calls.server() + put)), List.of());
    return field -> absent;
  }

  private Trouble invalid(KvPath path, String outcome, String remedy) {
    return Trouble.invalid(outcome, path.toString(), calls.server(), remedy);
  }

  /** Says that the token may not read it. */
  Trouble denied(KvPath path, String who) {
    return Trouble.denied(
        "403 permission denied",
        path.toString(),
        calls.server(),
        who
            + "; a policy of KV version "
            + mount.version()
            + " must name "
            + path.data()
            + ". A mount that is not there is answered so, too");
  }
}
