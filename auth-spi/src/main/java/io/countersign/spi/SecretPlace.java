package io.countersign.spi;

/**
 * Where a source looks a reference up. Two keys with one place are a collision.
 *
 * @param name in the words of the source, as {@code CRM_CLIENT_SECRET}
 * @param toSet what to type, or to write where, so that it is found there, as {@code export
 *     CRM_CLIENT_SECRET=…}
 */
public record SecretPlace(String name, String toSet) {}
