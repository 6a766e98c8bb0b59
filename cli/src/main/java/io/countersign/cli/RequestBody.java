package io.countersign.cli;

import io.countersign.spi.Body;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code -d} says. */
record RequestBody(byte[] content, String mediaType) {
  static final RequestBody NONE = new RequestBody(new byte[0], "");

  /** Reads the option: the body itself, or {@code @} and a file. */
  static RequestBody of(String data, Invocation invocation) {
    byte[] content =
        data.startsWith("@")
            ? read(Path.of(data.substring(1)), invocation)
            : data.getBytes(StandardCharsets.UTF_8);
    return new RequestBody(content, mediaType(content));
  }

  private static byte[] read(Path file, Invocation invocation) {
    try {
      return Files.readAllBytes(invocation.resolve(file));
    } catch (IOException unreadable) {
      throw new UsageException("-d: cannot read " + file);
    }
  }

  private static String mediaType(byte[] content) {
    String start = new String(content, StandardCharsets.UTF_8).stripLeading();
    return start.startsWith("{") || start.startsWith("[")
        ? "application/json"
        : "application/x-www-form-urlencoded";
  }

  BodyPublisher publisher() {
    return this == NONE ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(content);
  }

  Body body() {
    return this == NONE ? Body.none() : Body.of(content);
  }
}
