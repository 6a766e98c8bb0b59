package io.countersign.secrets.vault;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/** Puts the private keys of older formats into that which Java reads (RFC 5208, in DER). */
final class Der {
  private static final int INTEGER = 0x02;
  private static final int OCTETS = 0x04;
  private static final int OBJECT = 0x06;
  private static final int SEQUENCE = 0x30;

  /** The curve of an EC key (RFC 5915: parameters [0]). */
  private static final int PARAMETERS = 0xA0;

  private static final byte[] VERSION = HexFormat.of().parseHex("020100");
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  private Der() {}

  /** Of a key in PKCS#1 (RFC 8017 A.1.2). */
  static byte[] pkcs8OfRsa(byte[] key) {
    return element(SEQUENCE, VERSION, RSA, element(OCTETS, key));
  }

  /**
   * Of a key in SEC 1 (RFC 5915 §3).
   *
   * @throws IllegalArgumentException if it does not name its curve
   */
  static byte[] pkcs8OfEc(byte[] key) {
    Reader all = new Reader(key);
    Reader parts = new Reader(all.next(SEQUENCE));
    parts.next(INTEGER);
    parts.next(OCTETS);
    byte[] curve = element(OBJECT, new Reader(parts.next(PARAMETERS)).next(OBJECT));
    return element(SEQUENCE, VERSION, element(SEQUENCE, EC, curve), element(OCTETS, key));
  }

  private static byte[] element(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    if (length < 0x80) {
      element.write(length);
    } else {
      int octets = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
      element.write(0x80 | octets);
      for (int i = octets - 1; i >= 0; i--) {
        element.write(length >> (8 * i));
      }
    }
    element.writeBytes(content.toByteArray());
    return element.toByteArray();
  }

  private static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    /** Returns the content of the next element, which must have this tag. */
    byte[] next(int tag) {
      if (octet() != tag) {
        throw new IllegalArgumentException("not what was expected");
      }
      int length = octet();
      if (length > 0x80) {
        int octets = length & 0x7f;
        length = 0;
        for (int i = 0; i < octets; i++) {
          length = length << 8 | octet();
        }
      }
      if (length < 0 || length > bytes.length - at) {
        throw new IllegalArgumentException("cut off");
      }
      at += length;
      return Arrays.copyOfRange(bytes, at - length, at);
    }

    private int octet() {
      if (at >= bytes.length) {
        throw new IllegalArgumentException("cut off");
      }
      return bytes[at++] & 0xff;
    }
  }
}
