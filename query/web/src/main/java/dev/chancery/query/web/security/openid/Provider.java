package dev.chancery.query.web.security.openid;

import dev.chancery.query.web.security.openid.NotAdmitted.Why;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpMethod;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.oidc.IdTokenClaimNames;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestTemplate;

/**
 * The provider as it describes itself (OpenID Connect Discovery 1.0), asked for at the first sign-in and again each hour. While it is
 * away what it said before holds; when it never said anything, nobody comes in by it.
 */
final class Provider implements ClientRegistrationRepository {

    static final String ID = "openid";
    static final String RETURN = "/sign-in/openid/return";

    private static final Logger LOG = LoggerFactory.getLogger(Provider.class);
    private static final Duration KEPT = Duration.ofHours(1);

    /** So that a provider which is away is not asked by everybody at the door. */
    private static final Duration REST = Duration.ofSeconds(2);

    /** None that whoever knows a public thing, such as the provider's key or the client's id, could make. */
    private static final Set<SignatureAlgorithm> ALGORITHMS = EnumSet.allOf(SignatureAlgorithm.class);

    private static final ParameterizedTypeReference<Map<String, Object>> METADATA =
            new ParameterizedTypeReference<>() {};

    private final OpenIdSettings settings;
    private final InstantSource clock;
    private final RestTemplate rest;
    private @Nullable Known known;
    private Instant askAgain = Instant.MIN;

    private record Known(ClientRegistration client, JwtDecoder decoder, Optional<URI> endSession) {}

    Provider(OpenIdSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.rest = Outbound.within(settings.timeout());
    }

    /**
     * The provider, with the secret as it is now.
     *
     * @throws NotAdmitted when it is away
     */
    @Override
    public @Nullable ClientRegistration findByRegistrationId(String id) {
        if (!id.equals(ID)) {
            return null;
        }
        ClientRegistration client = known().client();
        try {
            return ClientRegistration.withClientRegistration(client)
                    .clientSecret(settings.secret())
                    .build();
        } catch (IllegalStateException e) {
            LOG.atError().setCause(e).log("The secret of the OpenID client cannot be read");
            throw new NotAdmitted(Why.AWAY);
        }
    }

    /** Checks ID tokens: signature, issuer, audience, times. */
    JwtDecoder decoder() {
        return known().decoder();
    }

    /** Where a person signs out there (OpenID Connect RP-Initiated Logout 1.0); empty when there is no such place, or none is known yet. */
    synchronized Optional<URI> endSession() {
        return known == null ? Optional.empty() : known.endSession();
    }

    RestTemplate rest() {
        return rest;
    }

    private synchronized Known known() {
        Instant now = clock.instant();
        if (!now.isBefore(askAgain)) {
            try {
                known = discover();
                askAgain = now.plus(KEPT);
            } catch (RestClientException | IllegalArgumentException | IllegalStateException e) {
                askAgain = now.plus(REST);
                LOG.atWarn()
                        .addKeyValue("issuer", settings.issuer())
                        .addKeyValue("cause", e.getMessage())
                        .log("The OpenID provider cannot be asked what it is");
            }
        }
        if (known == null) {
            throw new NotAdmitted(Why.AWAY);
        }
        return known;
    }

    private Known discover() {
        String issuer = settings.issuer();
        URI place = URI.create((issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer)
                + "/.well-known/openid-configuration");
        Map<String, Object> metadata =
                rest.exchange(place, HttpMethod.GET, null, METADATA).getBody();
        if (metadata == null || !issuer.equals(metadata.get("issuer"))) {
            throw new IllegalStateException(
                    "The provider calls itself '" + (metadata == null ? null : metadata.get("issuer"))
                            + "', and chancery.sign-in.openid.issuer is '" + issuer + "'");
        }
        for (String endpoint : new String[] {"authorization_endpoint", "token_endpoint", "jwks_uri"}) {
            if (issuer.startsWith("https:")
                    && !String.valueOf(metadata.get(endpoint)).startsWith("https:")) {
                throw new IllegalStateException("The provider's " + endpoint + " does not begin with https:");
            }
        }
        ClientRegistration.Builder client = ClientRegistrations.fromOidcConfiguration(metadata)
                .registrationId(ID)
                .clientName(settings.name())
                .clientId(settings.clientId())
                .scope(settings.scopes())
                .userNameAttributeName(IdTokenClaimNames.SUB)
                .redirectUri("{baseUrl}" + RETURN);
        if (settings.clientSecret() == null) {
            client.clientAuthenticationMethod(ClientAuthenticationMethod.NONE);
        }
        ClientRegistration made = client.build();
        LOG.atInfo().addKeyValue("issuer", issuer).log("The OpenID provider is known");
        return new Known(made, decoder(made), endSession(metadata));
    }

    private JwtDecoder decoder(ClientRegistration client) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSetUri(
                        String.valueOf(client.getProviderDetails().getJwkSetUri()))
                .jwsAlgorithms(algorithms -> algorithms.addAll(ALGORITHMS))
                .restOperations(rest)
                .build();
        OidcIdTokenValidator claims = new OidcIdTokenValidator(client);
        claims.setClockSkew(settings.clockSkew());
        decoder.setJwtValidator(
                new DelegatingOAuth2TokenValidator<>(new JwtTimestampValidator(settings.clockSkew()), claims));
        return decoder;
    }

    private static Optional<URI> endSession(Map<String, Object> metadata) {
        return metadata.get("end_session_endpoint") instanceof String place
                ? Optional.of(URI.create(place)).filter(uri -> uri.getHost() != null)
                : Optional.empty();
    }
}
