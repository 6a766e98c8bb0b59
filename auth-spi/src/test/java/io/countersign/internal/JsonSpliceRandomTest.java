package io.countersign.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.AuthException;
import io.countersign.spi.Place;
import io.countersign.spi.Placement;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Documents made at random, from a seed that does not change. */
class JsonSpliceRandomTest {
  private static final int DOCUMENTS = 20_000;
  private static final String[] NAMES = {"a", "b", "c", "token", "", "\\u0061", "\\/", "ü", "🔑"};
  private static final String[] POINTERS = {"/a", "/a/b", "/token", "/b/a/c", "/", "/~1", "/ü/🔑"};
  private static final String[] SCALARS = {
    "0",
    "-0.0",
    "12.50E+3",
    "1e-7",
    "true",
    "false",
    "null",
    "\"\"",
    "\"x\\\"}\"",
    "\"\\ud83d\"",
    "\"üß€🔑\"",
    "\"\\\\\""
  };
  private static final String[] BLANKS = {"", "", "", " ", "\n", "\t\r\n  "};

  private final Random random = new Random(20_250_711);
  private final ObjectMapper mapper =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  @Test
  void put_randomObject_addsTheMemberAndKeepsEveryOtherByte() throws Exception {
    int added = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
      byte[] before = (blank() + object(4) + blank()).getBytes(UTF_8);
      String pointer = one(POINTERS);
      byte[] after = splice(before, pointer, "v\"ü", false);
      if (after != null) {
        added++;
        assertThat(mapper.readTree(after)).isEqualTo(expected(before, pointer, "v\"ü"));
        assertThat(commonStart(before, after) + commonEnd(before, after))
            .as(() -> "bytes kept of " + new String(before, UTF_8))
            .isGreaterThanOrEqualTo(before.length);
        assertThat(splice(after, pointer, "w", true))
            .isEqualTo(splice(before, pointer, "w", false));
      }
    }
    assertThat(added).isGreaterThan(DOCUMENTS / 4);
  }

  @Test
  void put_randomOctets_givesJsonOrARefusal() throws Exception {
    int refused = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
      byte[] octets = object(4).getBytes(UTF_8);
      for (int j = random.nextInt(4); j >= 0; j--) {
        octets = mutated(octets);
      }
      if (octets.length == 0) {
        continue;
      }
      byte[] after = splice(octets, one(POINTERS), "v", random.nextBoolean());
      if (after == null) {
        refused++;
      } else {
        assertThat(mapper.readTree(after).isObject()).isTrue();
        mapper.readTree(octets);
      }
    }
    assertThat(refused).isBetween(DOCUMENTS / 4, DOCUMENTS - DOCUMENTS / 20);
  }

  /** Returns null where it is refused; whatever else is thrown fails the test. */
  private static byte @org.jspecify.annotations.Nullable [] splice(
      byte[] document, String pointer, String value, boolean replace) {
    try {
      return JsonSplice.put(document, new Placement(Place.JSON, pointer, value), replace);
    } catch (AuthException refused) {
      return null;
    }
  }

  private JsonNode expected(byte[] before, String pointer, String value) throws Exception {
    ObjectNode root = (ObjectNode) mapper.readTree(before);
    ObjectNode at = root;
    String[] names = pointer.substring(1).split("/", -1);
    for (String name : Arrays.copyOf(names, names.length - 1)) {
      at = at.withObjectProperty(name);
    }
    at.put(names[names.length - 1].replace("~1", "/"), value);
    return root;
  }

  private String object(int depth) {
    StringBuilder text = new StringBuilder("{").append(blank());
    for (int i = random.nextInt(4); i > 0; i--) {
      text.append('"').append(one(NAMES)).append('"').append(blank()).append(':').append(blank());
      text.append(value(depth - 1)).append(blank()).append(i > 1 ? "," + blank() : "");
    }
    return text.append('}').toString();
  }

  private String value(int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return one(SCALARS);
    }
    return random.nextInt(4) == 0
        ? "[" + blank() + value(depth - 1) + "," + value(depth - 1) + "]"
        : object(depth);
  }

  private byte[] mutated(byte[] octets) {
    String text = new String(octets, ISO_8859_1);
    int at = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), at + random.nextInt(3));
    String with =
        switch (random.nextInt(4)) {
          case 0 -> "";
          case 1 -> String.valueOf((char) random.nextInt(256));
          case 2 -> String.valueOf("{}[]\",:\\u0e.-tfn ".charAt(random.nextInt(17)));
          default -> new String(one(NAMES).getBytes(UTF_8), ISO_8859_1);
        };
    return (text.substring(0, at) + with + text.substring(end)).getBytes(ISO_8859_1);
  }

  private String blank() {
    return one(BLANKS);
  }

  private String one(String[] of) {
    return of[random.nextInt(of.length)];
  }

  private static int commonStart(byte[] one, byte[] other) {
    int mismatch = Arrays.mismatch(one, other);
    return mismatch < 0 ? one.length : mismatch;
  }

  private static int commonEnd(byte[] one, byte[] other) {
    int same = 0;
    while (same < Math.min(one.length, other.length)
        && one[one.length - 1 - same] == other[other.length - 1 - same]) {
      same++;
    }
    return same;
  }
}
