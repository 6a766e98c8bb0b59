/** The {@code countersign} command; the only part of Countersign that prints. */
package io.countersign.cli;
