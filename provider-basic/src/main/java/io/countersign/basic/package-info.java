/** The types {@code none}, {@code http-basic}, {@code bearer} and {@code api-key}. */
package io.countersign.basic;
