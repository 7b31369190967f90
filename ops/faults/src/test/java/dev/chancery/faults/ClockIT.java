package dev.chancery.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.faults.Judge.Verdict;
import dev.chancery.faults.Receipt.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock of application and database jumps an hour forward, over midnight, and an hour back, under load. */
class ClockIT {

    private static final LocalTime BEFORE_MIDNIGHT = LocalTime.of(23, 30);
    private static final Duration HOUR = Duration.ofHours(1);

    /** How far a clock that stands right may be off here: the time to ask, and that a jump is looked for once a second. */
    private static final Duration TOLERANCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private Duration toMidnight;

    @Test
    void keepsOrderPositionsAndBudgetsWhateverTheClockSays() {
        // given
        Instant now = Instant.now();
        toMidnight = Duration.between(
                now, now.atZone(ZoneOffset.UTC).with(BEFORE_MIDNIGHT).toInstant());
        jump(Duration.ZERO);
        Map<String, String> environment = Map.of(
                "LD_PRELOAD", fakeTime(),
                "FAKETIME_TIMESTAMP_FILE", file().toString(),
                "FAKETIME_CACHE_DURATION", "1",
                "DONT_FAKE_MONOTONIC", "1",
                // Otherwise every waiting thread of the JVM spins.
                "FAKETIME_FORCE_MONOTONIC_FIX", "0");
        try (Subject subject = Subject.in(directory, directory.resolve("home"), environment)) {
            String tight = subject.key("tight");
            try (Load load = subject.load();
                    Load spending = Load.on(subject.chancery(), tight, subject.ledger)) {
                spending.budgetIsUsedUp();
                int first = spending.answered();
                // when
                jump(subject, load, HOUR);
                // then it is another day, with a budget of its own
                Eventually.holds(Duration.ofSeconds(30), () -> spending.answered() > first);
                spending.budgetIsUsedUp();
                // when
                jump(subject, load, Duration.ZERO);
                // then it is the day before again, whose budget stays used up
                int answered = spending.answered();
                spending.budgetIsUsedUp();
                assertThat(spending.answered()).isEqualTo(answered);
                jump(subject, load, HOUR.negated());
                assertThat(load.unexpected()).isEmpty();
                assertThat(spending.unexpected()).isEmpty();
            }
            Verdict verdict = subject.judge();
            assertThat(verdict.findings()).isEmpty();
            assertThat(backwards(verdict.log()))
                    .as("steps back in time, each recorded as the clock said")
                    // An event that was being written while the clock jumped may lie among those after it, which is a
                    // step more.
                    .isGreaterThanOrEqualTo(2);
            // The control: in the order of the clock the same log breaks what was promised.
            assertThat(Judge.judge(subject.ledger.acks(), subject.ledger.heads(), orderedByTheClock(verdict.log()))
                            .findings())
                    .as("promises broken by an order of instants")
                    .anyMatch(finding -> finding.startsWith("moved: "))
                    .anyMatch(finding -> finding.endsWith("events are not those of the signed head"))
                    .anyMatch(finding -> finding.contains(" does not continue with sequence "));
        }
    }

    /**
     * The log as it were if instants ordered it. They do so by the half hour: events of one moment stay in the order of their
     * positions, so that nothing but the jumps makes the difference.
     */
    private static List<StoredEvent> orderedByTheClock(List<StoredEvent> log) {
        long start = log.getFirst().at().getEpochSecond();
        List<StoredEvent> ordered = log.stream()
                .sorted(Comparator.comparingLong(
                        event -> Math.round((event.at().getEpochSecond() - start) / (double) HOUR.toSeconds())))
                .toList();
        return IntStream.range(0, ordered.size())
                .mapToObj(position -> at(position, ordered.get(position)))
                .toList();
    }

    private static StoredEvent at(long position, StoredEvent event) {
        return new StoredEvent(
                position,
                event.id(),
                event.stream(),
                event.sequence(),
                event.name(),
                event.revision(),
                event.at(),
                event.payload(),
                event.metadata());
    }

    /** Where the clock falls by more than half an hour from one event to the next. */
    private static long backwards(List<StoredEvent> log) {
        long steps = 0;
        for (int i = 1; i < log.size(); i++) {
            if (Duration.between(log.get(i).at(), log.get(i - 1).at()).compareTo(HOUR.dividedBy(2)) > 0) {
                steps++;
            }
        }
        return steps;
    }

    private void jump(Subject subject, Load load, Duration offset) {
        Receipt receipt = Receipt.of("clock at " + offset)
                .evidence("application's clock", () -> stands(offset, application(subject.chancery())))
                .evidence("database's clock", () -> stands(offset, database(subject.database)))
                .before();
        jump(offset);
        Eventually.holds(
                Duration.ofSeconds(20),
                () -> stands(offset, application(subject.chancery())).happened()
                        && stands(offset, database(subject.database)).happened());
        load.answersGoOn();
        receipt.print();
    }

    private Finding stands(Duration offset, Instant shown) {
        Duration off = Duration.between(Instant.now().plus(toMidnight).plus(offset), shown)
                .abs();
        return new Finding(off.compareTo(TOLERANCE) < 0, "shows " + shown);
    }

    private static Instant application(ChanceryProcess chancery) {
        HttpResponse<String> answer = chancery.api("GET", "/api/log/checkpoint", "");
        return ZonedDateTime.parse(
                        answer.headers().firstValue("Date").orElseThrow(), DateTimeFormatter.RFC_1123_DATE_TIME)
                .toInstant();
    }

    private static Instant database(Database database) {
        return Instant.ofEpochSecond(
                Long.parseLong(database.ask("SELECT floor(extract(epoch FROM clock_timestamp()))")));
    }

    private void jump(Duration offset) {
        try {
            Path part = Files.writeString(
                    directory.resolve("offset.part"),
                    String.format("%+d", toMidnight.plus(offset).toSeconds()));
            Files.move(part, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file() {
        return directory.resolve("offset");
    }

    private static String fakeTime() {
        try (Stream<Path> files =
                Files.find(Path.of("/usr/lib"), 3, (file, is) -> file.endsWith("faketime/libfaketimeMT.so.1"))) {
            return files.map(Path::toString).findFirst().orElseGet(() -> {
                Machine.missing("libfaketime (Debian's package libfaketime)");
                return "";
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
