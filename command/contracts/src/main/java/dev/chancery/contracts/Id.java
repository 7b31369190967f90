package dev.chancery.contracts;

/** An identifier: 1 to {@value #LIMIT} printable ASCII characters without space. Written to the record as a plain string. */
public sealed interface Id
        permits TaskId, AccountId, AgentId, WorkflowId, SessionId, SubjectId, ContentId, PolicyVersion {

    /** Longest identifier, in characters. */
    int LIMIT = 200;

    /** The identifier as text. */
    String value();

    /**
     * Whether the text may be an identifier.
     *
     * @param value any text
     * @return true when it is 1 to {@value #LIMIT} characters from {@code !} to {@code ~}
     */
    static boolean isValid(String value) {
        if (value.isEmpty() || value.length() > LIMIT) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    /** Throws {@link IllegalArgumentException} when the text is no identifier. */
    static void check(String value) {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "An identifier has 1 to " + LIMIT + " printable ASCII characters and no space");
        }
    }
}
