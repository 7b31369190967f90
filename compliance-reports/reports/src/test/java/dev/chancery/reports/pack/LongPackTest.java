package dev.chancery.reports.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.verifier.check.Replay;
import dev.chancery.verifier.check.Report;
import dev.chancery.verifier.check.Trust;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More events than any page, batch or cache on the way has room for. */
class LongPackTest {

    private static final int EVENTS = 10_001;

    @TempDir
    private Path directory;

    @Test
    void holdsEveryOneOfManyEvents() throws IOException {
        // given
        MemoryLog log = SampleLog.of(1_300);
        String earlier = log.checkpoint();
        while (log.size() < EVENTS) {
            log.append("task/last", "task.failed", 1, "{\"reason\":\"x\"}".getBytes(StandardCharsets.UTF_8));
        }
        // when
        Path pack = log.write(new PackRange(0, EVENTS, null), directory.resolve("pack.zip"));
        Report report = Verification.verify(pack, Trust.key(log.verifierKey()).since(earlier));
        Replay.Result replay = Replay.replay(pack, null);
        // then
        assertThat(report.findings()).isEmpty();
        assertThat(String.join("\n", report.checked())).contains(EVENTS + " in number");
        assertThat(replay.tasks()).isEqualTo(1_300);
        assertThat(replay.different()).isZero();
        // and of one workflow
        Path letters =
                log.write(new PackRange(7, EVENTS, new Scope(null, "letters", null)), directory.resolve("letters.zip"));
        assertThat(Verification.verify(letters).findings()).isEmpty();
    }
}
