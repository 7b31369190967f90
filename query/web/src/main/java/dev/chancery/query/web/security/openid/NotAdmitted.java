package dev.chancery.query.web.security.openid;

import dev.chancery.contracts.AccountId;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.AuthenticationException;

/** Why somebody does not come in. */
final class NotAdmitted extends AuthenticationException {

    private static final long serialVersionUID = 1;

    private final Why why;
    private final transient @Nullable AccountId account;

    /** What is told. */
    enum Why {
        /** The provider does not answer, or not as one. */
        AWAY(
                "The sign-in service does not answer now. Try again in a moment, or sign in with a password if you have one."),
        /** The person said no at the provider, or the provider did. */
        CANCELLED("You were not signed in there, so you are not signed in here."),
        /** What came back is not what was asked for. */
        UNSOUND("What the sign-in service sent back cannot be relied on, or the page was open too long. Begin again."),
        /** Vouched for, and means nothing here. */
        NO_GROUP("You are known there, but none of your groups opens anything here."),
        /** The groups give roles that one person may not have, or may not lose. */
        ROLES("You are known there, but not with the roles that your groups give you here."),
        /** The account is closed. */
        CLOSED("Your account here is closed. An administrator can open it again."),
        /** What was granted to somebody from outside is over. */
        OVER("What was granted to you here is over. An administrator can grant it again."),
        /** Nothing can be recorded now, so nobody comes in. */
        RECORD_AWAY("The record cannot be written now, so nobody can sign in. Try again in a moment.");

        private final String sentence;

        Why(String sentence) {
            this.sentence = sentence;
        }

        String sentence() {
            return sentence;
        }
    }

    NotAdmitted(Why why) {
        this(why, why.sentence(), null);
    }

    /** @param account of the person whom the provider vouched for */
    NotAdmitted(Why why, String sentence, @Nullable AccountId account) {
        super(sentence);
        this.why = why;
        this.account = account;
    }

    Why why() {
        return why;
    }

    @Nullable
    AccountId account() {
        return account;
    }
}
