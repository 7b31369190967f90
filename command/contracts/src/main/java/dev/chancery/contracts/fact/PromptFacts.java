package dev.chancery.contracts.fact;

import org.jspecify.annotations.Nullable;

/**
 * Which prompt a request was made with.
 *
 * @param named as the caller named it, null when it did not
 * @param instructions {@code hmac-sha256:<id of the key>:<hex>} of the sanitised instructions (messages of the system and of developers) under
 *     a key that stays in the installation; null when there are none. Equal digests are equal instructions; under one key, other digests
 *     are other instructions
 */
public record PromptFacts(
        @Nullable NamedPrompt named, @Nullable String instructions) {}
