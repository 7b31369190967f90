package dev.chancery.contracts.fact;

/**
 * What is wrong with a policy bundle.
 *
 * @param file name within the policy directory
 * @param line counted from 1; 0 when the error belongs to the bundle as a whole
 * @param reason for people
 */
public record PolicyError(String file, int line, String reason) {
    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + reason;
    }
}
