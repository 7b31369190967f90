package dev.chancery.contracts.fact;

import dev.chancery.contracts.ContentId;

/**
 * Where sanitised content lies and what it was.
 *
 * @param content its row in the erasable content store
 * @param commitment lower-case hex SHA-256 of domain, salt and content; see {@link dev.chancery.contracts.log.Content#commitment}
 * @param bytes its length in UTF-8
 */
public record ContentRef(ContentId content, String commitment, int bytes) {}
