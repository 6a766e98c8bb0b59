/** The source {@code file}: files of keys, and a directory with one file per key. */
package io.countersign.secrets.file;
