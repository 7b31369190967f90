package dev.chancery.contracts.event;

import dev.chancery.contracts.fact.ServiceUse;
import java.util.List;

/** AI that is used past the gateway; stream {@code shadow-ai}. */
public sealed interface ShadowAiEvent extends Event {

    /**
     * A log of a proxy, firewall or single sign-on was taken in.
     *
     * @param sha256 lower-case hex of the file
     * @param catalogue lower-case hex SHA-256 of the catalogue of AI hosts that it was matched against
     * @param lines without the header
     * @param unknown of these, with hosts that the catalogue does not have
     * @param unreadable of these, with no host
     * @param services that were found, each once, by name
     */
    record ShadowAiImported(
            String sha256,
            String catalogue,
            long lines,
            long unknown,
            long unreadable,
            List<ServiceUse> services,
            String by)
            implements ShadowAiEvent {
        public ShadowAiImported {
            services = List.copyOf(services);
        }
    }
}
