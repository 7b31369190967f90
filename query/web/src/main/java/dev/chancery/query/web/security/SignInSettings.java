package dev.chancery.query.web.security;

import dev.chancery.contracts.AccountId;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How people may sign in.
 *
 * @param local whether with a password of this installation
 * @param breakGlass the one account that may do so even when {@code local} is false, for the day when the provider is away; null for none
 */
@ConfigurationProperties("chancery.sign-in")
public record SignInSettings(
        @DefaultValue("true") boolean local, @Nullable String breakGlass) {

    public SignInSettings {
        if (breakGlass != null && local) {
            throw new IllegalArgumentException("chancery.sign-in.break-glass is for chancery.sign-in.local=false;"
                    + " take it out, or switch local passwords off");
        }
        if (breakGlass != null) {
            breakGlass = new AccountId(breakGlass.strip()).value();
        }
    }

    /** Whether the sign-in page has a form for a name and a password at all. */
    public boolean hasPasswords() {
        return local || breakGlass != null;
    }

    /** Whether an account may sign in with a password. */
    public boolean permitsPassword(AccountId account) {
        return local || account.value().equals(breakGlass);
    }

    /**
     * Fails when nobody could come in.
     *
     * @param others how many other ways in there are
     */
    void check(int others) {
        if (!local && others == 0) {
            throw new IllegalArgumentException("chancery.sign-in.local=false leaves nobody a way in:"
                    + " name a provider under chancery.sign-in.openid, or leave local passwords on");
        }
    }
}
