package dev.chancery.reports.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.verifier.check.Replay;
import dev.chancery.verifier.check.Report;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Packs of a log that an older version began and this one went on with. */
class RevisionsTest {

    private static final Path GOLDEN = Path.of("../../command/record/src/test/resources/golden-log/events.jsonl");

    @TempDir
    private Path directory;

    private static MemoryLog golden() throws IOException {
        MemoryLog log = new MemoryLog();
        for (String line : Files.readAllLines(GOLDEN)) {
            JsonNode json = JsonMapper.shared().readTree(line);
            log.events.add(new StoredEvent(
                    json.path("position").asLong(),
                    json.path("id").asString(),
                    json.path("stream").asString(),
                    json.path("sequence").asLong(),
                    json.path("name").asString(),
                    json.path("revision").asInt(),
                    Instant.parse(json.path("at").asString()),
                    json.path("payload").asString().getBytes(StandardCharsets.UTF_8),
                    json.path("metadata").asString().getBytes(StandardCharsets.UTF_8)));
        }
        return log;
    }

    private Path pack(MemoryLog log) throws IOException {
        return log.write(new PackRange(0, log.size(), null), directory.resolve("pack.zip"));
    }

    @Test
    void aPackOfBothRevisionsVerifiesAndReplays() throws IOException {
        // given a log of the first version, and a task that this one opened and abandoned
        MemoryLog log = golden();
        String stream = "task/01a1fa7c-0000-7000-8000-000000000001";
        StoredEvent left = log.events.stream()
                .filter(e -> e.name().equals("task.abandoned"))
                .toList()
                .getLast();
        List<StoredEvent> opening = log.readStream(left.stream()).stream()
                .takeWhile(e -> !e.name().equals("task.spend-settled"))
                .toList();
        for (StoredEvent e : opening) {
            byte[] payload = new String(e.payload(), StandardCharsets.UTF_8)
                    .replace(left.stream().substring(5), stream.substring(5))
                    .getBytes(StandardCharsets.UTF_8);
            log.append(stream, e.name(), e.revision(), payload);
        }
        Micros reserved = opening.stream()
                .map(log::decode)
                .filter(e -> e.event() instanceof SpendReserved)
                .map(e -> ((SpendReserved) e.event()).amount())
                .findFirst()
                .orElseThrow();
        log.append(
                stream,
                new SpendSettled(reserved, reserved),
                new TaskAbandoned(AbandonCause.PROCESS_ENDED, Sent.UNKNOWN, null, reserved, null));

        // when
        Path pack = pack(log);
        Report report = Verification.verify(pack);
        Replay.Result replayed = Replay.replay(pack, null);

        // then
        assertThat(log.events)
                .filteredOn(e -> e.name().equals("task.abandoned"))
                .extracting(StoredEvent::revision)
                .contains(1, 2);
        assertThat(report.verdict()).as(report.findings().toString()).isEqualTo(Verdict.VERIFIED);
        assertThat(replayed.tasks()).isEqualTo(47);
        assertThat(replayed.different()).as(replayed.differences().toString()).isZero();
    }

    @Test
    void aRevisionThatIsNewerThanTheVerifierIsUnverifiable() throws IOException {
        // given
        MemoryLog log = golden();
        log.append("task/later", "task.abandoned", 3, "{\"why\":{}}".getBytes(StandardCharsets.UTF_8));

        // when
        Report report = Verification.verify(pack(log));

        // then
        assertThat(report.verdict()).isEqualTo(Verdict.UNVERIFIABLE);
        assertThat(report.findings().getFirst()).contains("task.abandoned", "revision 3");
    }
}
