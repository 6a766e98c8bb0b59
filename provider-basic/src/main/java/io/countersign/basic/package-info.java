/** The types {@code none}, {@code http-basic}, {@code bearer}, {@code api-key} and {@code hmac}. */
package io.countersign.basic;
