package dev.chancery.query.web.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Records what regulators and auditors look at, after it was found that they may and before they see anything. When it cannot be
 * recorded, they do not see it.
 */
final class RecordedViews extends OncePerRequestFilter {

    /** Longest path that is recorded, in characters. No path of ours is as long. */
    private static final int LONGEST = 500;

    private final Standings standings;
    private final Visits visits;
    private final Doorkeeper doorkeeper;
    private final Refusals refusals;

    RecordedViews(Standings standings, Visits visits, Doorkeeper doorkeeper, Refusals refusals) {
        this.standings = standings;
        this.visits = visits;
        this.doorkeeper = doorkeeper;
        this.refusals = refusals;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Authentication known = SecurityContextHolder.getContext().getAuthentication();
        Optional<Person> person = Person.of(known);
        Optional<Standing> standing = standings.of(known).filter(Standing::isWatched);
        if (person.isPresent() && standing.isPresent() && !doorkeeper.isForAnyone(request)) {
            try {
                visits.view(person.get(), standing.get().grants(), request.getMethod(), seen(request));
            } catch (ErrorResponseException e) {
                refusals.say(request, response, e.getBody());
                return;
            }
        }
        chain.doFilter(request, response);
    }

    /** The path, and the keys of the query: what was searched for may name somebody. */
    private static String seen(HttpServletRequest request) {
        String path = request.getRequestURI();
        Set<String> keys = keys(request.getQueryString());
        String seen = keys.isEmpty() ? path : path + "?" + String.join("&", keys);
        return seen.length() > LONGEST ? seen.substring(0, LONGEST) : seen;
    }

    private static Set<String> keys(@Nullable String query) {
        Set<String> keys = new LinkedHashSet<>();
        if (query != null) {
            // A key is a word of this API. Whatever else stands there is not repeated.
            Stream.of(query.split("&"))
                    .map(each -> each.split("=", 2)[0])
                    .map(key -> key.matches("[A-Za-z][A-Za-z-]{0,30}") ? key : "…")
                    .forEach(keys::add);
        }
        return keys;
    }
}
