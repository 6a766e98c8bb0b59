package io.countersign.internal;

import io.countersign.spi.Setting;
import java.time.Duration;
import java.util.List;

/** The settings of every block, which belong to the engine. */
final class Common {
  static final Setting<String> TYPE = Setting.plain("type").describedAs("Which type it is");

  static final Setting<java.util.Optional<List<String>>> ORIGINS =
      Setting.list("origins")
          .optional()
          .describedAs("Where its secrets may go: scheme, host, port and path prefix, or any");

  static final Setting<String> ON_CONFLICT =
      Setting.oneOf("on-conflict", "error", "replace")
          .orElse("error")
          .describedAs("What happens to a name that the request already carries");

  static final Setting<Boolean> SHARED =
      Setting.flag("shared")
          .orElse("false")
          .describedAs(
              "Whether a tenant that lacks a secret of it is given the house's; else it is missing");

  static final Setting<Duration> TTL =
      Setting.duration("ttl")
          .orElse("1 min")
          .describedAs(
              "After how long, or up to half of it, a value in use is read again; 0 s for never");

  static final Setting<Duration> NEGATIVE_TTL =
      Setting.duration("negative-ttl")
          .orElse("0 s")
          .describedAs("How long it is not asked again for what it does not have");

  static final Setting<Duration> STALE_IF_ERROR =
      Setting.duration("stale-if-error")
          .orElse("1 h")
          .describedAs("How long after its ttl a value serves while the source cannot be read");

  static final Setting<String> ON_DENIED = policy("on-denied", "denies a secret");
  static final Setting<String> ON_UNAVAILABLE = policy("on-unavailable", "cannot be reached");

  /** Of a block that names an authenticator. */
  static final List<Setting<?>> AUTHENTICATOR = List.of(TYPE, ORIGINS, ON_CONFLICT, SHARED);

  private Common() {}

  /** Of a block that names a source. */
  static List<Setting<?>> source(String name) {
    return List.of(TYPE.orElse(name), TTL, NEGATIVE_TTL, STALE_IF_ERROR, ON_DENIED, ON_UNAVAILABLE);
  }

  private static Setting<String> policy(String name, String when) {
    return Setting.oneOf(name, "stop", "continue")
        .orElse("stop")
        .describedAs("Whether the next source is asked when this one " + when);
  }
}
