package io.countersign.secrets.aws;

import io.countersign.spi.SecretRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a reference names: a secret, or a field of the JSON in it.
 *
 * @param binary how the bytes of a binary secret become a text
 */
record Located(SecretId secret, Optional<String> field, Binary binary) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9/_+=.@-]{1,512}");
  private static final Pattern VERSION = Pattern.compile("[!-~]{1,256}");
  private static final Set<String> OPTIONS = Set.of("stage", "version", "binary");

  /** How the bytes of a binary secret become a text. */
  enum Binary {
    /** Nobody has said: it is refused. */
    UNSAID,
    BASE64,
    UTF8
  }

  /**
   * Reads a reference.
   *
   * @param prefix what the name of every secret begins with, where it is no ARN
   * @throws IllegalArgumentException if it cannot name a secret
   */
  static Located of(SecretRef ref, String prefix) {
    if (ref instanceof SecretRef.Key key) {
      return ofKey(key, prefix);
    }
    SecretRef.Locator locator = (SecretRef.Locator) ref;
    Map<String, String> options = locator.options();
    if (!OPTIONS.containsAll(options.keySet())) {
      throw new IllegalArgumentException(
          "a secret of AWS has the options stage, version and binary, and no others");
    }
    Binary binary = binary(options.getOrDefault("binary", ""));
    if (binary == Binary.BASE64 && locator.field().isPresent()) {
      throw new IllegalArgumentException("base64 has no fields: leave out what follows the #");
    }
    SecretId secret =
        new SecretId(
            named(locator.path(), prefix), version(options, "stage"), version(options, "version"));
    return new Located(secret, locator.field(), binary);
  }

  private static Located ofKey(SecretRef.Key key, String prefix) {
    List<String> segments = new ArrayList<>(key.segments());
    Optional<String> field =
        segments.size() == 1 ? Optional.empty() : Optional.of(segments.remove(segments.size() - 1));
    String name = named(String.join("/", segments), prefix);
    return new Located(
        new SecretId(name, Optional.empty(), Optional.empty()), field, Binary.UNSAID);
  }

  private static String named(String path, String prefix) {
    if (SecretId.isArn(path)) {
      return path;
    }
    String name = prefix + path;
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a name of a secret has at most 512 letters, digits and any of /_+=.@-, or is an ARN of"
              + " Secrets Manager");
    }
    return name;
  }

  private static Optional<String> version(Map<String, String> options, String option) {
    String value = options.get(option);
    if (value != null && !VERSION.matcher(value).matches()) {
      throw new IllegalArgumentException(
          option + " has at most 256 characters, and no blanks, as AWSPREVIOUS");
    }
    return Optional.ofNullable(value);
  }

  private static Binary binary(String word) {
    return switch (word) {
      case "" -> Binary.UNSAID;
      case "base64" -> Binary.BASE64;
      case "utf-8" -> Binary.UTF8;
      default -> throw new IllegalArgumentException("binary is base64 or utf-8");
    };
  }

  /** Returns where it is, in the words of AWS. */
  String place() {
    return field.map(name -> name + " in ").orElse("") + secret;
  }

  /** Returns what to write where. */
  String toSet() {
    return field
        .map(name -> '"' + name + "\": \"…\"  in the JSON of the AWS secret " + secret.name())
        .orElse("the secret alone in the AWS secret " + secret.name());
  }
}
