/** The Merkle tree over the log on PostgreSQL, its proofs and its signed heads. */
@NullMarked
package dev.chancery.eventstore.ledger;

import org.jspecify.annotations.NullMarked;
