/** The type {@code aws-sigv4}: requests signed by the signer of the AWS SDK. */
package io.countersign.aws;
