package dev.chancery.query.web.security;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/**
 * What every answer tells a browser: run nothing but files of this place, be framed by nobody, keep nothing, and once it was reached
 * over TLS, come over TLS alone.
 */
final class Headers {

    static final String POLICY = "Content-Security-Policy";

    /** Nothing of a device is used. */
    private static final String PERMISSIONS = List.of(
                    "accelerometer",
                    "camera",
                    "display-capture",
                    "geolocation",
                    "gyroscope",
                    "magnetometer",
                    "microphone",
                    "midi",
                    "payment",
                    "screen-wake-lock",
                    "usb",
                    "xr-spatial-tracking")
            .stream()
            .map(feature -> feature + "=()")
            .collect(Collectors.joining(", "));

    private static final Duration TLS_ALONE = Duration.ofDays(365);

    private Headers() {}

    /**
     * Adds them.
     *
     * @param others other ways in: the form that signs out may lead to where their people sign out too, as browsers hold a form to its
     *     policy through redirects
     */
    static HttpSecurity on(HttpSecurity http, List<WayIn> others) {
        return http.headers(headers -> headers.addHeaderWriter((request, response) -> {
                    if (!response.containsHeader(POLICY)) {
                        response.setHeader(POLICY, policy(others));
                    }
                })
                .frameOptions(HeadersConfigurer.FrameOptionsConfig::deny)
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(permissions -> permissions.policy(PERMISSIONS))
                .crossOriginOpenerPolicy(opener -> opener.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                .crossOriginResourcePolicy(resource -> resource.policy(CrossOriginResourcePolicy.SAME_ORIGIN))
                .httpStrictTransportSecurity(
                        tls -> tls.maxAgeInSeconds(TLS_ALONE.toSeconds()).includeSubDomains(true)));
    }

    private static String policy(List<WayIn> others) {
        String forms = others.stream()
                .map(WayIn::signOutOrigin)
                .flatMap(Optional::stream)
                .map(origin -> " " + origin)
                .collect(Collectors.joining());
        return "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'" + forms
                + "; frame-ancestors 'none'";
    }
}
