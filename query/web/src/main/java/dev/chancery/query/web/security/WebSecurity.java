package dev.chancery.query.web.security;

import dev.chancery.contracts.fact.VisitEnd;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Two doors: a token for programs, a session for people. Behind both one {@link Doorkeeper} asks one table, {@link Access}. The model
 * APIs and MCP have keys of their own, which the gateway checks, so nothing here runs for them.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SignInSettings.class)
public class WebSecurity {

    static final String SIGN_IN = "/sign-in";

    static final RequestMatcher PROGRAMS = paths("/api/**", "/actuator/**");

    private static final RequestMatcher MODEL_APIS = paths("/v1/**", "/mcp", "/mcp/**");
    private static final RequestMatcher ACTUATOR = paths("/actuator/**");
    private static final RequestMatcher HEALTH = paths("/actuator/health", "/actuator/health/**");

    /** Other logs come with heads that they signed. */
    private static final RequestMatcher WITNESS = paths("/witness/**");

    @Bean
    Access access() {
        return Access.table();
    }

    @Bean
    SignInThrottle signInThrottle(InstantSource clock) {
        return new SignInThrottle(clock);
    }

    @Bean
    Doorkeeper doorkeeper(Access access, Standings standings, ScopedReading scope, Environment environment) {
        boolean open = environment.getProperty("chancery.ledger.open", Boolean.class, false);
        return new Doorkeeper(access, standings, scope, open);
    }

    /** Whoever comes with a token has no session and needs no protection against forged requests. */
    @Bean
    @Order(1)
    SecurityFilterChain withToken(
            HttpSecurity http,
            Accounts accounts,
            AgentKeys keys,
            SignInThrottle throttle,
            Standings standings,
            Visits visits,
            Doorkeeper doorkeeper,
            Refusals refusals,
            ObjectProvider<WayIn> others,
            InstantSource clock) {
        return Headers.on(http, others.stream().toList())
                .securityMatcher(
                        request -> PROGRAMS.matches(request) && request.getHeader(HttpHeaders.AUTHORIZATION) != null)
                .addFilterBefore(
                        new ApiTokenFilter(accounts, keys, throttle, visits, refusals, clock),
                        UsernamePasswordAuthenticationFilter.class)
                .addFilterAfter(new RecordedViews(standings, visits, doorkeeper, refusals), AuthorizationFilter.class)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(csrf -> csrf.disable())
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
                .authorizeHttpRequests(requests -> requests.anyRequest().access(doorkeeper))
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain withSession(
            HttpSecurity http,
            Accounts accounts,
            Standings standings,
            Visits visits,
            Doorkeeper doorkeeper,
            Refusals refusals,
            ObjectProvider<WayIn> others,
            SignInSettings signIn,
            InstantSource clock) {
        signIn.check(others.stream().toList().size());
        others.forEach(way -> way.into(http));
        return Headers.on(http, others.stream().toList())
                .securityMatcher(new NegatedRequestMatcher(MODEL_APIS))
                .addFilterBefore(WebSecurity::filesOfTheSignedIn, CsrfFilter.class)
                .addFilterBefore(new StayFilter(accounts, clock), CsrfFilter.class)
                .addFilterAfter(new RecordedViews(standings, visits, doorkeeper, refusals), AuthorizationFilter.class)
                .logout(logout -> logout.logoutUrl("/sign-out")
                        .addLogoutHandler((request, response, person) -> Entrance.leave(request))
                        .logoutSuccessUrl(SIGN_IN + "?bye"))
                .csrf(csrf -> csrf.ignoringRequestMatchers(WITNESS))
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
                .authorizeHttpRequests(
                        requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.FORWARD)
                                .permitAll()
                                .requestMatchers(HEALTH)
                                .permitAll()
                                .requestMatchers(ACTUATOR)
                                .denyAll()
                                .anyRequest()
                                .access(doorkeeper))
                .build();
    }

    /** A span and two timers for every filter of every request would cost more than what these filters do. */
    @Bean
    SecurityObservationSettings unobserved() {
        return SecurityObservationSettings.noObservations();
    }

    /** Nobody comes in by a way that Spring Boot would make by itself. */
    @Bean
    UserDetailsService nobody() {
        return name -> {
            throw new UsernameNotFoundException("People are known by Accounts.");
        };
    }

    /**
     * The session is known by a cookie alone, which no script and no other site's form can use. Where it is said that browsers come by TLS
     * alone, its name binds it to this host too, so that no neighbouring host can set one.
     */
    @Bean
    ServletContextInitializer sessionCookie(Environment environment) {
        boolean tls = Stream.of("server.ssl.bundle", "server.ssl.key-store", "server.ssl.certificate")
                        .anyMatch(environment::containsProperty)
                || environment.getProperty("server.servlet.session.cookie.secure", Boolean.class, false);
        return context -> {
            context.setSessionTrackingModes(Set.of(SessionTrackingMode.COOKIE));
            boolean bound = tls && context.getContextPath().isEmpty();
            context.getSessionCookieConfig().setName(bound ? "__Host-chancery" : "chancery");
            context.getSessionCookieConfig().setSecure(tls);
            context.getSessionCookieConfig().setHttpOnly(true);
            context.getSessionCookieConfig().setAttribute("SameSite", "Lax");
        };
    }

    /** However a session ends, the visit does. */
    @Bean
    HttpSessionListener endOfVisits(Visits visits) {
        return new HttpSessionListener() {
            @Override
            public void sessionDestroyed(HttpSessionEvent event) {
                if (event.getSession().getAttribute(Stay.ATTRIBUTE) instanceof Stay stay) {
                    VisitEnd end = stay.end();
                    visits.end(stay.visit(), stay.account(), end);
                }
            }
        };
    }

    /** A form with a file is read into memory to find its CSRF token, which a stranger's need not be. */
    private static void filesOfTheSignedIn(ServletRequest request, ServletResponse response, FilterChain next)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest asked
                && Refusals.isFile(asked)
                && SecurityContextHolder.getContext().getAuthentication() == null) {
            ((HttpServletResponse) response).sendError(HttpStatus.FORBIDDEN.value());
        } else {
            next.doFilter(request, response);
        }
    }

    private static RequestMatcher paths(String... patterns) {
        RequestMatcher[] matchers = new RequestMatcher[patterns.length];
        for (int i = 0; i < patterns.length; i++) {
            matchers[i] = PathPatternRequestMatcher.withDefaults().matcher(patterns[i]);
        }
        return new OrRequestMatcher(matchers);
    }
}
