package io.countersign.internal;

import com.typesafe.config.ConfigValue;
import io.countersign.AuthConfigException.Problem;
import io.countersign.Explanation.Entry;
import io.countersign.Explanation.Part;
import io.countersign.spi.SecretRef;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What was learnt while one block was read: its faults, its texts, and all its settings. */
final class Reading {
  /**
   * A text that was read.
   *
   * @param path below the block, as {@code login.password}
   * @param where file and line; empty for one that is left out and looked up
   * @param shown its references, or {@code (literal)}
   * @param confidential whether its setting is declared to be
   */
  record NamedText(String path, String where, String shown, ReadText text, boolean confidential) {
    boolean isSecret() {
      return confidential || !text.cells().isEmpty();
    }
  }

  /** Another authenticator that is named in a block. */
  record Share(String below, String where, String name) {}

  /** Options of which that is meant whose secrets are there. */
  record ByPresence(String below, String where, Inner.Options options) {
    Set<String> all() {
      return options.all().keySet();
    }
  }

  private final String name;
  private final String path;
  private final String where;
  private final List<Problem> faults = new ArrayList<>();
  private final List<NamedText> texts = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final List<Share> shares = new ArrayList<>();
  private final List<ByPresence> byPresence = new ArrayList<>();
  private String type = "";

  Reading(String name, String path, String where) {
    this.name = name;
    this.path = path;
    this.where = where;
  }

  String name() {
    return name;
  }

  String path() {
    return path;
  }

  String where() {
    return where;
  }

  String type() {
    return type;
  }

  void type(String found) {
    type = found;
  }

  List<Problem> faults() {
    return faults;
  }

  List<NamedText> texts() {
    return texts;
  }

  /** Returns what its texts refer to, each once. */
  Set<SecretRef> refs() {
    Set<SecretRef> refs = new LinkedHashSet<>();
    for (NamedText named : texts) {
      named.text().cells().forEach(cell -> refs.add(cell.ref()));
    }
    return refs;
  }

  List<Entry> entries() {
    return entries;
  }

  /** Returns the authenticators that it names, in the order in which they stand. */
  List<Share> shares() {
    return shares;
  }

  void shares(String below, String at, String other) {
    shares.add(new Share(below, at, other));
    word(below, at, other);
  }

  /** Returns the options that are to be settled by what is found, the innermost first. */
  List<ByPresence> byPresence() {
    return byPresence;
  }

  void byPresence(String below, String at, Inner.Options options) {
    byPresence.add(new ByPresence(below, at, options));
  }

  /** Takes out what was read below this path: it is not meant. */
  void forget(String below) {
    texts.removeIf(text -> text.path().startsWith(below + "."));
    entries.removeIf(entry -> entry.path().startsWith(below + "."));
    byPresence.removeIf(options -> options.below().startsWith(below + "."));
  }

  /** Returns whether something of it must not go to just anyone. */
  boolean holdsSecrets() {
    return texts.stream().anyMatch(NamedText::isSecret);
  }

  void fault(ConfigValue value, String below, String what) {
    fault(Where.of(value), below, what);
  }

  void fault(String at, String below, String what) {
    faults.add(new Problem(at, below.isEmpty() ? path : path + "." + below, what));
  }

  /** Returns whether something is told about the setting of this path already. */
  boolean hasFault(String below) {
    return faults.stream().anyMatch(fault -> fault.path().equals(path + "." + below));
  }

  void word(String below, String at, String shown) {
    entries.add(new Entry(below, at, shown, List.of()));
  }

  /** Returns a reference that no source has, or none was asked for. */
  static Part unlocated(String reference, String verdict) {
    return new Part(reference, "", verdict, Optional.empty(), Optional.empty(), Optional.empty());
  }

  void text(NamedText text) {
    texts.add(text);
    List<Part> parts = new ArrayList<>();
    for (SecretCell cell : text.text().cells()) {
      parts.add(unlocated(cell.ref().toString(), ""));
    }
    entries.add(new Entry(text.path(), text.where(), text.shown(), parts));
  }
}
