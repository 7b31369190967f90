package dev.chancery.query.web.security;

import dev.chancery.contracts.KeyDigest;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/** Knows the bearer of the API token, by digest and in constant time, and where agents may ask, the bearer of an agent's key. */
final class ApiTokenFilter extends OncePerRequestFilter {

    private static final String SCHEME = "Bearer ";
    private final byte[] expected;
    private final AgentKeys keys;
    private final RequestMatcher agents;

    /**
     * @param agents what agents may ask for
     */
    ApiTokenFilter(Credentials credentials, AgentKeys keys, RequestMatcher agents) {
        this.keys = keys;
        this.agents = agents;
        this.expected = credentials.apiTokenSha256().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            String token = header.substring(SCHEME.length()).strip();
            String digest = KeyDigest.of(token);
            if (MessageDigest.isEqual(digest.getBytes(StandardCharsets.US_ASCII), expected)) {
                know("api-token", "ROLE_OPERATOR");
            } else if (agents.matches(request)) {
                keys.agentOf(token).ifPresent(agent -> know(new Holder(agent), "ROLE_AGENT"));
            }
        }
        chain.doFilter(request, response);
    }

    private static void know(Object principal, String role) {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                principal, null, List.of(new SimpleGrantedAuthority(role))));
        SecurityContextHolder.setContext(context);
    }
}
