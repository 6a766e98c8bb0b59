package io.countersign;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where every setting comes from. Holds no value of a text, and no secret.
 *
 * @param authenticators one each, in the order asked for
 * @param sources the sources of secrets whose own blocks hold secrets, as far as these need them
 * @param report what is wrong or missing, as {@link AuthConfigException} would say it; empty if
 *     nothing is
 */
public record Explanation(
    List<Block> authenticators, List<Block> sources, Optional<String> report) {
  /** Keeps copies of the lists. */
  public Explanation {
    authenticators = List.copyOf(authenticators);
    sources = List.copyOf(sources);
  }

  /**
   * One authenticator, or one source.
   *
   * @param type empty if the block does not say a known one
   * @param where file and line of the block
   */
  public record Block(String name, String type, String where, List<Entry> settings) {
    /** Keeps a copy of the list. */
    public Block {
      settings = List.copyOf(settings);
    }
  }

  /**
   * One setting.
   *
   * @param path below the block, as {@code login.url}
   * @param where file and line; {@code default} for a default; empty if it is not written
   * @param shown a plain word as it is written; for a text its references, with {@code …} for what
   *     stands beside them, or {@code (literal)}
   * @param parts for a text, where each of its references was found, in order
   */
  public record Entry(String path, String where, String shown, List<Part> parts) {
    /** Keeps a copy of the list. */
    public Entry {
      parts = List.copyOf(parts);
    }
  }

  /**
   * One reference of a text.
   *
   * @param reference without braces, as {@code crm.client-secret}
   * @param source the source that has it, as {@code vault}; empty if none does
   * @param place where it is there, or {@code missing}, {@code denied}, {@code unreachable} or
   *     {@code invalid}
   * @param version as the source counts, where it does
   * @param age how long ago the source was asked; empty if none has it
   * @param ttl after how long a value in use is read again; empty for never, or if none has it
   */
  public record Part(
      String reference,
      String source,
      String place,
      Optional<String> version,
      Optional<Duration> age,
      Optional<Duration> ttl) {}
}
