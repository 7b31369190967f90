package dev.chancery.contracts.fact;

import java.util.List;

/**
 * What an erasure destroyed.
 *
 * @param contents number of texts, each with its salt
 * @param digest lower-case hex SHA-256 of their content ids in ascending order, each followed by a newline
 * @param keys ids of the data keys that were destroyed; none when the contents share a key with others
 */
public record Erased(long contents, String digest, List<String> keys) {
    public Erased {
        keys = List.copyOf(keys);
    }
}
