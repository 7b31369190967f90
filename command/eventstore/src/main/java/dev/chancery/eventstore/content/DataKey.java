package dev.chancery.eventstore.content;

import java.util.UUID;

/**
 * A key in use.
 *
 * @param id its first byte says in which shard it is kept; the rest is random
 * @param aead AES-256-GCM, without state per thread, for it seals in each request's own thread
 */
record DataKey(UUID id, AesGcm aead) {}
