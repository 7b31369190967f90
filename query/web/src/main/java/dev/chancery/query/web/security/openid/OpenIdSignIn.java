package dev.chancery.query.web.security.openid;

import dev.chancery.query.web.security.Accounts.Account;
import dev.chancery.query.web.security.WayIn;
import dev.chancery.query.web.security.openid.NotAdmitted.Why;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2LoginAuthenticationFilter;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.core.oidc.StandardClaimNames;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Signing in by the provider: the authorization code with PKCE, state and nonce, by the steps of Spring Security. What they bring is
 * looked at once and thrown away; the session holds who the person is, and for signing out there the ID token where the provider
 * takes one.
 */
final class OpenIdSignIn implements WayIn {

    private static final Logger LOG = LoggerFactory.getLogger(OpenIdSignIn.class);
    private static final String START = "/sign-in/openid";
    private static final String SIGN_IN = "/sign-in";
    private static final String REFUSED = OpenIdSignIn.class.getName() + ".refused";
    private static final String HINT = OpenIdSignIn.class.getName() + ".hint";
    private static final Pattern CODE = Pattern.compile("[a-z_]{1,60}");

    private final OpenIdSettings settings;
    private final Provider provider;
    private final Admission admission;
    private final Welcome welcome;

    /** Gives somebody a session and says where he wanted to go. */
    interface Welcome {
        String enter(Account account, HttpServletRequest request, HttpServletResponse response);
    }

    /** Somebody who was admitted, on his way from one step to the next. */
    private static final class Admitted extends DefaultOidcUser {
        @Serial
        private static final long serialVersionUID = 1;

        private final transient Account account;

        Admitted(OidcUserRequest request, Account account) {
            super(List.of(), request.getIdToken());
            this.account = account;
        }
    }

    /** Kept in the session until the page has told it. */
    private record Kept(TurnedAway away) implements Serializable {}

    OpenIdSignIn(OpenIdSettings settings, Provider provider, Admission admission, Welcome welcome) {
        settings.secret();
        this.settings = settings;
        this.provider = provider;
        this.admission = admission;
        this.welcome = welcome;
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public String path() {
        return START;
    }

    @Override
    public Optional<String> signOutOrigin() {
        return provider.endSession()
                .map(end -> end.getScheme() + "://" + end.getHost() + (end.getPort() < 0 ? "" : ":" + end.getPort()));
    }

    @Override
    public void into(HttpSecurity http) {
        http.oauth2Login(login -> login.clientRegistrationRepository(provider)
                        .authorizedClientRepository(new NothingKept())
                        .loginPage(SIGN_IN)
                        .loginProcessingUrl(Provider.RETURN)
                        .authorizationEndpoint(start -> start.authorizationRequestResolver(resolver()))
                        .tokenEndpoint(token -> token.accessTokenResponseClient(tokens()))
                        .userInfoEndpoint(user -> user.oidcUserService(this::admit))
                        .successHandler(this::succeeded)
                        .failureHandler(this::failed)
                        .withObjectPostProcessor(new ObjectPostProcessor<OAuth2AuthorizationRequestRedirectFilter>() {
                            @Override
                            public <F extends OAuth2AuthorizationRequestRedirectFilter> F postProcess(F filter) {
                                filter.setAuthenticationFailureHandler(OpenIdSignIn.this::failed);
                                return filter;
                            }
                        })
                        .withObjectPostProcessor(
                                new ObjectPostProcessor<OidcAuthorizationCodeAuthenticationProvider>() {
                                    @Override
                                    public <P extends OidcAuthorizationCodeAuthenticationProvider> P postProcess(
                                            P tokens) {
                                        tokens.setJwtDecoderFactory(client -> provider.decoder());
                                        return tokens;
                                    }
                                }))
                .addFilterBefore(this::whateverComesBack, OAuth2LoginAuthenticationFilter.class)
                .logout(logout ->
                        logout.addLogoutHandler(OpenIdSignIn::rememberHint).logoutSuccessHandler(this::signedOut));
    }

    @Override
    public Optional<TurnedAway> turnedAway(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session == null || !(session.getAttribute(REFUSED) instanceof Kept kept)) {
            return Optional.empty();
        }
        session.removeAttribute(REFUSED);
        return Optional.of(kept.away());
    }

    private OAuth2AuthorizationRequestResolver resolver() {
        DefaultOAuth2AuthorizationRequestResolver requests =
                new DefaultOAuth2AuthorizationRequestResolver(provider, SIGN_IN);
        requests.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
        return new OAuth2AuthorizationRequestResolver() {
            @Override
            public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request) {
                return request.getMethod().equals("GET")
                                && request.getServletPath().equals(START)
                        ? requests.resolve(request, Provider.ID)
                        : null;
            }

            @Override
            public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request, String client) {
                return null;
            }
        };
    }

    private RestClientAuthorizationCodeTokenResponseClient tokens() {
        RestClientAuthorizationCodeTokenResponseClient tokens = new RestClientAuthorizationCodeTokenResponseClient();
        tokens.setRestClient(RestClient.builder()
                .requestFactory(provider.rest().getRequestFactory())
                .configureMessageConverters(converters -> converters
                        .addCustomConverter(new FormHttpMessageConverter())
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build());
        return tokens;
    }

    /** The last step before somebody is in: what the provider says becomes an account with roles, or a refusal. */
    private OidcUser admit(OidcUserRequest request) {
        Map<String, Object> claims = request.getIdToken().getClaims();
        Optional<List<String>> groups = Groups.in(claims, settings.groupsClaim());
        if (groups.isEmpty()
                && request.getClientRegistration()
                                .getProviderDetails()
                                .getUserInfoEndpoint()
                                .getUri()
                        != null) {
            claims = asked(request);
            groups = Groups.in(claims, settings.groupsClaim());
        }
        String name = claims.get(StandardClaimNames.NAME) instanceof String said ? said : null;
        String subject = Objects.requireNonNull(
                request.getIdToken().getSubject(), "An ID token without a subject is refused before it comes here.");
        Vouched person = new Vouched(Vouched.account(settings.issuer(), subject), groups.orElse(List.of()), name);
        return new Admitted(request, admission.admit(person));
    }

    /** The user info, whose subject must be the token's. */
    private Map<String, Object> asked(OidcUserRequest request) {
        DefaultOAuth2UserService info = new DefaultOAuth2UserService();
        info.setRestOperations(provider.rest());
        OidcUserService users = new OidcUserService();
        users.setOauth2UserService(info);
        users.setRetrieveUserInfo(any -> true);
        return users.loadUser(request).getClaims();
    }

    private void succeeded(HttpServletRequest request, HttpServletResponse response, Authentication known)
            throws IOException {
        if (!(known.getPrincipal() instanceof Admitted person)) {
            throw new IllegalStateException("Signed in by another way");
        }
        String wanted;
        try {
            wanted = welcome.enter(person.account, request, response);
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("Somebody could not be let in");
            Optional.ofNullable(request.getSession(false)).ifPresent(HttpSession::invalidate);
            failed(request, response, new NotAdmitted(Why.RECORD_AWAY));
            return;
        }
        if (provider.endSession().isPresent()) {
            request.getSession().setAttribute(HINT, person.getIdToken().getTokenValue());
        }
        response.sendRedirect(wanted);
    }

    /** What comes back may break what reads it, too; then nobody is in, and it is told as any other refusal. */
    private void whateverComesBack(ServletRequest request, ServletResponse response, FilterChain next)
            throws IOException, ServletException {
        try {
            next.doFilter(request, response);
        } catch (RuntimeException e) {
            if (!(request instanceof HttpServletRequest asked)
                    || !(response instanceof HttpServletResponse answer)
                    || !asked.getServletPath().equals(Provider.RETURN)
                    || answer.isCommitted()) {
                throw e;
            }
            failed(asked, answer, new OAuth2AuthenticationException(new OAuth2Error("unreadable"), e));
        }
    }

    private void failed(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        NotAdmitted refusal = refusal(failure);
        boolean vouchedFor = refusal.why() == Why.NO_GROUP;
        request.getSession()
                .setAttribute(
                        REFUSED,
                        new Kept(new TurnedAway(
                                String.valueOf(refusal.getMessage()),
                                refusal.account(),
                                vouchedFor ? settings.groups() : List.of())));
        response.sendRedirect(request.getContextPath() + SIGN_IN + "?openid");
    }

    private static NotAdmitted refusal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotAdmitted known) {
                return known;
            }
            if (cause instanceof RestClientException
                    || (cause instanceof JwtException && !(cause instanceof BadJwtException))) {
                LOG.atWarn().addKeyValue("cause", cause.getMessage()).log("The OpenID provider does not answer as one");
                return new NotAdmitted(Why.AWAY);
            }
        }
        String code = failure instanceof OAuth2AuthenticationException oauth
                ? oauth.getError().getErrorCode()
                : "";
        // What the code says may be from the address of the request, so it is written only when it is one.
        LOG.atWarn()
                .addKeyValue("error", CODE.matcher(code).matches() ? code : "unknown")
                .log("A sign-in by OpenID was refused");
        return new NotAdmitted(code.equals(OAuth2ErrorCodes.ACCESS_DENIED) ? Why.CANCELLED : Why.UNSOUND);
    }

    private static void rememberHint(
            HttpServletRequest request, HttpServletResponse response, @Nullable Authentication known) {
        HttpSession session = request.getSession(false);
        if (session != null && session.getAttribute(HINT) instanceof String hint) {
            request.setAttribute(HINT, hint);
        }
    }

    /** Here he is out already; whoever came by the provider signs out there too, where the provider has a place for it. */
    private void signedOut(HttpServletRequest request, HttpServletResponse response, @Nullable Authentication known)
            throws IOException {
        Optional<URI> there = provider.endSession();
        if (request.getAttribute(HINT) instanceof String hint && there.isPresent()) {
            response.sendRedirect(UriComponentsBuilder.fromUri(there.get())
                    .queryParam("id_token_hint", hint)
                    .queryParam("client_id", "{client}")
                    .queryParam("post_logout_redirect_uri", "{back}")
                    .encode()
                    .buildAndExpand(settings.clientId(), base(request) + SIGN_IN)
                    .toUriString());
        } else {
            response.sendRedirect(request.getContextPath() + SIGN_IN + "?bye");
        }
    }

    private static String base(HttpServletRequest request) {
        return UriComponentsBuilder.fromUriString(request.getRequestURL().toString())
                .replacePath(request.getContextPath())
                .replaceQuery(null)
                .build()
                .toUriString();
    }

    /** The access token was for the user info alone. */
    private static final class NothingKept implements OAuth2AuthorizedClientRepository {

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // The interface has it so.
        public <T extends OAuth2AuthorizedClient> @Nullable T loadAuthorizedClient(
                String client, Authentication known, HttpServletRequest request) {
            return null;
        }

        @Override
        public void saveAuthorizedClient(
                OAuth2AuthorizedClient client,
                Authentication known,
                HttpServletRequest request,
                HttpServletResponse response) {
            // See the class.
        }

        @Override
        public void removeAuthorizedClient(
                String client, Authentication known, HttpServletRequest request, HttpServletResponse response) {
            // None is there.
        }
    }
}
