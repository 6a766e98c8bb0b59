package io.countersign.secrets.aws;

import io.countersign.spi.Lookup.Failure;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What AWS said in place of a secret: told by its code, and never in its own words. */
final class Refusal {
  private static final Pattern CODE = Pattern.compile("[A-Za-z.]{1,64}");
  private static final Set<String> NOT_ALLOWED = Set.of("AccessDeniedException", "AccessDenied");
  private static final Set<String> NOT_DECRYPTED =
      Set.of("DecryptionFailure", "DecryptionFailureException");
  private static final Set<String> UNKNOWN_KEY =
      Set.of("UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId");
  private static final Set<String> EXPIRED = Set.of("ExpiredTokenException", "ExpiredToken");
  private static final Set<String> WRONG_SIGNATURE =
      Set.of(
          "InvalidSignatureException",
          "SignatureDoesNotMatch",
          "IncompleteSignatureException",
          "IncompleteSignature",
          "RequestExpired",
          "RequestTimeTooSkewed");

  /** Only the message tells this one from other requests that are invalid. */
  private static final Pattern MARKED =
      Pattern.compile("marked (for deletion|deleted)|scheduled for deletion");

  /** Only the message tells that the secret may be had, and its key may not. */
  private static final Pattern KMS =
      Pattern.compile("^Access to KMS is not allowed|not authorized to perform: kms:");

  /** AWS takes a signature for five minutes. */
  private static final Duration SKEW = Duration.ofMinutes(4);

  private final SecretId secret;
  private final String place;
  private final AwsServiceException said;
  private final String code;

  Refusal(SecretId secret, String place, AwsServiceException said) {
    this.secret = secret;
    this.place = place;
    this.said = said;
    String written = said.awsErrorDetails() == null ? null : said.awsErrorDetails().errorCode();
    this.code = written != null && CODE.matcher(written).matches() ? written : "";
  }

  /** Returns whether another access key could be taken where this one is not. */
  boolean isOfTheKey() {
    return UNKNOWN_KEY.contains(code) || EXPIRED.contains(code) || WRONG_SIGNATURE.contains(code);
  }

  Answer answer() {
    if (isOfTheKey()) {
      return failed(Failure.INVALID, whyNotTaken());
    }
    if (code.equals("ResourceNotFoundException")) {
      return Answer.missing(
          secret,
          place + ": no such secret, or none with a value (" + secret.wanted() + ")",
          "not found");
    }
    if (code.equals("InvalidRequestException") && isMarked()) {
      return Answer.missing(secret, place, "marked for deletion");
    }
    if (NOT_DECRYPTED.contains(code) || (NOT_ALLOWED.contains(code) && isOfTheKmsKey())) {
      return failed(
          Failure.DENIED,
          "the KMS key that it is encrypted with cannot be used: kms:Decrypt must be allowed on it,"
              + " and it must be enabled");
    }
    if (NOT_ALLOWED.contains(code)) {
      return failed(
          Failure.DENIED,
          "secretsmanager:GetSecretValue is not allowed on it, or there is no such secret: AWS looks"
              + " at the policies first");
    }
    if (said.isThrottlingException()) {
      return failed(Failure.UNAVAILABLE, "AWS is asked too often, and was so at every try");
    }
    if (said.statusCode() >= 500 || code.equals("InternalServiceError")) {
      return failed(Failure.UNAVAILABLE, "what answers there cannot do so now");
    }
    return failed(
        Failure.INVALID, code.isEmpty() ? Guard.NOT_AWS : "AWS takes the request for invalid");
  }

  private boolean isOfTheKmsKey() {
    return KMS.matcher(String.valueOf(said.awsErrorDetails().errorMessage())).find();
  }

  private boolean isMarked() {
    return MARKED.matcher(String.valueOf(said.awsErrorDetails().errorMessage())).find();
  }

  private String whyNotTaken() {
    if (UNKNOWN_KEY.contains(code)) {
      return "AWS does not know the access key: it was deleted, or is of another partition";
    }
    if (EXPIRED.contains(code)) {
      return "the session token has expired: another must be obtained";
    }
    return skew(said.awsErrorDetails())
        .orElse("the secret access key is not the one of the access key id");
  }

  /**
   * Says by how much the clocks differ, where they do; ours is the one that the SDK signs by. It
   * follows the other side's by itself, where it can.
   */
  private static Optional<String> skew(AwsErrorDetails details) {
    try {
      String date = details.sdkHttpResponse().firstMatchingHeader("Date").orElse("");
      Duration ahead =
          Duration.between(
              Instant.from(
                  DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT).parse(date)),
              Instant.now());
      return ahead.abs().compareTo(SKEW) < 0
          ? Optional.empty()
          : Optional.of(
              "the clock of this machine is "
                  + ahead.abs().toMinutes()
                  + (ahead.isNegative() ? " min behind" : " min ahead of")
                  + " the one of AWS: set it");
    } catch (DateTimeException unreadable) {
      return Optional.empty();
    }
  }

  private Answer failed(Failure failure, String explanation) {
    String outcome = code.isEmpty() ? "status " + said.statusCode() : code;
    return Answer.failed(failure, secret, place, outcome, explanation);
  }
}
