package dev.chancery.app.upgrade;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.record.EventCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The log that the first version wrote. */
final class GoldenLog {

    static final Path FOLDER = Path.of("../../command/record/src/test/resources/golden-log");
    private static final EventCodec CODEC = new EventCodec();

    private GoldenLog() {}

    static String file(String name) {
        try {
            return Files.readString(FOLDER.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<StoredEvent> stored() {
        return file("events.jsonl").lines().map(GoldenLog::stored).toList();
    }

    private static StoredEvent stored(String line) {
        JsonNode json = JsonMapper.shared().readTree(line);
        return new StoredEvent(
                json.path("position").asLong(),
                json.path("id").asString(),
                json.path("stream").asString(),
                json.path("sequence").asLong(),
                json.path("name").asString(),
                json.path("revision").asInt(),
                Instant.parse(json.path("at").asString()),
                json.path("payload").asString().getBytes(StandardCharsets.UTF_8),
                json.path("metadata").asString().getBytes(StandardCharsets.UTF_8));
    }

    /** Read with today's eyes. */
    static Recorded today(StoredEvent e) {
        return new Recorded(
                e.position(),
                e.id(),
                e.stream(),
                e.sequence(),
                e.at(),
                CODEC.decode(e.name(), e.revision(), e.payload()));
    }

    /** The policies that a log activates, by their versions. */
    static Function<PolicyVersion, Policy> policies(List<Recorded> log) {
        Map<PolicyVersion, Policy> policies = new LinkedHashMap<>();
        for (Recorded recorded : log) {
            if (recorded.event() instanceof PolicyActivated activated) {
                policies.put(activated.version(), PolicyDocument.parse(activated.document()));
            }
        }
        return version -> {
            Policy policy = policies.get(version);
            if (policy == null) {
                throw new IllegalArgumentException("The log never activated " + version);
            }
            return policy;
        };
    }
}
