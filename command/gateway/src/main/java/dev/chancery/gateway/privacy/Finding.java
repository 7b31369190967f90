package dev.chancery.gateway.privacy;

/**
 * Where personal data was found. Holds no text.
 *
 * @param type as Presidio names it: {@code CREDIT_CARD}, {@code EMAIL_ADDRESS}, …
 * @param start first character, in UTF-16 units
 * @param end behind the last character
 * @param score 0 to 1: how sure the recogniser is
 * @param recogniser its id and version
 */
public record Finding(String type, int start, int end, double score, String recogniser) {

    /** Length in UTF-16 units. */
    int length() {
        return end - start;
    }
}
