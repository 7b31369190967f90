/** The RFC 6962 Merkle tree over the log, as pure arithmetic. */
@NullMarked
package dev.chancery.record.merkle;

import org.jspecify.annotations.NullMarked;
