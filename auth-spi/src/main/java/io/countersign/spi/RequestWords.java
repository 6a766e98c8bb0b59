package io.countersign.spi;

import io.countersign.internal.Pairs;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the words of a request stand for: {@code method}, {@code body}, {@code now} and the others
 * of {@link #NAMES}. One instant and one nonce serve all texts of a request.
 *
 * <p>Used by one thread at a time.
 */
public final class RequestWords {
  /**
   * The words, as {@link Setting#template} takes them. Where all of them may stand, the filters
   * {@code lower}, {@code upper}, {@code trim}, {@code sha256}, {@code md5} and the formats of
   * {@code now} may too.
   */
  public static final List<String> NAMES =
      List.of(
          "method",
          "scheme",
          "host",
          "path",
          "query",
          "target",
          "uri",
          "body",
          "now",
          "nonce",
          "request:");

  static final String SELF = "self";
  static final String FIELD = "request:";
  private static final int NONCE_OCTETS = 16;

  /** What is one for a request, however much is put on it. */
  private static final class Once {
    private final Instant now;
    private final AuthContext context;
    private @Nullable String nonce;

    Once(AuthContext context) {
      this.now = context.clock().instant();
      this.context = context;
    }

    String nonce() {
      String made = nonce;
      if (made == null) {
        byte[] octets = new byte[NONCE_OCTETS];
        context.random().nextBytes(octets);
        made = HexFormat.of().formatHex(octets);
        nonce = made;
      }
      return made;
    }
  }

  private final AuthRequest request;
  private final String self;
  private final Once once;

  private RequestWords(AuthRequest request, String self, Once once) {
    this.request = request;
    this.self = self;
    this.once = once;
  }

  /** Returns the words of this request, at this moment. */
  public static RequestWords of(AuthRequest request, AuthContext context) {
    return new RequestWords(request, "", new Once(context));
  }

  /** Returns these words, with what those of the request are when this is on it. */
  RequestWords with(Credentials placed) {
    return new RequestWords(request.with(placed), self, once);
  }

  /** Returns these words, in which {@code self} stands for this. */
  RequestWords signed(String signature) {
    return new RequestWords(request, signature, once);
  }

  /** Returns the moment of the request. */
  public Instant now() {
    return once.now;
  }

  /** Returns the octets of the body; none if there is no body. */
  public ByteBuffer body() {
    return request.body() instanceof Body.Bytes bytes ? bytes.content() : ByteBuffer.allocate(0);
  }

  /**
   * Returns what a word stands for, but {@code now} and {@code body}, which are no texts.
   *
   * @param word as it is written: {@code method}, or {@code request:Content-Type}
   */
  public String text(String word) {
    return switch (word) {
      case "method" -> request.method();
      case "scheme" -> scheme();
      case "host" -> host();
      case "path" -> path();
      case "query" -> Objects.requireNonNullElse(request.uri().getRawQuery(), "");
      case "target" -> target();
      case "uri" -> scheme() + "://" + host() + target();
      case "nonce" -> once.nonce();
      case SELF -> self;
      default -> field(word.substring(FIELD.length()).strip());
    };
  }

  private String scheme() {
    String scheme = request.uri().getScheme();
    return scheme == null ? "" : scheme.toLowerCase(Locale.ROOT);
  }

  private String host() {
    URI uri = request.uri();
    String host = Objects.requireNonNullElse(uri.getHost(), "");
    int usual = scheme().equals("https") ? 443 : 80;
    return uri.getPort() < 0 || uri.getPort() == usual ? host : host + ":" + uri.getPort();
  }

  /** An address without a path goes out as that of the root. */
  private String path() {
    String path = request.uri().getRawPath();
    return path == null || path.isEmpty() ? "/" : path;
  }

  private String target() {
    String query = request.uri().getRawQuery();
    return query == null ? path() : path() + "?" + query;
  }

  /** A header, also one that the HTTP client adds; else an argument of the query. */
  private String field(String name) {
    List<String> values = request.headers().get(name);
    if (values != null) {
      return values.size() == 1 ? values.get(0) : String.join(", ", values);
    }
    if (name.equalsIgnoreCase("Host")) {
      return host();
    }
    if (name.equalsIgnoreCase("Content-Length")) {
      int length = body().remaining();
      return length == 0 ? "" : String.valueOf(length);
    }
    String query = request.uri().getRawQuery();
    return query == null ? "" : String.join(", ", Pairs.values(query, name));
  }

  /** Shows nothing of the request. */
  @Override
  public String toString() {
    return "RequestWords[" + once.now + "]";
  }
}
