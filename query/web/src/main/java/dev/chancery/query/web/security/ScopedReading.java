package dev.chancery.query.web.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;

/** Holds whoever is limited to one system to it, by the path of what he asks for. What cannot be narrowed to the system is refused. */
@Component
final class ScopedReading {

    /** Why a request is outside somebody's scope; empty when it is within. */
    Optional<String> problem(Standing standing, HttpServletRequest request, PathContainer path) {
        return standing.system().map(system -> "You are limited to the system '" + system + "'.");
    }
}
