package dev.chancery.eventstore.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PresentTest {

    @TempDir
    private Path directory;

    @Test
    void leavesOutWhatIsStillBeingWrittenAndWhatIsNoFile() throws Exception {
        // given
        Files.writeString(directory.resolve("b"), "b");
        Files.writeString(directory.resolve("a.part"), "half");
        Files.writeString(Files.createDirectories(directory.resolve("sub")).resolve("a"), "a");
        Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("nothing"));
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("b"));

        // then
        assertThat(Present.files(directory))
                .containsExactly(directory.resolve("b"), directory.resolve("link"), directory.resolve("sub/a"));
        assertThat(Present.read(directory.resolve("nothing"))).isEmpty();
    }

    @Test
    void mirrorsKeysWhileTheyAreReplacedAndDestroyed() throws Exception {
        // given somebody who never ceases to replace a key and to make and destroy others
        Path home = directory.resolve("home");
        Path mirror = directory.resolve("mirror");
        Files.writeString(Files.createDirectories(home.resolve("secrets")).resolve("log-key"), "example.org/log\n");
        Path keys = Files.createDirectories(home.resolve("keys"));
        AtomicBoolean enough = new AtomicBoolean();
        Thread busy = Thread.ofPlatform().start(() -> {
            for (int i = 0; !enough.get(); i++) {
                churn(keys, i);
            }
        });

        // when
        try {
            for (int round = 0; round < 300; round++) {
                Keys.mirror(home, mirror);
            }
        } finally {
            enough.set(true);
            busy.join();
        }

        // then
        Files.deleteIfExists(keys.resolve("passing"));
        Keys.mirror(home, mirror);
        assertThat(mirror.resolve("keys/passing")).doesNotExist();
        assertThat(mirror.resolve("keys/stays")).hasSameBinaryContentAs(keys.resolve("stays"));
    }

    private static void churn(Path keys, int i) {
        try {
            Path part = Files.writeString(keys.resolve("stays.part"), "key " + i);
            Files.move(
                    part,
                    keys.resolve("stays"),
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Files.writeString(keys.resolve("passing"), "key " + i);
            Path folder = Files.createDirectories(keys.resolve("folder"));
            Files.writeString(folder.resolve("inner"), "x");
            Files.delete(folder.resolve("inner"));
            Files.delete(folder);
            Files.delete(keys.resolve("passing"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
