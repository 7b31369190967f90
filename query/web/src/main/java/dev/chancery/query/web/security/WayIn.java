package dev.chancery.query.web.security;

import dev.chancery.contracts.AccountId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;

/** Another way to sign in than a password of this installation. */
public interface WayIn {

    /** Adds its steps to the door with a session. */
    void into(HttpSecurity http);

    /** Whose button it is. */
    String name();

    /** Where the button leads. */
    String path();

    /** Why the person in this session was turned away, told once; empty when he was not. */
    Optional<TurnedAway> turnedAway(HttpServletRequest request);

    /** Where a form may lead besides here when a person signs out: an origin, such as {@code https://login.example.com}; empty for none. */
    Optional<String> signOutOrigin();

    /**
     * What is told to somebody who did not come in.
     *
     * @param account that would stand for him, when it is known who he is; null else
     * @param groups that mean something here, when it was about groups
     */
    record TurnedAway(String sentence, @Nullable AccountId account, List<String> groups) {
        public TurnedAway {
            groups = List.copyOf(groups);
        }
    }
}
