package dev.chancery.app.wiring;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.eventstore.Store;
import dev.chancery.gateway.agents.Directory;
import dev.chancery.gateway.pipeline.Retrieval;
import dev.chancery.gateway.privacy.CapsuleRefused;
import dev.chancery.gateway.privacy.CapsuleSettings;
import dev.chancery.gateway.privacy.Capsules;
import dev.chancery.gateway.privacy.InstructionDigests;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.Unsealing;
import dev.chancery.query.web.security.AgentKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;

/** Capsules: sealed where answers are held, opened where outputs are retrieved. */
@Configuration(proxyBeanMethods = false)
class CapsuleWiring {

    private static final String ENVIRONMENT = "env:";
    private static final String FILE = "file:";

    @Bean
    Capsules capsules(CapsuleSettings settings, Store store, Clock clock) {
        return new Capsules(
                secret(settings, store),
                settings.previous().stream().map(CapsuleWiring::secret).toList(),
                settings,
                clock);
    }

    /** By the secret of the capsules, which nodes of one installation share. */
    @Bean
    InstructionDigests instructionDigests(CapsuleSettings settings, Store store) {
        return new InstructionDigests(secret(settings, store));
    }

    private static byte[] secret(CapsuleSettings settings, Store store) {
        String configured = settings.secret();
        return configured == null ? store.capsuleSecret() : secret(configured);
    }

    @Bean
    Unsealing unsealing(Capsules capsules, EventLog log) {
        Retrieval retrieval = new Retrieval(capsules, log);
        return (task, agent, capsule) -> {
            try {
                return retrieval.open(task, agent, capsule);
            } catch (CapsuleRefused e) {
                throw problem(e);
            }
        };
    }

    @Bean
    AgentKeys agentKeys(Directory directory) {
        return new AgentKeys() {
            @Override
            public Optional<AgentId> agentOf(String key) {
                return directory.agentOf(key);
            }

            @Override
            public Optional<String> stopped(AgentId agent, WorkflowId workflow) {
                return Optional.ofNullable(directory.stopped(agent, workflow)).map(stopped -> stopped.sentence());
            }
        };
    }

    private static Problem problem(CapsuleRefused refused) {
        String sentence = String.valueOf(refused.getMessage());
        return switch (refused.why()) {
            case UNREADABLE -> Problem.of(HttpStatus.BAD_REQUEST, "capsule-unreadable", sentence);
            case UNKNOWN_KEY -> Problem.of(HttpStatus.GONE, "capsule-key-unknown", sentence);
            case EXPIRED -> Problem.of(HttpStatus.GONE, "capsule-expired", sentence);
            case ANOTHER_TASK -> Problem.of(HttpStatus.FORBIDDEN, "capsule-of-another-task", sentence);
            case ANOTHER_AGENT -> Problem.of(HttpStatus.FORBIDDEN, "capsule-of-another-agent", sentence);
        };
    }

    private static byte[] secret(String reference) {
        try {
            if (reference.startsWith(FILE)) {
                return Files.readAllBytes(Path.of(reference.substring(FILE.length())));
            }
            String value =
                    reference.startsWith(ENVIRONMENT) ? System.getenv(reference.substring(ENVIRONMENT.length())) : null;
            if (value != null) {
                return value.getBytes(StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("A secret of chancery.capsules cannot be read", e);
        }
        throw new IllegalArgumentException(
                "A secret of chancery.capsules is env:NAME or file:PATH, and must be there; never write the secret itself");
    }
}
