/** Reads how other tools say that an API authenticates, and says it as an application.conf. */
@org.jspecify.annotations.NullMarked
package io.countersign.cli.imports;
