package dev.chancery.reports.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnKeyTest {

    private static final Instant NOW = Instant.parse("2026-11-05T10:00:00Z");

    @TempDir
    Path home;

    @Test
    void theKeyIsMadeOnceAndOnlyItsOwnerMayReadIt() throws Exception {
        // given
        byte[] first = OwnKey.of(home, "chancery.example/record", NOW);

        // when
        byte[] second = OwnKey.of(home, "another", NOW.plusSeconds(60));

        // then
        assertThat(second).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(home.resolve("secrets").resolve("reports.p12"))))
                .isEqualTo("rw-------");
    }

    @Test
    void nodesThatStartAtOnceTakeTheSameKeyAndLeaveNothingElse() throws Exception {
        // given
        Callable<byte[]> node = () -> OwnKey.of(home, "log", NOW);

        // when
        List<byte[]> keys;
        try (ExecutorService nodes = Executors.newFixedThreadPool(4)) {
            keys = nodes.invokeAll(List.of(node, node, node, node)).stream()
                    .map(future -> future.resultNow())
                    .toList();
        }

        // then
        assertThat(keys).allSatisfy(key -> assertThat(key).isEqualTo(keys.getFirst()));
        try (Stream<Path> files = Files.list(home.resolve("secrets"))) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactly("reports.p12");
        }
    }
}
