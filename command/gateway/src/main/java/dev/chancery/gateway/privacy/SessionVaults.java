package dev.chancery.gateway.privacy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.SessionId;

/** The vaults of the sessions in use. In memory only: an idle session is forgotten, and a restart forgets all. */
public final class SessionVaults {

    private final Cache<Session, SessionVault> vaults;
    private final PrivacySettings settings;

    private record Session(AgentId agent, SessionId session) {}

    /** Vaults with these limits. */
    public SessionVaults(PrivacySettings settings) {
        this(settings, Ticker.systemTicker());
    }

    SessionVaults(PrivacySettings settings, Ticker ticker) {
        this.settings = settings;
        this.vaults = Caffeine.newBuilder()
                .maximumSize(settings.sessions())
                .expireAfterAccess(settings.idle())
                .ticker(ticker)
                .build();
    }

    /** The vault of an agent's session, a new one when it is not remembered. Two agents never share one. */
    public SessionVault of(AgentId agent, SessionId session) {
        return vaults.get(new Session(agent, session), key -> new SessionVault(settings));
    }

    /** Forgets what the placeholders of a session stand for; answers that come later keep theirs. */
    public void forget(AgentId agent, SessionId session) {
        vaults.invalidate(new Session(agent, session));
    }

    /**
     * For a text that a person wrote in place of an output. The output's placeholders stay, so that they stand for what they stood
     * for; personal data that is typed anew is replaced by number 0, which nothing puts back.
     */
    public Redaction edit(PersonalDataScanner scanner) {
        return SessionVault.ofOthers(settings).screening(scanner);
    }

    /** A vault for one request that belongs to no session. Nobody else ever gets it. */
    public SessionVault once() {
        return new SessionVault(settings);
    }
}
