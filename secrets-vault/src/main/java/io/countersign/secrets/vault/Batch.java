package io.countersign.secrets.vault;

import io.countersign.spi.Lookup;
import io.countersign.spi.Parallel;
import io.countersign.spi.ReplyData;
import io.countersign.spi.SecretRef;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The reads of one look-up: each path once, however many fields of it are wanted, several at a
 * time. When the server as such cannot be asked, no further path is.
 */
final class Batch {
  private final Calls calls;
  private final Engine engine;
  private final Tokens tokens;
  private final Deadline deadline;
  private final boolean namesOnly;
  private final Standing.Enquiry enquiry;
  private volatile @Nullable Trouble outage;

  /**
   * Begins one.
   *
   * @param namesOnly whether values are not to be read where that can be avoided
   */
  Batch(Calls calls, Engine engine, Tokens tokens, Deadline deadline, boolean namesOnly) {
    this.calls = calls;
    this.engine = engine;
    this.tokens = tokens;
    this.deadline = deadline;
    this.namesOnly = namesOnly;
    this.enquiry = new Standing.Enquiry(calls, tokens, deadline);
  }

  /** Returns an answer for every reference. */
  Map<SecretRef, Lookup> answer(Set<SecretRef> refs, Parallel parallel) {
    Map<SecretRef, KvField> fields = new LinkedHashMap<>();
    refs.forEach(ref -> fields.put(ref, engine.mount().of(ref)));
    Set<KvPath> paths = new LinkedHashSet<>();
    fields.values().forEach(field -> paths.add(field.path()));
    Map<KvPath, Page> pages = Map.of();
    Page late;
    try {
      Token token = tokens.get(deadline);
      pages = parallel.each(paths, (path, left) -> page(path, token), deadline.left());
      late = Page.of(calls.statuses().crowded());
    } catch (Trouble nobodyMayAsk) {
      late = Page.of(nobodyMayAsk);
    }
    Map<SecretRef, Lookup> answers = new LinkedHashMap<>();
    for (Map.Entry<SecretRef, KvField> wanted : fields.entrySet()) {
      KvField field = wanted.getValue();
      Lookup answer = pages.getOrDefault(field.path(), late).of(field);
      boolean bare = namesOnly && answer instanceof Lookup.Found;
      answers.put(wanted.getKey(), bare ? ((Lookup.Found) answer).bare() : answer);
    }
    return answers;
  }

  private Page page(KvPath path, Token token) {
    Trouble known = outage;
    if (known != null) {
      return Page.of(known);
    }
    try {
      return namesOnly ? names(path, token) : values(path, token);
    } catch (Trouble trouble) {
      if (trouble.isOutage()) {
        outage = trouble;
      }
      return Page.of(trouble);
    }
  }

  /** A policy may not name it, and old servers do not know it: then values are read after all. */
  private Page names(KvPath path, Token token) throws Trouble {
    if (engine.mount().version() == 1) {
      return values(path, token);
    }
    ReplyData reply = calls.send(path.names(token), Calls.Again.READ, deadline);
    Page page = engine.names(reply);
    return page == null ? values(path, token) : page;
  }

  private Page values(KvPath path, Token first) throws Trouble {
    ReplyData reply = calls.send(path.read(first), Calls.Again.READ, deadline);
    Token token = first;
    if (reply.status() == 403) {
      Standing standing = enquiry.of(token);
      if (standing.next() == null) {
        throw engine.denied(path, standing.who());
      }
      token = standing.next();
      reply = calls.send(path.read(token), Calls.Again.READ, deadline);
    }
    if (reply.status() == 403) {
      throw engine.denied(path, enquiry.of(token).who());
    }
    return engine.page(path, token, reply, deadline);
  }
}
