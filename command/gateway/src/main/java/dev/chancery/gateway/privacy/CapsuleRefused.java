package dev.chancery.gateway.privacy;

/** A capsule that is not opened. Neither the reason nor the message tells anything of what is in it. */
public final class CapsuleRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Why. Whatever follows the second is told of genuine capsules only, whose outside the caller can read himself. */
    public enum Why {
        UNREADABLE(
                "This is no capsule of Chancery, or it was changed. Send the member 'capsule' of the held answer as it was given."),
        UNKNOWN_KEY(
                "The capsule was sealed with a secret that this Chancery does not have. If the secret was replaced, configure the"
                        + " old one as chancery.capsules.previous; without it the output is had with placeholders, by GET."),
        EXPIRED("The capsule has expired, and nothing else has the values. The output is had with placeholders, by GET;"
                + " chancery.capsules.expiry says how long later capsules last."),
        ANOTHER_TASK("The capsule belongs to another task. Send it to the address that came with it ('retrieve')."),
        ANOTHER_AGENT("The capsule was given to another agent.");

        private final String sentence;

        Why(String sentence) {
            this.sentence = sentence;
        }
    }

    private final Why why;

    CapsuleRefused(Why why) {
        super(why.sentence, null, false, false);
        this.why = why;
    }

    /** The reason. */
    public Why why() {
        return why;
    }
}
