package dev.chancery.eventstore.content;

import com.google.crypto.tink.Aead;
import java.util.UUID;

/**
 * A key in use.
 *
 * @param id its first byte says in which shard it is kept; the rest is random
 * @param aead AES-256-GCM
 */
record DataKey(UUID id, Aead aead) {}
