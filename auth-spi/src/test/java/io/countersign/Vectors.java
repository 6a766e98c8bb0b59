package io.countersign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;

/** Reads the vectors of a test: a JSON array beside it, whose objects each have a name. */
public final class Vectors {
  private Vectors() {}

  @SuppressWarnings("exports") // a module of tests exports nothing
  public static Stream<Named<JsonNode>> of(Class<?> test, String file) {
    try (InputStream in = Objects.requireNonNull(test.getResourceAsStream(file), file)) {
      Iterator<JsonNode> vectors = new ObjectMapper().readTree(in).iterator();
      List<JsonNode> all =
          StreamSupport.stream(((Iterable<JsonNode>) () -> vectors).spliterator(), false).toList();
      return all.stream().map(vector -> Named.of(vector.path("name").asText(), vector));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(file, unreadable);
    }
  }
}
