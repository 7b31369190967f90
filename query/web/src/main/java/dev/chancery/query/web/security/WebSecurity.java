package dev.chancery.query.web.security;

import dev.chancery.query.web.Problem;
import dev.chancery.query.web.usage.UsageImports;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.AccessDeniedHandlerImpl;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.AndRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two doors: a token for programs, a session for people. The model APIs and MCP have keys of their own, which the gateway
 * checks, so nothing here runs for them.
 */
@Configuration(proxyBeanMethods = false)
public class WebSecurity {

    private static final String SIGN_IN = "/sign-in";

    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static final RequestMatcher MODEL_APIS = paths("/v1/**", "/mcp", "/mcp/**");
    private static final RequestMatcher PROGRAMS = paths("/api/**", "/actuator/**");
    private static final RequestMatcher HEALTH = paths("/actuator/health", "/actuator/health/**");

    /** What an agent may ask with its key: what came of its own tasks. */
    private static final RequestMatcher AGENTS = paths("/api/tasks/*/output");

    /** Other logs come with heads that they signed. */
    private static final RequestMatcher WITNESS = paths("/witness/**");

    /** What holds hashes and signatures only, and no event. */
    private static final RequestMatcher TREE = new AndRequestMatcher(
            paths(
                    "/api/log/checkpoint/**",
                    "/api/log/key",
                    "/api/log/rotations",
                    "/api/log/witnesses",
                    "/api/log/consistency",
                    "/api/log/proof/*",
                    "/api/log/tile/**"),
            new NegatedRequestMatcher(paths("/api/log/tile/entries/**")),
            request -> request.getMethod().equals("GET") || request.getMethod().equals("HEAD"));

    /** Whoever comes with a token has no session and needs no protection against forged requests. */
    @Bean
    @Order(1)
    SecurityFilterChain withToken(HttpSecurity http, Credentials credentials, AgentKeys keys, JsonMapper json) {
        return headers(http)
                .securityMatcher(
                        request -> PROGRAMS.matches(request) && request.getHeader(HttpHeaders.AUTHORIZATION) != null)
                .addFilterBefore(
                        new ApiTokenFilter(credentials, keys, AGENTS), UsernamePasswordAuthenticationFilter.class)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(csrf -> csrf.disable())
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .exceptionHandling(errors -> errors.authenticationEntryPoint(unknown(json)))
                .authorizeHttpRequests(requests -> requests.requestMatchers(HEALTH)
                        .permitAll()
                        .requestMatchers(AGENTS)
                        .hasAnyRole("OPERATOR", "AGENT")
                        .anyRequest()
                        .hasRole("OPERATOR"))
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain withSession(HttpSecurity http, JsonMapper json, Environment environment) {
        boolean open = environment.getProperty("chancery.ledger.open", Boolean.class, false);
        SignInThrottle throttle = new SignInThrottle(InstantSource.system());
        HttpSessionRequestCache cache = new HttpSessionRequestCache();
        return headers(http)
                .securityMatcher(new NegatedRequestMatcher(MODEL_APIS))
                .addFilterBefore(WebSecurity::filesOfTheSignedIn, CsrfFilter.class)
                .addFilterBefore(new ThrottledSignIn(throttle, SIGN_IN), UsernamePasswordAuthenticationFilter.class)
                .formLogin(form -> form.loginPage(SIGN_IN)
                        .successHandler(ThrottledSignIn.success(throttle, cache))
                        .failureHandler(ThrottledSignIn.failure(throttle, SIGN_IN)))
                .logout(logout -> logout.logoutUrl("/sign-out").logoutSuccessUrl(SIGN_IN + "?bye"))
                .requestCache(c -> c.requestCache(cache))
                .csrf(csrf -> csrf.ignoringRequestMatchers(WITNESS))
                .exceptionHandling(errors -> errors.defaultAuthenticationEntryPointFor(unknown(json), PROGRAMS)
                        .defaultAuthenticationEntryPointFor(
                                new LoginUrlAuthenticationEntryPoint(SIGN_IN), new NegatedRequestMatcher(PROGRAMS))
                        .accessDeniedHandler(denied(json)))
                .authorizeHttpRequests(
                        requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.FORWARD)
                                .permitAll()
                                .requestMatchers(HEALTH)
                                .permitAll()
                                .requestMatchers(paths(SIGN_IN, "/assets/**", "/webjars/**", "/verifier.html"))
                                .permitAll()
                                .requestMatchers(WITNESS)
                                .permitAll()
                                .requestMatchers(request -> open && TREE.matches(request))
                                .permitAll()
                                .requestMatchers(paths("/actuator/**"))
                                .denyAll()
                                .anyRequest()
                                .hasRole("OPERATOR"))
                .build();
    }

    /** A span and two timers for every filter of every request would cost more than what these filters do. */
    @Bean
    SecurityObservationSettings unobserved() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    UserDetailsService operators(Credentials credentials) {
        return new InMemoryUserDetailsManager(User.withUsername(credentials.adminUser())
                .password(credentials.adminPasswordHash())
                .roles("OPERATOR")
                .build());
    }

    /** The session is known by a cookie alone, which no script and no other site's form can use. */
    @Bean
    ServletContextInitializer sessionCookie() {
        return context -> {
            context.setSessionTrackingModes(Set.of(SessionTrackingMode.COOKIE));
            context.getSessionCookieConfig().setName("chancery");
            context.getSessionCookieConfig().setHttpOnly(true);
            context.getSessionCookieConfig().setAttribute("SameSite", "Lax");
        };
    }

    private static HttpSecurity headers(HttpSecurity http) {
        return http.headers(
                headers -> headers.contentSecurityPolicy(csp -> csp.policyDirectives(CONTENT_SECURITY_POLICY))
                        .frameOptions(HeadersConfigurer.FrameOptionsConfig::deny)
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN)));
    }

    private static AuthenticationEntryPoint unknown(JsonMapper json) {
        return (request, response, cause) -> {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"chancery\"");
            write(
                    json,
                    response,
                    HttpStatus.UNAUTHORIZED,
                    "unauthenticated",
                    "Send the API token as 'Authorization: Bearer …' or sign in at " + SIGN_IN + ".");
        };
    }

    private static AccessDeniedHandler denied(JsonMapper json) {
        AccessDeniedHandler page = new AccessDeniedHandlerImpl();
        AuthenticationEntryPoint unknown = unknown(json);
        return (request, response, cause) -> {
            if (isTooLarge(request)) {
                // Nothing of it was read, its CSRF token neither.
                response.sendError(HttpStatus.CONTENT_TOO_LARGE.value());
            } else if (!PROGRAMS.matches(request)) {
                page.handle(request, response, cause);
            } else if (SecurityContextHolder.getContext().getAuthentication() == null) {
                // A forged request is looked for before it is asked who sent it.
                unknown.commence(request, response, new InsufficientAuthenticationException("nobody is signed in"));
            } else if (cause instanceof CsrfException) {
                write(
                        json,
                        response,
                        HttpStatus.FORBIDDEN,
                        "csrf-token-missing",
                        "A write with a session needs its CSRF token; programs send the API token instead.");
            } else {
                write(json, response, HttpStatus.FORBIDDEN, "forbidden", "This needs the API token.");
            }
        };
    }

    /** A form with a file is read into memory to find its CSRF token, which a stranger's need not be. */
    private static void filesOfTheSignedIn(ServletRequest request, ServletResponse response, FilterChain next)
            throws IOException, ServletException {
        if (isFile(request) && SecurityContextHolder.getContext().getAuthentication() == null) {
            ((HttpServletResponse) response).sendError(HttpStatus.FORBIDDEN.value());
        } else {
            next.doFilter(request, response);
        }
    }

    private static boolean isFile(ServletRequest request) {
        String type = request.getContentType();
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/");
    }

    private static boolean isTooLarge(HttpServletRequest request) {
        return isFile(request) && request.getContentLengthLong() > UsageImports.MAX_BYTES;
    }

    private static void write(
            JsonMapper json, HttpServletResponse response, HttpStatus status, String name, String detail)
            throws IOException {
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(json.writeValueAsBytes(Problem.detail(status, name, detail)));
    }

    private static RequestMatcher paths(String... patterns) {
        RequestMatcher[] matchers = new RequestMatcher[patterns.length];
        for (int i = 0; i < patterns.length; i++) {
            matchers[i] = PathPatternRequestMatcher.withDefaults().matcher(patterns[i]);
        }
        return new OrRequestMatcher(matchers);
    }
}
