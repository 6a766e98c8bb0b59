package io.countersign.jwt;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;

/** Reads the values of one DER structure (X.690), one after the other. */
final class Der {
  static final int INTEGER = 0x02;
  static final int OCTETS = 0x04;
  static final int NULL = 0x05;
  static final int OID = 0x06;
  static final int SEQUENCE = 0x30;

  private final byte[] bytes;
  private final int end;
  private int at;

  /** What is read is no DER, or not all of it. */
  static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Malformed() {
      super("malformed DER", null, false, false);
    }
  }

  private Der(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /** Returns the inside of the one sequence that these bytes must be. */
  static Der of(byte[] bytes) {
    Der whole = new Der(bytes, 0, bytes.length);
    Der inside = whole.enter(SEQUENCE);
    if (whole.hasMore()) {
      throw new Malformed();
    }
    return inside;
  }

  boolean hasMore() {
    return at < end;
  }

  boolean isNext(int tag) {
    return hasMore() && (bytes[at] & 0xFF) == tag;
  }

  /** Goes into the next value, which must have this tag, and past it here. */
  Der enter(int tag) {
    if (!isNext(tag)) {
      throw new Malformed();
    }
    int length = lengthAt(at + 1);
    int from = at + 1 + lengthOctets(at + 1);
    if (length > end - from) {
      throw new Malformed();
    }
    at = from + length;
    return new Der(bytes, from, at);
  }

  /** Returns the content of the next value, which must have this tag. */
  byte[] take(int tag) {
    return enter(tag).rest();
  }

  /** Returns the next value whole, with its tag. */
  byte[] takeWhole() {
    int from = at;
    if (!hasMore()) {
      throw new Malformed();
    }
    enter(bytes[at] & 0xFF);
    return Arrays.copyOfRange(bytes, from, at);
  }

  byte[] rest() {
    byte[] rest = Arrays.copyOfRange(bytes, at, end);
    at = end;
    return rest;
  }

  int takeInt() {
    byte[] number = take(INTEGER);
    if (number.length == 0 || number.length > 4) {
      throw new Malformed();
    }
    return new BigInteger(number).intValueExact();
  }

  /** Returns an object identifier as its numbers with dots. */
  String takeOid() {
    byte[] octets = take(OID);
    StringBuilder text = new StringBuilder();
    long number = 0;
    for (byte octet : octets) {
      number = (number << 7) | (octet & 0x7F);
      if (number >>> 40 != 0) {
        throw new Malformed();
      }
      if (octet >= 0) {
        long first = Math.min(number / 40, 2);
        text.append(text.isEmpty() ? first + "." + (number - 40 * first) : "." + number);
        number = 0;
      }
    }
    return text.toString();
  }

  private int octet(int index) {
    if (index >= end) {
      throw new Malformed();
    }
    return bytes[index] & 0xFF;
  }

  private int lengthOctets(int index) {
    int first = octet(index);
    return first < 0x80 ? 1 : 1 + (first & 0x7F);
  }

  private int lengthAt(int index) {
    int first = octet(index);
    if (first < 0x80) {
      return first;
    }
    int count = first & 0x7F;
    if (count == 0 || count > 3) {
      throw new Malformed();
    }
    int length = 0;
    for (int i = 1; i <= count; i++) {
      length = (length << 8) | octet(index + i);
    }
    return length;
  }

  /** Writes one value. */
  static byte[] value(int tag, byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 5);
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else if (length < 0x100) {
      out.write(0x81);
      out.write(length);
    } else if (length < 0x10000) {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    } else {
      out.write(0x83);
      out.write(length >> 16);
      out.write(length >> 8);
      out.write(length);
    }
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] integer(int small) {
    return value(INTEGER, new byte[] {(byte) small});
  }

  /** Writes an object identifier; its first two numbers make less than 128. */
  static byte[] oid(String dotted) {
    String[] numbers = dotted.split("\\.", -1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(40 * Integer.parseInt(numbers[0]) + Integer.parseInt(numbers[1]));
    for (int i = 2; i < numbers.length; i++) {
      int number = Integer.parseInt(numbers[i]);
      for (int shift = 28; shift > 0; shift -= 7) {
        if (number >>> shift != 0) {
          out.write(0x80 | ((number >>> shift) & 0x7F));
        }
      }
      out.write(number & 0x7F);
    }
    return value(OID, out.toByteArray());
  }
}
