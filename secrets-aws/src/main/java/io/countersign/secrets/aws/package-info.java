/** The source {@code aws}: AWS Secrets Manager. */
package io.countersign.secrets.aws;
