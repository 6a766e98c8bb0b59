package io.countersign.cli;

import io.countersign.spi.Body;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code -d} says, if it was said. */
final class RequestBody {
  static final RequestBody NONE = new RequestBody(new byte[0], "");

  private final byte[] content;
  private final String mediaType;

  private RequestBody(byte[] content, String mediaType) {
    this.content = content;
    this.mediaType = mediaType;
  }

  /** Reads the option: the body itself, or {@code @} and a file. */
  static RequestBody of(String data, Invocation invocation) {
    byte[] content =
        data.startsWith("@")
            ? read(Path.of(data.substring(1)), invocation)
            : data.getBytes(StandardCharsets.UTF_8);
    return new RequestBody(content, mediaType(content));
  }

  private static byte[] read(Path file, Invocation invocation) {
    Path resolved = invocation.resolve(file);
    try {
      return Files.readAllBytes(resolved);
    } catch (IOException unreadable) {
      throw Invocation.unreadable("-d", file, resolved);
    }
  }

  private static String mediaType(byte[] content) {
    String start = new String(content, StandardCharsets.UTF_8).stripLeading();
    return start.startsWith("{") || start.startsWith("[")
        ? "application/json"
        : "application/x-www-form-urlencoded";
  }

  /** Returns the Content-Type that it looks like; empty without a body. */
  String mediaType() {
    return mediaType;
  }

  BodyPublisher publisher() {
    return mediaType.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(content);
  }

  Body body() {
    return mediaType.isEmpty() ? Body.none() : Body.of(content);
  }
}
