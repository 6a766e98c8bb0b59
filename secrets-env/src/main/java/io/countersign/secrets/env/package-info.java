/** The source {@code env}: environment variables, and the files that they name. */
package io.countersign.secrets.env;
