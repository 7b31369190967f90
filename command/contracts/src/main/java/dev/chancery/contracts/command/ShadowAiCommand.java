package dev.chancery.contracts.command;

import dev.chancery.contracts.fact.ServiceUse;
import java.util.List;

/** What is asked of the register of AI that is used past the gateway. */
public sealed interface ShadowAiCommand extends Command {

    /** The stream of all imports: a file is taken in once. */
    String STREAM = "shadow-ai";

    @Override
    default String target() {
        return STREAM;
    }

    /**
     * Take a log in. Does nothing when this very file was taken in before; tells whether it was taken in now.
     *
     * @param sha256 lower-case hex of the file
     * @param catalogue lower-case hex SHA-256 of the catalogue of AI hosts
     */
    record ImportShadowAi(
            String sha256,
            String catalogue,
            long lines,
            long unknown,
            long unreadable,
            List<ServiceUse> services,
            String by)
            implements ShadowAiCommand {
        public ImportShadowAi {
            services = List.copyOf(services);
        }
    }
}
