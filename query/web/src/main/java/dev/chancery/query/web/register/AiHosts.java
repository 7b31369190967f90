package dev.chancery.query.web.register;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The catalogue of AI services: by the suffix of a host, or by the name that a directory gives an application. */
final class AiHosts {

    private static final AiHosts SHIPPED = read();

    /** A service. */
    record Service(String service, String provider, List<String> hosts, List<String> applications) {}

    private final String digest;
    private final List<Service> services;
    private final Map<String, Service> byHost = new HashMap<>();
    private final Map<String, Service> byApplication = new HashMap<>();

    private AiHosts(List<Service> services, String digest) {
        this.services = services;
        this.digest = digest;
        for (Service service : services) {
            service.hosts().forEach(host -> byHost.put(host, service));
            service.applications().forEach(name -> byApplication.put(name.toLowerCase(Locale.ROOT), service));
        }
    }

    /** The one that is shipped. */
    static AiHosts shipped() {
        return SHIPPED;
    }

    /** Lower-case hex SHA-256 of its text. */
    String digest() {
        return digest;
    }

    /** All services. */
    List<Service> services() {
        return services;
    }

    /** The service of a host or one of its parents, the nearest first. */
    Optional<Service> ofHost(String host) {
        String suffix = host;
        while (!suffix.isEmpty()) {
            Service service = byHost.get(suffix);
            if (service != null) {
                return Optional.of(service);
            }
            int dot = suffix.indexOf('.');
            suffix = dot < 0 ? "" : suffix.substring(dot + 1);
        }
        return Optional.empty();
    }

    /** The service that an application's name means. */
    Optional<Service> ofApplication(String name) {
        return Optional.ofNullable(byApplication.get(name.strip().toLowerCase(Locale.ROOT)));
    }

    private static AiHosts read() {
        try (InputStream in = Objects.requireNonNull(AiHosts.class.getResourceAsStream("ai-hosts.json"))) {
            byte[] text = in.readAllBytes();
            return new AiHosts(
                    JsonMapper.shared().readValue(text, new TypeReference<List<Service>>() {}),
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(text)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has SHA-256", e);
        }
    }
}
