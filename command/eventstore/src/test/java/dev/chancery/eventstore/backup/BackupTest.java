package dev.chancery.eventstore.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.TaskCommand.RecordToolOutcome;
import dev.chancery.contracts.event.LogEvent.LogRestored;
import dev.chancery.contracts.event.ToolEvent.ToolCallCompleted;
import dev.chancery.contracts.event.ToolEvent.ToolCallFailed;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.LogStatus.WitnessStatus;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.eventstore.Loopback;
import dev.chancery.eventstore.Store;
import dev.chancery.eventstore.StoreSettings;
import dev.chancery.eventstore.home.Home;
import dev.chancery.eventstore.ledger.AcceptedLoss;
import dev.chancery.eventstore.ledger.KnownHead;
import dev.chancery.eventstore.ledger.KnownHead.Known;
import dev.chancery.eventstore.ledger.LedgerSettings;
import dev.chancery.eventstore.ledger.LedgerSettings.AskedWitness;
import dev.chancery.eventstore.ledger.WitnessSettings;
import dev.chancery.eventstore.postgres.EmbeddedPostgres;
import dev.chancery.record.LeafHash;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.CosignatureSigner;
import dev.chancery.record.note.Note;
import dev.chancery.record.note.NoteSigner;
import dev.chancery.record.note.NoteVerifier;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One server; each test has a log in a database of its own on it, and restores into others. */
class BackupTest {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir
    private static Path serverHome;

    private static Home owned;
    private static EmbeddedPostgres server;

    @TempDir
    private Path directory;

    private String prefix;

    private Path home;
    private Path backup;
    private Store store;

    @BeforeAll
    static void start() {
        owned = Home.open(serverHome.resolve("home"));
        server = EmbeddedPostgres.start(owned);
    }

    @AfterAll
    static void stop() {
        server.close();
        owned.close();
    }

    @BeforeEach
    void open() throws Exception {
        prefix = "test" + NUMBER.incrementAndGet() + "-";
        home = directory.resolve("home");
        backup = directory.resolve("backup");
        Database database = empty("log");
        store = Store.open(StoreSettings.external(home, database.url(), database.user(), database.password()));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void restoresEveryEventAndContentOfALogThatWasWrittenTo() throws Exception {
        // given
        Content content = append("with-content", "an answer to keep");
        AtomicBoolean enough = new AtomicBoolean();
        Thread load = Thread.ofPlatform().start(() -> {
            while (!enough.get()) {
                append(UUID.randomUUID().toString(), 200);
            }
        });
        awaitTrue(() -> signed() > 2_000);

        // when
        Backup.Report written = backup();
        enough.set(true);
        load.join();
        Restore.Report restored = restore().into(empty("restored"));

        // then
        assertThat(written.end()).isGreaterThan(2_000);
        assertThat(restored.events()).isEqualTo(written.end());
        assertThat(restored.contents()).isEqualTo(1);
        assertThat(restored.missingContents()).isZero();
        assertThat(restored.checkpoint()).isEqualTo(written.checkpoint());
        try (Store copy = open("restored", true)) {
            long size = restored.events();
            assertThat(leaves(copy, size)).isDeepEqualTo(leaves(store, size));
            assertThat(copy.ledger().leafHashes(0, size).toArray(byte[][]::new)).isDeepEqualTo(leaves(store, size));
            assertThat(copy.ledger().root(restored.events()))
                    .isEqualTo(Checkpoint.parse(written.checkpoint()).rootHash());
            assertThat(copy.contents()
                            .find(content.ref().content())
                            .orElseThrow()
                            .text())
                    .isEqualTo("an answer to keep");
            copy.engine().appendEvents(List.of(event("goes-on", 0)));
            assertThat(copy.log().size()).isEqualTo(restored.events() + 1);
        }
    }

    @Test
    void addsOnlyWhatIsNewToABackup() throws Exception {
        // given
        append("first", "one");
        backup();
        Map<String, Long> before = files();

        // when
        Backup.Report nothing = backup();
        append("second", "two");
        Backup.Report second = backup();

        // then
        assertThat(nothing.events()).isZero();
        assertThat(second.events()).isEqualTo(1);
        assertThat(files()).containsAllEntriesOf(before);
        assertThat(files()).hasSize(before.size() + 2);
        assertThat(restore().check().contents()).isEqualTo(2);
    }

    @Test
    void takesErasedContentOutOfTheBackup() throws Exception {
        // given
        Content kept = append("kept", "stays");
        Content erased = append("erased", "was personal after all");
        byte[] keptSeal = sealed(kept);
        byte[] erasedSeal = sealed(erased);
        backup();
        assertThat(backupHolds(erasedSeal)).isTrue();

        // when
        execute(
                database(),
                "UPDATE content SET sealed = NULL, erased_at = now() WHERE id = '"
                        + erased.ref().content() + "'");
        Backup.Report second = backup();

        // then
        assertThat(second.erased()).isEqualTo(1);
        assertThat(backupHolds(erasedSeal)).isFalse();
        assertThat(backupHolds(keptSeal)).isTrue();
        Restore.Report restored = restore().into(empty("restored"));
        assertThat(restored.contents()).isEqualTo(1);
        assertThat(restored.missingContents()).isEqualTo(1);
        try (Store copy = open("restored", true)) {
            assertThat(copy.contents().find(kept.ref().content())).isPresent();
            assertThat(copy.contents().find(erased.ref().content())).isEmpty();
        }
    }

    @Test
    void saysWhichFileIsCorruptedTruncatedOrMissing() throws Exception {
        // given
        append("a", 300);
        backup();
        Path events;
        try (Stream<Path> files = Files.list(backup.resolve("events"))) {
            events = files.findFirst().orElseThrow();
        }
        String name = "events/" + events.getFileName();
        byte[] sound = Files.readAllBytes(events);

        // when then
        try (RandomAccessFile file = new RandomAccessFile(events.toFile(), "rw")) {
            file.seek(sound.length / 2);
            int b = file.read();
            file.seek(sound.length / 2);
            file.write(b ^ 1);
        }
        Database database = empty("restored");
        assertThatThrownBy(() -> restore().into(database))
                .isInstanceOf(BackupDefect.class)
                .hasMessageContaining("The backup is damaged: " + name);
        Files.write(events, Arrays.copyOf(sound, sound.length - 1));
        assertThatThrownBy(() -> restore().into(database))
                .isInstanceOf(BackupDefect.class)
                .hasMessageContaining(name + " has " + (sound.length - 1) + " bytes instead of " + sound.length);
        Files.delete(events);
        assertThatThrownBy(() -> restore().into(database))
                .isInstanceOf(BackupDefect.class)
                .hasMessageContaining(name + " is missing");
        Files.write(events, sound);
        assertThat(restore().into(database).events()).isEqualTo(300);
    }

    @Test
    void refusesToBackUpARecordThatWasTamperedWith() throws Exception {
        // given
        append("a", 10);
        awaitTrue(() -> signed() == 10);
        execute(database(), "UPDATE event SET payload = '{\"detail\":\"forged\",\"millis\":1}' WHERE position = 4");

        // when then
        assertThatThrownBy(this::backup)
                .isInstanceOf(BackupDefect.class)
                .hasMessageContaining("the event at position 4 was changed");
    }

    @Test
    void restoresUntilAPositionOrAnInstant() throws Exception {
        // given
        append("before", "early");
        StoredEvent last = store.log().read(store.log().size() - 1, 1).getFirst();
        Instant between = last.at();
        awaitTrue(() -> Instant.now().isAfter(between.plusMillis(5)));
        append("after", "late");
        append("more", 20);
        backup();

        // when
        Restore.Report byInstant = restore(new Restore.Until(null, between)).into(empty("by-instant"));
        Restore.Report byPosition =
                restore(new Restore.Until(last.position() + 2, null)).into(empty("by-position"));

        // then
        assertThat(byInstant.events()).isEqualTo(last.position() + 1);
        assertThat(byInstant.last()).isEqualTo(between);
        assertThat(byInstant.contents()).isEqualTo(1);
        assertThat(byInstant.lost()).isEqualTo(21);
        assertThat(byPosition.events()).isEqualTo(last.position() + 2);
        assertThat(byPosition.contents()).isEqualTo(2);
        assertThat(Checkpoint.parse(byPosition.checkpoint()).size()).isGreaterThanOrEqualTo(byPosition.events());
        assertThatThrownBy(() -> restore(new Restore.Until(1_000L, null)).check())
                .hasMessageContaining("so it cannot be restored until 1000");
        try (Store copy = open("by-position", true)) {
            assertThat(copy.log().size()).isEqualTo(byPosition.events());
            assertThat(copy.ledger().root(byPosition.events()))
                    .isEqualTo(store.ledger().root(byPosition.events()));
        }
    }

    @Test
    void refusesABackupThatIsOlderThanACheckpointHeldElsewhere() throws Exception {
        // given
        append("a", 10);
        backup();
        append("b", 7);
        awaitTrue(() -> signed() == 17);
        String held = store.ledger().checkpoint();

        // when then
        assertThatThrownBy(() -> restoreWith(held, Restore.Until.THE_END).check())
                .isInstanceOf(BackupDefect.class)
                .hasMessageContaining("that one signs 17 events, and the backup has 10")
                .hasMessageContaining("Missing are 7 events, from position 10 to 16, all recorded after 20");
        assertThat(restoreWith(held, new Restore.Until(10L, null)).check().lost())
                .isEqualTo(7);
    }

    @Test
    void refusesCheckpointsOfAnotherHistoryOrAnotherKey() throws Exception {
        // given
        append("a", 10);
        backup();
        Checkpoint real = Checkpoint.parse(store.ledger().checkpoint());
        NoteSigner stranger = new NoteSigner(
                real.origin(), KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        String strangers = real.sign(stranger);
        String forged = store.ledger().checkpoint().replace("\n10\n", "\n9\n");

        // when then
        assertThatThrownBy(() -> restoreWith(strangers, Restore.Until.THE_END).check())
                .hasMessageContaining("The checkpoint held is not signed by the key of this log");
        assertThatThrownBy(() -> restoreWith(forged, Restore.Until.THE_END).check())
                .hasMessageContaining("The checkpoint held has a forged signature");
        assertThatThrownBy(() -> new Restore(
                                backup, stranger.verifierKey(), List.of(), Restore.Until.THE_END, Progress.SILENT)
                        .check())
                .hasMessageContaining("A signed head in the backup is not signed by the key of this log");
    }

    @Test
    void goesOnWhereAnInterruptedBackupStopped() throws Exception {
        // given a run that dies in its second segment
        append("a", 3);
        backup();
        append("b", "content");
        awaitTrue(() -> signed() == 4);
        Files.createDirectories(backup.resolve("contents/000000000003-000000000004.pgcopy.part"));
        assertThatThrownBy(this::backup).hasMessageContaining("goes on where it was");
        assertThat(restore().check().events()).isEqualTo(3);

        // when
        Files.delete(backup.resolve("contents/000000000003-000000000004.pgcopy.part"));
        Backup.Report second = backup();

        // then
        assertThat(second.events()).isEqualTo(1);
        assertThat(restore().check().events()).isEqualTo(4);
    }

    @Test
    void neverOverwritesARecordNorLetsABackupGoBack() throws Exception {
        // given
        append("a", 10);
        backup();
        Database restored = empty("restored");
        restore(new Restore.Until(4L, null)).into(restored);

        // when then
        assertThatThrownBy(() -> restore().into(restored))
                .hasMessageContaining("The database has a record of 4 events");
        assertThatThrownBy(() -> new Backup(
                                restored, new LogIdentity("another", log().key(), List.of()), null, Progress.SILENT)
                        .to(backup))
                .isInstanceOf(BackupDefect.class);
    }

    @Test
    void doesNotStartOnADatabaseThatIsOlderThanTheHeadOfItsHome() throws Exception {
        // given
        append("a", 10);
        backup();
        append("b", 5);
        awaitTrue(() ->
                signed() == 15 && KnownHead.of(home).read().orElseThrow().head().size() == 15);
        restore().into(empty("older"));

        // when then
        assertThatThrownBy(() -> open("older", true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("it has 10 events, and a head of 15 was signed")
                .hasMessageContaining("Missing are the 5 events from position 10 to 14, all recorded after 20")
                .hasMessageContaining("accept-loss --known-size 15");
        assertThatThrownBy(() -> open("older", false)).hasMessageContaining("the key of this home signs for");
    }

    @Test
    void goesOnUnderAnotherNameOnceTheLossIsOnTheRecord() throws Exception {
        // given a database that is five events older than its home
        append("a", 10);
        backup();
        append("b", 5);
        awaitTrue(() ->
                signed() == 15 && KnownHead.of(home).read().orElseThrow().head().size() == 15);
        restore().into(empty("older"));
        Path another = homeLike("older");
        String oldKey = store.ledger().verifierKey();
        StoreSettings settings = settings("older", another);
        assertThatThrownBy(() -> loss(12).in(settings)).hasMessageContaining("more is lost than --known-size 12 says");
        assertThatThrownBy(() -> loss(10).in(settings)).hasMessageContaining("Nothing is lost");

        // when
        AcceptedLoss.Done done = loss(15).in(settings);

        // then
        LogRestored restored = done.restored();
        assertThat(restored.size()).isEqualTo(10);
        assertThat(restored.checkpoint())
                .isEqualTo(KnownHead.of(home).read().orElseThrow().checkpoint());
        assertThat(restored.to()).startsWith(restored.from() + "/after-10-");
        assertThat(NoteVerifier.parse(oldKey).verify(Note.parse(restored.succession())))
                .isEqualTo(NoteVerifier.Verdict.VERIFIED);
        assertThat(NoteVerifier.parse(done.verifierKey()).verify(Note.parse(restored.succession())))
                .isEqualTo(NoteVerifier.Verdict.VERIFIED);
        assertThat(Files.readString(another.resolve("secrets/log-key"))).startsWith(restored.to() + "\n");
        try (Store copy = Store.open(settings)) {
            assertThat(copy.log().size()).isEqualTo(11);
            Recorded first = copy.log().decode(copy.log().read(10, 1).getFirst());
            assertThat(first.event()).isEqualTo(restored);
            assertThat(first.stream()).isEqualTo("log");
            assertThat(Checkpoint.parse(copy.ledger().checkpoint()).origin()).isEqualTo(restored.to());
            copy.engine().appendEvents(List.of(event("goes-on", 0)));
        }
        assertThatThrownBy(() -> loss(15).in(settings)).hasMessageContaining("This home knows of no head of 15 events");
        assertThatThrownBy(() -> loss(12).in(settings)).hasMessageContaining("Nothing is lost");
    }

    @Test
    void finishesAnAcceptedLossThatACrashCutShort() throws Exception {
        // given the crash between the event and the new key's taking its place
        append("a", 10);
        backup();
        append("b", 5);
        awaitTrue(() ->
                signed() == 15 && KnownHead.of(home).read().orElseThrow().head().size() == 15);
        restore().into(empty("older"));
        Path another = homeLike("older");
        StoreSettings settings = settings("older", another);
        byte[] oldKey = Files.readAllBytes(another.resolve("secrets/log-key"));
        AcceptedLoss.Done done = loss(15).in(settings);
        Files.copy(another.resolve("secrets/log-key"), another.resolve("secrets/log-key.successor"));
        Files.write(another.resolve("secrets/log-key"), oldKey);

        // when then
        assertThatThrownBy(() -> Store.open(settings)).isInstanceOf(IllegalStateException.class);
        assertThat(loss(15).in(settings).verifierKey()).isEqualTo(done.verifierKey());
        try (Store copy = Store.open(settings)) {
            assertThat(copy.log().size()).isEqualTo(11);
            assertThat(copy.ledger().verifierKey()).isEqualTo(done.verifierKey());
        }
    }

    @Test
    void doesNotStartWhenAWitnessShowsANewerHeadThatThisLogSigned() throws Exception {
        // given the whole home and its database as they were five events ago, and a witness that saw more
        String newest = tenEventsRestoredOfFifteen();
        StoreSettings settings = settings("older", homeLike("a snapshot"));
        try (Loopback witness = witness(new AtomicReference<>(Loopback.Answer.text(200, newest)))) {
            // when then
            assertThatThrownBy(() -> Store.open(settings, asking(witness), WitnessSettings.none()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("it has 10 events, and a head of 15 was signed")
                    .hasMessageContaining("The witness witness.example shows this head")
                    .hasMessageContaining("chancery.jar restore")
                    .hasMessageContaining("accept-loss --known-size 15");
        }

        // and the proof is kept when the witness is gone
        assertThatThrownBy(() -> Store.open(settings)).hasMessageContaining("a head of 15 was signed");
        assertThat(loss(15).in(settings).restored().checkpoint()).isEqualTo(newest);
        Store.open(settings).close();
    }

    @Test
    void doesNotStartWhenAWitnessShowsAForkOfThisLog() throws Exception {
        // given a restored copy that went on with other events than those that were lost
        String lost = tenEventsRestoredOfFifteen();
        StoreSettings settings = settings("older", homeLike("a snapshot"));
        try (Store copy = Store.open(settings)) {
            copy.engine()
                    .appendEvents(Stream.iterate(0, i -> i < 10, i -> i + 1)
                            .map(i -> event("others", i))
                            .toList());
        }

        // when then
        try (Loopback witness = witness(new AtomicReference<>(Loopback.Answer.text(200, lost)))) {
            assertThatThrownBy(() -> Store.open(settings, asking(witness), WitnessSettings.none()))
                    .hasMessageContaining("The database has other events than those that were signed: the 15 events")
                    .hasMessageContaining("keep the database as it is and investigate");
        }
        assertThatThrownBy(() -> Store.open(settings)).hasMessageContaining("other events than those that were signed");
    }

    @Test
    void startsWhileAWitnessIsAwayAndStopsOnceItShowsANewerHead() throws Exception {
        // given
        String newest = tenEventsRestoredOfFifteen();
        StoreSettings settings = settings("older", homeLike("a snapshot"));
        AtomicReference<Loopback.Answer> says = new AtomicReference<>(Loopback.Answer.text(503, "later"));
        try (Loopback witness = witness(says);
                Store copy = Store.open(settings, asking(witness), WitnessSettings.none())) {
            assertThat(copy.ledger().get().witnesses().getFirst().uncompared()).contains("it answered 503");
            copy.engine().appendEvents(List.of(event("while-away", 0)));
            awaitTrue(() -> Checkpoint.parse(copy.ledger().checkpoint()).size() == 11);

            // when
            says.set(Loopback.Answer.text(200, newest));
            awaitTrue(() -> copy.ledger().get().stopped() != null);

            // then
            assertThatThrownBy(() -> copy.engine().appendEvents(List.of(event("afterwards", 0))))
                    .isInstanceOf(RecordUnavailable.class)
                    .hasMessageContaining("it has 11 events, and a head of 15 was signed");
            assertThatThrownBy(() -> copy.ledger().rotate((from, to) -> {})).isInstanceOf(RecordUnavailable.class);
            assertThat(copy.log().size()).isEqualTo(11);
            assertThat(Checkpoint.parse(copy.ledger().checkpoint()).size()).isEqualTo(11);
        }
        assertThatThrownBy(() -> Store.open(settings)).hasMessageContaining("a head of 15 was signed");
    }

    @Test
    void aNumberOrAHeadThatThisLogDidNotSignStopsNothing() throws Exception {
        // given a witness that names a size and shows a head of a stranger's making
        append("a", 10);
        awaitTrue(() -> signed() == 10);
        String origin = log().origin();
        String forged = new Checkpoint(origin, 1_000, new byte[32])
                .sign(new NoteSigner(
                        origin, KeyPairGenerator.getInstance("Ed25519").generateKeyPair()));
        store.close();
        try (Loopback witness = new Loopback(
                        "/",
                        body -> body.length == 0
                                ? Loopback.Answer.text(200, forged)
                                : Loopback.Answer.text(409, "1000\n"));
                Store again = Store.open(settings("log", home), asking(witness), WitnessSettings.none())) {
            // when
            WitnessStatus[] status = new WitnessStatus[1];
            awaitTrue(() -> {
                status[0] = again.ledger().get().witnesses().getFirst();
                return status[0].error() != null;
            });

            // then
            assertThat(status[0].error()).contains("1000 events", "not signed, so it stops nothing");
            assertThat(status[0].uncompared()).contains("did not sign");
            again.engine().appendEvents(List.of(event("goes-on", 0)));
            assertThat(again.ledger().get().stopped()).isNull();
        }
    }

    /** The newest head of fifteen events, of which the database "older" has ten. */
    private String tenEventsRestoredOfFifteen() throws Exception {
        append("a", 10);
        backup();
        append("b", 5);
        awaitTrue(() -> signed() == 15);
        restore().into(empty("older"));
        return store.ledger().checkpoint();
    }

    private static Loopback witness(AtomicReference<Loopback.Answer> shows) throws IOException {
        return new Loopback(
                "/", body -> body.length == 0 ? shows.get() : Loopback.Answer.text(503, "cosigns nothing today"));
    }

    private static LedgerSettings asking(Loopback witness) throws Exception {
        String key = new CosignatureSigner(
                        "witness.example",
                        KeyPairGenerator.getInstance("Ed25519").generateKeyPair())
                .verifierKey();
        return new LedgerSettings(List.of(new AskedWitness(witness.url(), key, null)), 1, null, false);
    }

    private static AcceptedLoss loss(long knownSize) {
        return new AcceptedLoss(knownSize, null, null, "ada", "the disk failed");
    }

    private Backup.Report backup() {
        long size = store.log().size();
        if (size < 1_000) {
            awaitTrue(() -> signed() >= size);
        }
        return new Backup(database(), log(), null, Progress.SILENT).to(backup);
    }

    private Restore restore() {
        return restore(Restore.Until.THE_END);
    }

    private Restore restore(Restore.Until until) {
        return new Restore(backup, store.ledger().verifierKey(), List.of(), until, Progress.SILENT);
    }

    private Restore restoreWith(String held, Restore.Until until) {
        return new Restore(
                backup, store.ledger().verifierKey(), List.of(new Restore.Held("held", held)), until, Progress.SILENT);
    }

    private LogIdentity log() {
        Known known = KnownHead.of(home).read().orElseThrow();
        return new LogIdentity(known.origin(), known.key(), known.rotations());
    }

    private Database database() {
        return named("log");
    }

    private Database empty(String name) throws Exception {
        execute(database("chancery"), "CREATE DATABASE \"" + prefix + name + "\"");
        return named(name);
    }

    private Database named(String name) {
        return database(prefix + name);
    }

    private static Database database(String name) {
        return new Database(server.jdbcUrl().replace("/chancery?", "/" + name + "?"), server.user(), server.password());
    }

    /** Opens a restored database, with the key and the knowledge of this log's home or as a stranger. */
    private Store open(String name, boolean asOurs) throws IOException {
        return Store.open(settings(name, asOurs ? homeLike(name) : directory.resolve("stranger")));
    }

    private StoreSettings settings(String name, Path itsHome) {
        Database database = named(name);
        return StoreSettings.external(itsHome, database.url(), database.user(), database.password());
    }

    /** A home with this one's key; it knows of this one's head if it is to find the database older. */
    private Path homeLike(String name) throws IOException {
        Path another = Files.createTempDirectory(directory, "home");
        Path keys = Files.createTempDirectory(directory, "keys");
        Keys.mirror(home, keys);
        Keys.bring(keys, another);
        if (name.equals("older")) {
            Files.copy(home.resolve("head.json"), another.resolve("head.json"));
        }
        return another;
    }

    private static void execute(Database database, String sql) throws Exception {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static GenericDomainEventMessage<?> event(String stream, long sequence) {
        return new GenericDomainEventMessage<>(
                "task", "task/" + stream, sequence, new ToolCallFailed("detail", 1, null));
    }

    private void append(String stream, int count) {
        for (int from = 0; from < count; from += 100) {
            int first = from;
            store.engine()
                    .appendEvents(java.util.stream.IntStream.range(first, Math.min(count, first + 100))
                            .mapToObj(i -> event(stream, i))
                            .toList());
        }
    }

    private Content append(String stream, String text) {
        Content content = Content.of(new ContentId("content-of-" + stream), new byte[Content.SALT_BYTES], text);
        DefaultUnitOfWork<?> work = DefaultUnitOfWork.startAndGet(new GenericCommandMessage<>(
                new RecordToolOutcome(new TaskId("test"), content, false, null, true, 1, null, null), Map.of()));
        store.engine()
                .appendEvents(List.of(new GenericDomainEventMessage<>(
                        "task", "task/" + stream, 0, new ToolCallCompleted(content.ref(), false, 1, null))));
        work.commit();
        return content;
    }

    /** What the leaves of a log are, from its events as they are read. */
    private static byte[][] leaves(Store store, long size) {
        return store.log().read(0, (int) size).stream().map(LeafHash::of).toArray(byte[][]::new);
    }

    private long signed() {
        return Checkpoint.parse(store.ledger().checkpoint()).size();
    }

    private Map<String, Long> files() throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(backup)) {
            for (Path file : files.filter(f -> f.toString().matches(".*/(events|contents)/.*"))
                    .toList()) {
                sizes.put(
                        backup.relativize(file).toString(),
                        Files.getLastModifiedTime(file).toMillis());
            }
        }
        return sizes;
    }

    /** A content as the database has it. */
    private byte[] sealed(Content content) throws Exception {
        try (Connection connection = database().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT sealed FROM content WHERE id = '"
                        + content.ref().content() + "'")) {
            assertThat(row.next()).isTrue();
            return row.getBytes(1);
        }
    }

    private boolean backupHolds(byte[] sealed) throws IOException {
        String wanted = new String(sealed, StandardCharsets.ISO_8859_1);
        try (Stream<Path> files = Files.walk(backup)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(wanted)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void awaitTrue(BooleanSupplier condition) {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        CountDownLatch never = new CountDownLatch(1);
        try {
            while (!condition.getAsBoolean()) {
                assertThat(System.nanoTime()).isLessThan(giveUp);
                assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
