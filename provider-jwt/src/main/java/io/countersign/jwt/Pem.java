package io.countersign.jwt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of PEM (RFC 7468). Line ends may have become {@code \n} as two characters, or blanks,
 * as happens in environment variables and JSON documents. {@code toString} shows the label alone.
 *
 * @param label what stands after BEGIN
 * @param encryption what the header {@code DEK-Info} of OpenSSL says
 */
@SuppressWarnings("ArrayRecordComponent") // read once, and by nobody else
record Pem(String label, Optional<String> encryption, byte[] der) {
  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9][A-Z0-9 ]{0,40})-----");
  private static final Pattern WRITTEN_LINE_END = Pattern.compile("\\\\+[rn]");
  private static final Pattern HEADER = Pattern.compile("(?m)^[A-Za-z][A-Za-z0-9-]*:.*$");
  private static final Pattern DEK_INFO = Pattern.compile("(?m)^DEK-Info: *(\\S+) *$");
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  static boolean isIn(String text) {
    return text.contains("-----BEGIN ");
  }

  /** Returns the blocks of a text, in their order. */
  static List<Pem> all(String text) {
    String repaired = WRITTEN_LINE_END.matcher(text).replaceAll("\n");
    List<Pem> all = new ArrayList<>();
    Matcher begin = BEGIN.matcher(repaired);
    int from = 0;
    while (begin.find(from)) {
      String label = begin.group(1);
      int end = repaired.indexOf("-----END " + label + "-----", begin.end());
      if (end < 0) {
        throw Unusable.because(
            "its PEM is cut off: -----BEGIN "
                + label
                + "----- has no -----END "
                + label
                + "-----; give the whole file");
      }
      all.add(of(label, repaired.substring(begin.end(), end)));
      from = end;
    }
    if (all.isEmpty()) {
      throw Unusable.because("its PEM is damaged: the line -----BEGIN …----- cannot be read");
    }
    return all;
  }

  private static Pem of(String label, String body) {
    Matcher encryption = DEK_INFO.matcher(body);
    Optional<String> dekInfo =
        encryption.find() ? Optional.of(encryption.group(1)) : Optional.empty();
    String base64 = BLANKS.matcher(HEADER.matcher(body).replaceAll("")).replaceAll("");
    try {
      byte[] der = Base64.getDecoder().decode(base64.getBytes(StandardCharsets.UTF_8));
      return new Pem(label, dekInfo, der);
    } catch (IllegalArgumentException notBase64) {
      throw Unusable.because(
          "its PEM is damaged: what stands after -----BEGIN "
              + label
              + "----- is no Base64, or is cut off");
    }
  }

  boolean isCertificate() {
    return label.equals("CERTIFICATE") || label.equals("X509 CERTIFICATE");
  }

  @Override
  public String toString() {
    return "Pem[" + label + "]";
  }
}
