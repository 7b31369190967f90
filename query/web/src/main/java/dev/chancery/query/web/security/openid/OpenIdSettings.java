package dev.chancery.query.web.security.openid;

import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The OpenID provider that vouches for people (OpenID Connect Core 1.0), under {@code chancery.sign-in.openid}.
 *
 * @param issuer as the provider writes it in its tokens; {@code https}, or {@code http} on this machine
 * @param clientId by which the provider knows this installation
 * @param clientSecret where the secret is, {@code env:NAME} or {@code file:PATH}, read at each sign-in; null for a client without one,
 *     which is protected by PKCE alone
 * @param scopes asked for; {@code openid} is among them
 * @param groupsClaim the claim of the ID token, or of the user info, that holds the groups: its name, or a path with dots such as
 *     {@code realm_access.roles}
 * @param roles which groups have which role; one of them is enough
 * @param name whose button it is
 * @param clockSkew by how much the provider's clock may differ from this one's, at most {@value #MOST_SKEW_SECONDS} seconds
 * @param timeout how long the provider may take to answer
 */
@ConfigurationProperties(OpenIdSettings.PREFIX)
public record OpenIdSettings(
        String issuer,
        String clientId,
        @Nullable String clientSecret,
        @DefaultValue({"openid", "profile"}) List<String> scopes,
        @DefaultValue("groups") String groupsClaim,
        Map<Role, List<String>> roles,
        @DefaultValue("your organisation") String name,
        @DefaultValue("60s") Duration clockSkew,
        @DefaultValue("5s") Duration timeout) {

    static final String PREFIX = "chancery.sign-in.openid";
    static final int MOST_SKEW_SECONDS = 300;
    private static final int LONGEST_NAME = 60;
    private static final int MOST_GROUPS = 100;
    private static final String ENVIRONMENT = "env:";
    private static final String FILE = "file:";
    private static final String HERE = PREFIX + ".";

    /** These need a system or a day, which no provider says. */
    private static final Set<Role> GRANTED_HERE = EnumSet.of(Role.REGULATOR, Role.AUDITOR);

    @SuppressWarnings("NullAway") // What is not configured is bound as null; here it is said.
    public OpenIdSettings {
        need(issuer, "issuer", "the provider's issuer, such as https://login.example.com/realms/company");
        need(clientId, "client-id", "the name under which this installation is registered with the provider");
        checkIssuer(issuer);
        if (clientSecret != null && !clientSecret.startsWith(ENVIRONMENT) && !clientSecret.startsWith(FILE)) {
            throw fault(
                    "client-secret", "says where the secret is, env:NAME or file:PATH; never write the secret itself");
        }
        if (!scopes.contains("openid")) {
            throw fault("scopes", "contains openid");
        }
        scopes = List.copyOf(scopes);
        need(groupsClaim, "groups-claim", "the claim that holds the groups");
        roles = copy(roles);
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw fault("name", "has 1 to " + LONGEST_NAME + " characters");
        }
        if (clockSkew.isNegative() || clockSkew.toSeconds() > MOST_SKEW_SECONDS) {
            throw fault("clock-skew", "is from 0s to " + MOST_SKEW_SECONDS + "s");
        }
        if (timeout.toMillis() < 1 || timeout.toSeconds() > 60) {
            throw fault("timeout", "is from 1ms to 60s");
        }
    }

    /** What somebody in these groups may do, in the order of the roles; empty for nothing. */
    public List<RoleGrant> grants(Collection<String> groups) {
        List<RoleGrant> grants = new ArrayList<>();
        roles.forEach((role, named) -> {
            if (named.stream().anyMatch(groups::contains)) {
                grants.add(new RoleGrant(role, null, null));
            }
        });
        return List.copyOf(grants);
    }

    /** Every group that means something here, sorted. */
    public List<String> groups() {
        Set<String> all = new TreeSet<>();
        roles.values().forEach(all::addAll);
        return List.copyOf(all);
    }

    /**
     * The secret as it is now, so that a rotated one is found.
     *
     * @throws IllegalStateException when it is not where the settings say
     */
    @Nullable
    String secret() {
        if (clientSecret == null) {
            return null;
        }
        try {
            String secret = clientSecret.startsWith(ENVIRONMENT)
                    ? System.getenv(clientSecret.substring(ENVIRONMENT.length()))
                    : Files.readString(Path.of(clientSecret.substring(FILE.length())), StandardCharsets.UTF_8);
            if (secret != null && !secret.isBlank()) {
                return secret.strip();
            }
        } catch (IOException e) {
            throw new IllegalStateException(HERE + "client-secret cannot be read: " + clientSecret, e);
        }
        throw new IllegalStateException(HERE + "client-secret is not there: " + clientSecret);
    }

    private static void checkIssuer(String issuer) {
        URI uri;
        try {
            uri = URI.create(issuer);
        } catch (IllegalArgumentException e) {
            throw fault("issuer", "is a URL: " + issuer);
        }
        String host = uri.getHost();
        if (host == null || uri.getRawQuery() != null || uri.getRawFragment() != null || uri.getRawUserInfo() != null) {
            throw fault("issuer", "is a URL without user, query and fragment: " + issuer);
        }
        boolean here = host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
        if (!"https".equals(uri.getScheme()) && !(here && "http".equals(uri.getScheme()))) {
            throw fault(
                    "issuer",
                    "begins with https://, as whoever can change what it answers can sign in as anybody: " + issuer);
        }
    }

    @SuppressWarnings("NullAway") // As above.
    private static Map<Role, List<String>> copy(Map<Role, List<String>> roles) {
        if (roles == null || roles.isEmpty()) {
            throw fault(
                    "roles",
                    "says which groups have which role, such as roles.reviewer=ai-reviewers; else nobody gets in");
        }
        Map<Role, List<String>> copy = new EnumMap<>(Role.class);
        roles.forEach((role, groups) -> {
            if (GRANTED_HERE.contains(role)) {
                throw fault(
                        "roles." + word(role),
                        "cannot come from a provider, which knows neither until when nor for which system:"
                                + " make the account known under People beforehand");
            }
            if (groups.isEmpty() || groups.stream().anyMatch(String::isBlank) || groups.size() > MOST_GROUPS) {
                throw fault("roles." + word(role), "names 1 to " + MOST_GROUPS + " groups, none of them empty");
            }
            copy.put(role, List.copyOf(groups));
        });
        for (String group : copy.getOrDefault(Role.ADMINISTRATOR, List.of())) {
            if (copy.getOrDefault(Role.REVIEWER, List.of()).contains(group)) {
                throw fault(
                        "roles",
                        "gives the group '" + group
                                + "' both administrator and reviewer: who administers cannot review");
            }
        }
        return Collections.unmodifiableMap(copy);
    }

    private static void need(@Nullable String value, String name, String what) {
        if (value == null || value.isBlank()) {
            throw fault(name, "is missing: " + what);
        }
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static IllegalArgumentException fault(String name, String sentence) {
        return new IllegalArgumentException(HERE + name + " " + sentence);
    }

    /** Names no secret, as it holds none. */
    @Override
    public String toString() {
        return "OpenIdSettings[" + issuer + ", " + clientId + "]";
    }
}
