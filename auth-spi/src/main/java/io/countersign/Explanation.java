package io.countersign;

import java.util.List;
import java.util.Optional;

/**
 * Where every setting comes from. Holds no value of a text, and no secret.
 *
 * @param authenticators one each, in the order asked for
 * @param report what is wrong or missing, as {@link AuthConfigException} would say it; empty if
 *     nothing is
 */
public record Explanation(List<Block> authenticators, Optional<String> report) {
  /** Keeps a copy of the list. */
  public Explanation {
    authenticators = List.copyOf(authenticators);
  }

  /**
   * One authenticator.
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
   */
  public record Part(String reference, String source, String place, Optional<String> version) {}
}
