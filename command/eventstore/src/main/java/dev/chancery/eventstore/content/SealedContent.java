package dev.chancery.eventstore.content;

import java.util.UUID;

/**
 * A row of the content table.
 *
 * @param id of the content
 * @param key what seals it
 * @param sealed AES-256-GCM of salt and text, bound to the id
 */
public record SealedContent(String id, UUID key, Custody custody, byte[] sealed) {}
