package dev.chancery.gateway.privacy;

import java.util.List;

/**
 * A text without personal data.
 *
 * @param text with placeholders
 * @param findings what they replaced, by its place in the original
 */
public record Sanitised(String text, List<Finding> findings) {
    public Sanitised {
        findings = List.copyOf(findings);
    }
}
