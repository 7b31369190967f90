package dev.chancery.reports.issue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.command.ExportCommand;
import dev.chancery.contracts.command.ExportCommand.CancelExport;
import dev.chancery.contracts.command.ExportCommand.CompleteExport;
import dev.chancery.contracts.command.ExportCommand.DeleteExport;
import dev.chancery.contracts.command.ExportCommand.FailExport;
import dev.chancery.contracts.command.ExportCommand.RequestExport;
import dev.chancery.contracts.command.ExportCommand.ResumeExport;
import dev.chancery.contracts.fact.ExportDeletion;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.ExportOccasion;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.record.Sha256;
import dev.chancery.reports.issue.IssueStatus.State;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class IssuingTest {

    @TempDir
    private Path directory;

    private final Journal journal = new Journal();
    private Issuing issuing;

    @BeforeEach
    void start() {
        issuing = started(journal);
    }

    @AfterEach
    void stop() {
        issuing.close();
    }

    private Issuing started(ExportJournal by) {
        Issuing started = new Issuing(by, directory, false);
        started.reads(ExportKind.AUDIT_PACK, saved -> {
            if (saved.startsWith("broken")) {
                throw new IllegalArgumentException("of another version");
            }
            return new Text(saved, true);
        });
        return started;
    }

    /** A file of a text. */
    private static class Text implements Work {
        private final String text;
        private final boolean again;

        Text(String text, boolean again) {
            this.text = text;
            this.again = again;
        }

        @Override
        public RequestExport intent(String id, String actor) {
            return new RequestExport(id, actor, null, 0, 4, false, ExportKind.AUDIT_PACK, null);
        }

        @Override
        public String extension() {
            return ".txt";
        }

        @Override
        public String mediaType() {
            return "text/plain";
        }

        @Override
        public long total() {
            return 4;
        }

        @Override
        public @Nullable String saved() {
            return again ? text : null;
        }

        @Override
        public Written write(Path target, LongConsumer progress) throws IOException {
            Files.writeString(target, text);
            progress.accept(4);
            return new Written("FINE", List.of());
        }
    }

    /** One that stays in the middle until it is told to go on. */
    private static final class Stopping extends Text {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        Stopping() {
            this(true);
        }

        Stopping(boolean again) {
            super("stopping", again);
        }

        @Override
        public Written write(Path target, LongConsumer progress) throws IOException {
            Files.writeString(target, "half");
            progress.accept(2);
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return super.write(target, progress);
        }
    }

    /** Keeps what is recorded, unless the record is away. */
    private static final class Journal implements ExportJournal {
        private final List<ExportCommand> recorded = new CopyOnWriteArrayList<>();
        private volatile boolean away;
        private volatile boolean awayAfter;
        private volatile boolean tooOften;

        @Override
        public void before(ExportCommand command) {
            if (away) {
                throw new RecordUnavailable("away", null);
            }
            if (tooOften && command instanceof ResumeExport) {
                throw new IllegalStateException("begun too often");
            }
            recorded.add(command);
        }

        @Override
        public boolean after(ExportCommand command) {
            return !awayAfter && recorded.add(command);
        }

        List<ExportCommand> of(String id) {
            return recorded.stream()
                    .filter(command -> command.export().equals(id))
                    .toList();
        }
    }

    private static void eventually(BooleanSupplier holds) {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!holds.getAsBoolean() && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        assertThat(holds.getAsBoolean()).isTrue();
    }

    private State state(String id) {
        return issuing.status(id).orElseThrow().state();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void makesThemInTheOrderInWhichTheyWereAskedForAndTellsThePlaceInTheQueue() throws Exception {
        // given
        Stopping first = new Stopping();
        String one = issuing.request(first, "ada").id();
        assertThat(first.begun.await(10, TimeUnit.SECONDS)).isTrue();
        // when
        String two = issuing.request(new Text("two", true), "ada").id();
        IssueStatus three = issuing.request(new Text("three", true), "ben");
        // then
        assertThat(issuing.status(one).orElseThrow().state()).isEqualTo(State.RUNNING);
        assertThat(issuing.status(one).orElseThrow().progress()).isEqualTo(0.5);
        assertThat(issuing.status(two).orElseThrow().place()).isEqualTo(1);
        assertThat(three.place()).isEqualTo(2);
        // when
        first.goOn.countDown();
        eventually(() -> state(three.id()) == State.READY);
        // then
        assertThat(Files.readString(issuing.file(two).orElseThrow())).isEqualTo("two");
        assertThat(Files.readString(issuing.file(three.id()).orElseThrow())).isEqualTo("three");
        assertThat(names()).containsExactlyInAnyOrder(one + ".txt", two + ".txt", three.id() + ".txt");
        assertThat(journal.recorded.stream()
                        .filter(CompleteExport.class::isInstance)
                        .map(ExportCommand::export))
                .containsExactly(one, two, three.id());
        assertThat(journal.of(three.id()))
                .containsExactly(
                        new RequestExport(three.id(), "ben", null, 0, 4, false, ExportKind.AUDIT_PACK, null),
                        new CompleteExport(three.id(), sha256("three"), 5, "FINE"));
        assertThat(issuing.status(three.id()).orElseThrow().sha256()).isEqualTo(sha256("three"));
    }

    private static String sha256(String text) {
        return HexFormat.of().formatHex(Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void refusesMoreThanMayWaitAndRecordsNothingOfThem() throws Exception {
        // given one that is made and as many as may wait
        Stopping first = new Stopping();
        issuing.request(first, "ada");
        assertThat(first.begun.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < Issuing.WAITING; i++) {
            issuing.request(new Text("waits", true), "ada");
        }
        int recorded = journal.recorded.size();
        // when, then
        assertThatThrownBy(() -> issuing.request(new Text("one too many", true), "ada"))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("16 exports wait already");
        assertThat(journal.recorded).hasSize(recorded);
        first.goOn.countDown();
    }

    @Test
    void whatMayNotBeRecordedIsNotMadeTakesNoPlaceAndCanBeBegunAgain() {
        journal.away = true;
        for (int i = 0; i <= Issuing.WAITING; i++) {
            assertThatThrownBy(() -> issuing.request(new Text("x", true), "ada"))
                    .isInstanceOf(RecordUnavailable.class);
        }
        assertThat(issuing.list()).isEmpty();
        // and when the record has it all the same
        journal.away = false;
        assertThat(issuing.left(Instant.MAX)).hasSize(Issuing.WAITING + 1);
        String id = issuing.left(Instant.MAX).getFirst();
        assertThat(issuing.resume(id)).isTrue();
        eventually(() -> state(id) == State.READY);
    }

    @Test
    void keepsWhatWasAskedForUntilItsOutcomeIsRecorded() throws Exception {
        // given
        journal.awayAfter = true;
        // when
        String made = issuing.request(new Text("x", true), "ada").id();
        String failed =
                issuing.request(failing(new IOException("broken")), "ada").id();
        eventually(() -> state(failed) == State.FAILED);
        issuing.close();
        // then the next process can begin them again
        assertThat(issuing.left(Instant.MAX)).containsExactlyInAnyOrder(made, failed);
        journal.awayAfter = false;
        issuing = started(journal);
        assertThat(issuing.resume(made)).isTrue();
        eventually(() -> state(made) == State.READY);
        assertThat(journal.of(made)).last().isEqualTo(new CompleteExport(made, sha256("x"), 1, "FINE"));
    }

    @Test
    void anErrorIsAnOutcomeToo() {
        // when
        String id = issuing.request(failing(new StackOverflowError()), "ada").id();
        // then
        eventually(() -> issuing.left(Instant.MAX).isEmpty());
        assertThat(state(id)).isEqualTo(State.FAILED);
        assertThat(journal.of(id)).last().isEqualTo(new FailExport(id, "it could not be made: StackOverflowError"));
        String next = issuing.request(new Text("next", true), "ada").id();
        eventually(() -> state(next) == State.READY);
    }

    private static Text failing(Throwable e) {
        return new Text("failing", true) {
            @Override
            public Written write(Path target, LongConsumer progress) throws IOException {
                if (e instanceof Error error) {
                    throw error;
                }
                throw (IOException) e;
            }
        };
    }

    @Test
    void endsOneThatIsMadeAndOneThatWaits() throws Exception {
        // given
        Stopping running = new Stopping();
        String one = issuing.request(running, "ada").id();
        assertThat(running.begun.await(10, TimeUnit.SECONDS)).isTrue();
        String two = issuing.request(new Text("two", true), "ada").id();
        // when
        assertThat(issuing.delete(two, "ben")).isTrue();
        assertThat(issuing.delete(one, "ben")).isTrue();
        // then
        assertThat(state(one)).isEqualTo(State.CANCELLED);
        assertThat(state(two)).isEqualTo(State.CANCELLED);
        assertThat(journal.of(one)).last().isEqualTo(new CancelExport(one, "ben"));
        assertThat(journal.of(two)).last().isEqualTo(new CancelExport(two, "ben"));
        eventually(() -> directory.toFile().list().length == 0);
        assertThat(issuing.delete(one, "ben")).isFalse();
        // and the next one is made
        String three = issuing.request(new Text("three", true), "ada").id();
        eventually(() -> state(three) == State.READY);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void keepsNoHalfOfWhatTheDiskHadNoRoomFor() throws Exception {
        // given a file and a device that is always full
        String id = issuing.request(
                        new Text("full", true) {
                            @Override
                            public Written write(Path target, LongConsumer progress) throws IOException {
                                Files.writeString(target, "half");
                                try (OutputStream out = Files.newOutputStream(Path.of("/dev/full"))) {
                                    out.write(new byte[1 << 16]);
                                }
                                return super.write(target, progress);
                            }
                        },
                        "ada")
                .id();
        // when
        eventually(() -> state(id) == State.FAILED);
        // then
        assertThat(issuing.status(id).orElseThrow().findings())
                .singleElement()
                .asString()
                .startsWith("The disk is full")
                .contains("ask again");
        eventually(() -> directory.toFile().list().length == 0);
        assertThat(journal.of(id)).last().isEqualTo(new FailExport(id, "the disk is full"));
    }

    @Test
    void goesOnAfterAStopWithWhatWasNotDone() throws Exception {
        // given
        Stopping running = new Stopping();
        String one = issuing.request(running, "ada").id();
        assertThat(running.begun.await(10, TimeUnit.SECONDS)).isTrue();
        String two = issuing.request(new Text("two", true), "ada").id();
        String lost = issuing.request(new Text("lost", false), "ada").id();
        issuing.close();
        assertThat(journal.of(one)).hasSize(1);
        assertThat(journal.of(lost)).last().isInstanceOf(FailExport.class);
        // when
        issuing = started(journal);
        // then
        assertThat(issuing.left(Instant.MAX)).containsExactlyInAnyOrder(one, two);
        assertThat(issuing.resume(two)).isTrue();
        assertThat(issuing.resume(one)).isTrue();
        assertThat(issuing.resume(lost)).isFalse();
        eventually(() -> state(one) == State.READY);
        assertThat(issuing.status(one).orElseThrow().attempt()).isEqualTo(2);
        assertThat(Files.readString(issuing.file(two).orElseThrow())).isEqualTo("two");
        assertThat(journal.of(two).subList(1, 3))
                .containsExactly(new ResumeExport(two), new CompleteExport(two, sha256("two"), 3, "FINE"));
        eventually(() -> issuing.left(Instant.MAX).isEmpty());
    }

    @Test
    void goesOnAfterACrashUnlessItWasBegunTooOftenOrCannotBeRead() throws Exception {
        // given one whose process recorded nothing more
        Journal before = new Journal();
        Issuing crashed = started(before);
        Stopping running = new Stopping();
        String one = crashed.request(running, "ada").id();
        assertThat(running.begun.await(10, TimeUnit.SECONDS)).isTrue();
        String broken = crashed.request(new Text("broken", true), "ada").id();
        // when
        issuing.close();
        issuing = started(journal);
        // then the half of it is gone
        assertThat(names()).containsExactlyInAnyOrder(one + ".order", broken + ".order");
        assertThat(issuing.resume(broken)).isFalse();
        journal.tooOften = true;
        assertThat(issuing.resume(one)).isFalse();
        assertThat(issuing.left(Instant.MAX)).containsExactly(broken);
        issuing.forget(broken);
        assertThat(names()).isEmpty();
        crashed.close();
    }

    @Test
    void recordsADeletionBeforeAndDeletesNothingWhileThatIsNotPossible() throws Exception {
        // given
        String id = issuing.request(new Text("x", true), "ada").id();
        eventually(() -> state(id) == State.READY);
        journal.away = true;
        assertThatThrownBy(() -> issuing.delete(id, "ben")).isInstanceOf(RecordUnavailable.class);
        assertThat(issuing.file(id)).isPresent();
        journal.away = false;
        // when
        assertThat(issuing.delete(id, "ben")).isTrue();
        // then
        assertThat(journal.of(id)).last().isEqualTo(new DeleteExport(id, "ben", ExportDeletion.ASKED));
        assertThat(names()).isEmpty();
        assertThat(issuing.status(id)).isEmpty();
    }

    @Test
    void aLegalHoldKeepsAFinishedFileFromWhoeverWantsItDeletedButNotFromAnErasure() throws Exception {
        // given
        String id = issuing.request(new Text("x", true), "ada").id();
        eventually(() -> state(id) == State.READY);
        issuing.keeps(id::equals);
        // when, then
        assertThatThrownBy(() -> issuing.delete(id, "ben"))
                .isInstanceOf(Held.class)
                .hasMessageContaining("legal hold");
        assertThat(issuing.file(id)).isPresent();
        assertThat(journal.of(id)).noneMatch(DeleteExport.class::isInstance);
        assertThat(issuing.deleteForErasure(id, "chancery")).isTrue();
        assertThat(names()).isEmpty();
    }

    @Test
    void recordsTheOccasion() {
        // given
        String id = UUID.randomUUID().toString();
        ExportOccasion occasion = new ExportOccasion("weekly", Instant.EPOCH, 2, List.of("bucket"), 30);
        // when
        issuing.request(id, new Text("x", true), "ada", occasion);
        // then
        assertThat(journal.of(id))
                .first()
                .isEqualTo(new RequestExport(id, "ada", null, 0, 4, false, ExportKind.AUDIT_PACK, null, occasion));
    }

    @Test
    void endsWhatAnotherNodeHasCancelled() throws Exception {
        // given
        Stopping running = new Stopping();
        String id = issuing.request(running, "ada").id();
        assertThat(running.begun.await(10, TimeUnit.SECONDS)).isTrue();
        List<ExportCommand> recorded = new ArrayList<>(journal.recorded);
        // when
        issuing.cancelledElsewhere(id);
        // then
        assertThat(state(id)).isEqualTo(State.CANCELLED);
        assertThat(journal.recorded).isEqualTo(recorded);
        eventually(() -> directory.toFile().list().length == 0);
    }
}
