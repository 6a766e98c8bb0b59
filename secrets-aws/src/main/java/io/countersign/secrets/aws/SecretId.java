package io.countersign.secrets.aws;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which version of which secret is asked for: one read, however many fields are wanted of it.
 *
 * @param name of the secret, or its ARN
 * @param stage the label of the version; {@code AWSCURRENT} where neither is said
 * @param version the id of the version
 */
record SecretId(String name, Optional<String> stage, Optional<String> version) {
  private static final Pattern ARN =
      Pattern.compile("arn:aws[a-z-]*:secretsmanager:([a-z0-9-]+):\\d+:secret:.+");

  static boolean isArn(String name) {
    return ARN.matcher(name).matches();
  }

  /** Returns the region that its ARN names. */
  Optional<String> region() {
    Matcher arn = ARN.matcher(name);
    return arn.matches() ? Optional.of(arn.group(1)) : Optional.empty();
  }

  /** Returns the version that is meant, in words. */
  String wanted() {
    List<String> said = Stream.concat(stage.stream(), version.stream()).toList();
    return said.isEmpty() ? "AWSCURRENT" : String.join(" ", said);
  }

  @Override
  public String toString() {
    return stage.isEmpty() && version.isEmpty() ? name : name + " (" + wanted() + ")";
  }
}
