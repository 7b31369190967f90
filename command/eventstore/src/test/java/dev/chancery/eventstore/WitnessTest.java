package dev.chancery.eventstore;

import static dev.chancery.eventstore.Events.events;
import static dev.chancery.eventstore.Events.newStream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.log.LogStatus.WitnessStatus;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.contracts.log.Witness;
import dev.chancery.contracts.log.Witness.Answer;
import dev.chancery.contracts.log.Witness.Reason;
import dev.chancery.eventstore.home.Home;
import dev.chancery.eventstore.ledger.KeyRing;
import dev.chancery.eventstore.ledger.LedgerSettings;
import dev.chancery.eventstore.ledger.LedgerSettings.AskedWitness;
import dev.chancery.eventstore.ledger.PostgresLedger;
import dev.chancery.eventstore.ledger.PostgresWitness;
import dev.chancery.eventstore.ledger.WitnessSettings;
import dev.chancery.eventstore.ledger.WitnessSettings.WitnessedLog;
import dev.chancery.record.Sha256;
import dev.chancery.record.merkle.Merkle;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.CosignatureSigner;
import dev.chancery.record.note.CosignatureVerifier;
import dev.chancery.record.note.Note;
import dev.chancery.record.note.NoteSigner;
import dev.chancery.record.note.NoteVerifier;
import dev.chancery.record.note.NoteVerifier.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The shared store's log as the one that is witnessed, and its database as the witness's; in the tests over HTTP the two speak as strangers. */
class WitnessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ORIGIN = "example.org/" + UUID.randomUUID();

    private final Store store = SharedStore.store();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final NoteSigner log = signer(ORIGIN);
    private final List<byte[]> leaves = leaves(0, 100);

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable part : opened.reversed()) {
            part.close();
        }
        execute("DELETE FROM witnessed_log");
    }

    @Test
    void cosignsWhatContinuesTheHeadBefore() throws Exception {
        // given
        Witness witness = witness(ORIGIN, log.verifierKey());

        // when
        Answer first = witness.addCheckpoint(request(0, 7, leaves));
        Answer second = witness.addCheckpoint(request(7, 100, leaves));
        Answer again = witness.addCheckpoint(request(100, 100, leaves));

        // then
        CosignatureVerifier verifier = CosignatureVerifier.parse(witness.verifierKey());
        for (Answer answer : List.of(second, again)) {
            assertThat(answer).isInstanceOf(Answer.Cosigned.class);
            Note note = Note.parse(head(100, leaves) + ((Answer.Cosigned) answer).line());
            assertThat(verifier.verify(note).verdict()).isEqualTo(Verdict.VERIFIED);
        }
        assertThat(first).isInstanceOf(Answer.Cosigned.class);
    }

    @Test
    void refusesEverythingElse() throws Exception {
        // given
        Witness witness = witness(ORIGIN, log.verifierKey());
        assertThat(witness.addCheckpoint(request(0, 50, leaves))).isInstanceOf(Answer.Cosigned.class);
        List<byte[]> forked = new ArrayList<>(leaves);
        forked.set(3, new byte[32]);
        String body = request(50, 100, leaves);

        // then
        for (String malformed : List.of(
                "",
                "\n\n",
                "old x\n\n" + head(100, leaves),
                "old 07\n\n" + head(100, leaves),
                body.replace("old 50", "old 101"),
                body.replace("old 50", "old 50\n!"),
                body.substring(0, body.length() - 2),
                "old 0\n" + "AAAA\n".repeat(64) + "\nx")) {
            assertThat(reason(witness, malformed)).as(malformed).isEqualTo(Reason.MALFORMED);
        }
        assertThat(reason(witness, body.replace(ORIGIN, "example.org/unknown"))).isEqualTo(Reason.UNKNOWN_LOG);
        assertThat(reason(
                        witness, "old 50\n\n" + new Checkpoint(ORIGIN, 100, Merkle.root(leaves)).sign(signer(ORIGIN))))
                .isEqualTo(Reason.UNSIGNED);
        assertThat(reason(witness, request(50, 100, forked))).isEqualTo(Reason.INCONSISTENT);
        assertThat(reason(witness, "old 50\n\n" + head(100, leaves))).isEqualTo(Reason.INCONSISTENT);
        assertThat(witness.addCheckpoint(request(0, 100, leaves))).isEqualTo(new Answer.Conflict(50));
        assertThat(reason(witness, request(50, 50, forked))).isEqualTo(Reason.INCONSISTENT);
        assertThat(witness.addCheckpoint(request(7, 20, leaves))).isEqualTo(new Answer.Conflict(50));
        assertThat(witness.addCheckpoint(request(50, 100, leaves))).isInstanceOf(Answer.Cosigned.class);
    }

    @Test
    void showsTheNewestHeadThatItCosignedWithBothSignatures() throws Exception {
        // given
        Witness witness = witness(ORIGIN, log.verifierKey());
        String hash = HexFormat.of().formatHex(Sha256.digest().digest(ORIGIN.getBytes(StandardCharsets.UTF_8)));
        assertThat(witness.head(hash)).isEmpty();
        witness.addCheckpoint(request(0, 7, leaves));

        // when a head comes with a signature that nobody here knows
        String stranger =
                signer("stranger.example").line(Note.parse(head(100, leaves)).text());
        witness.addCheckpoint(request(7, 100, leaves) + stranger);

        // then
        Note shown = Note.parse(witness.head(hash).orElseThrow());
        assertThat(Checkpoint.parse(shown.text()).size()).isEqualTo(100);
        assertThat(shown.signatures()).hasSize(2);
        assertThat(NoteVerifier.parse(log.verifierKey()).verify(shown)).isEqualTo(Verdict.VERIFIED);
        assertThat(CosignatureVerifier.parse(witness.verifierKey())
                        .verify(shown)
                        .verdict())
                .isEqualTo(Verdict.VERIFIED);
        assertThat(witness.head(hash.replace(hash.charAt(0), 'x'))).isEmpty();
    }

    @Test
    void cosignsOnlyOneOfTwoForksThatComeAtOnce() throws Exception {
        for (int round = 0; round < 20; round++) {
            // given
            execute("DELETE FROM witnessed_log");
            Witness witness = witness(ORIGIN, log.verifierKey());
            witness.addCheckpoint(request(0, 50, leaves));
            List<byte[]> forked = new ArrayList<>(leaves);
            forked.set(60, new byte[32]);

            // when
            CompletableFuture<Answer> one =
                    CompletableFuture.supplyAsync(() -> witness.addCheckpoint(request(50, 100, leaves)));
            CompletableFuture<Answer> other =
                    CompletableFuture.supplyAsync(() -> witness.addCheckpoint(request(50, 99, forked)));

            // then
            assertThat(List.of(one.get(), other.get()))
                    .filteredOn(Answer.Cosigned.class::isInstance)
                    .hasSize(1);
        }
    }

    @Test
    void aLogIsCosignedByAnotherOverHttp() throws Exception {
        // given
        Witness witness = witness(store.ledger().verifierKey());
        Loopback other = serve(witness);
        Loopback dead = opened(new Loopback("/witness/add-checkpoint", body -> Loopback.Answer.text(500, "broken")));
        store.engine().appendEvents(events(newStream(), 0, 300));
        String absent = new CosignatureSigner(
                        "absent.example",
                        KeyPairGenerator.getInstance("Ed25519").generateKeyPair())
                .verifierKey();
        PostgresLedger ledger = ledger(
                new AskedWitness(prefix(other), witness.verifierKey(), null),
                new AskedWitness(prefix(dead), absent, null));

        // when
        String head = ledger.attested(PATIENCE);

        // then
        assertThat(CosignatureVerifier.parse(ledger.witnesses().getFirst())
                        .verify(Note.parse(head))
                        .verdict())
                .isEqualTo(Verdict.VERIFIED);
        assertThat(ledger.cosigned()).contains(head);
        store.engine().appendEvents(events(newStream(), 0, 300));
        long size = store.log().size();
        await(() -> Checkpoint.parse(ledger.checkpoint()).size() >= size);
        await(() -> Checkpoint.parse(ledger.cosigned().orElseThrow()).size() >= size);
        assertThat(ledger.get().witnesses())
                .extracting(WitnessStatus::error)
                .satisfiesExactly(
                        none -> assertThat(none).isNull(),
                        error -> assertThat(error).contains("500"));
    }

    @Test
    void aForkedLogGetsNoCosignature() throws Exception {
        // given a witness that has cosigned another tree under the same key
        store.engine().appendEvents(events(newStream(), 0, 10));
        Witness witness = witness(store.ledger().verifierKey());
        Checkpoint head = Checkpoint.parse(store.ledger().checkpoint());
        execute("INSERT INTO witnessed_log VALUES ('" + head.origin() + "', 5, '\\x" + "ab".repeat(32) + "')");

        // when
        PostgresLedger ledger = ledger(new AskedWitness(prefix(serve(witness)), witness.verifierKey(), null));

        // then
        await(() -> ledger.get().witnesses().getFirst().error() != null);
        assertThat(ledger.get().witnesses().getFirst().error()).contains("422", "does not continue");
        assertThat(Note.parse(ledger.attested(Duration.ofMillis(100))).signatures())
                .hasSize(1);
        execute("UPDATE witnessed_log SET size = 1000000000");
        await(() -> ledger.get().witnesses().getFirst().error().contains("an older copy"));
    }

    @Test
    void keepsNoCosignatureThatIsForgedOrOfAnotherTime() throws Exception {
        // given
        Witness lies =
                witness(InstantSource.fixed(Instant.EPOCH), store.ledger().verifierKey());
        Loopback other = serve(lies);
        Loopback forging = opened(new Loopback(
                "/witness/add-checkpoint",
                body -> Loopback.Answer.text(
                        200,
                        ((Answer.Cosigned) witness(ORIGIN, log.verifierKey()).addCheckpoint(request(0, 7, leaves)))
                                .line())));

        // when
        PostgresLedger ledger = ledger(
                new AskedWitness(prefix(other), lies.verifierKey(), null),
                new AskedWitness(prefix(forging), lies.verifierKey(), null));

        // then
        await(() -> ledger.get().witnesses().stream().allMatch(w -> w.error() != null));
        assertThat(ledger.get().witnesses())
                .extracting(WitnessStatus::error)
                .satisfiesExactly(
                        clock -> assertThat(clock).contains("clock"),
                        forged -> assertThat(forged).contains("no cosignature"));
        assertThat(Note.parse(ledger.checkpoint()).signatures()).hasSize(1);
    }

    private Witness witness(String key) {
        return witness(InstantSource.system(), key);
    }

    private Witness witness(InstantSource clock, String key) {
        return witness(clock, Checkpoint.parse(store.ledger().checkpoint()).origin(), key);
    }

    private Witness witness(String origin, String key) {
        return witness(InstantSource.system(), origin, key);
    }

    private Witness witness(InstantSource clock, String origin, String key) {
        return new PostgresWitness(
                store.dataSource(),
                opened(Home.open(newHome())),
                new WitnessSettings(null, List.of(new WitnessedLog(origin, key))),
                "example.org/other",
                clock);
    }

    private Loopback serve(Witness witness) throws IOException {
        return opened(new Loopback("/witness/add-checkpoint", body -> switch (witness.addCheckpoint(
                new String(body, StandardCharsets.UTF_8))) {
            case Answer.Cosigned cosigned -> Loopback.Answer.text(200, cosigned.line());
            case Answer.Conflict conflict -> Loopback.Answer.text(409, conflict.size() + "\n");
            case Answer.Refused refused ->
                Loopback.Answer.text(refused.reason() == Reason.INCONSISTENT ? 422 : 403, refused.detail());
        }));
    }

    private static URI prefix(Loopback server) {
        return server.url().resolve("/witness");
    }

    /** Another ledger over the shared store's log, with the same key. */
    private PostgresLedger ledger(AskedWitness... witnesses) {
        Path home = newHome();
        try {
            Files.createDirectories(home.resolve("secrets"));
            Files.copy(SharedStore.home().resolve("secrets/log-key"), home.resolve("secrets/log-key"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return opened(new PostgresLedger(
                store.dataSource(),
                store.log(),
                KeyRing.of(opened(Home.open(home)), null),
                dev.chancery.eventstore.ledger.KnownHead.of(home),
                new LedgerSettings(List.of(witnesses), 1, null, false),
                InstantSource.system(),
                Nodes.ALONE,
                Assertions::fail));
    }

    private Path newHome() {
        Path home = SharedStore.newHome();
        opened.add(() -> SharedStore.delete(home));
        return home;
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.add(part);
        return part;
    }

    private Reason reason(Witness witness, String body) {
        return witness.addCheckpoint(body) instanceof Answer.Refused refused ? refused.reason() : null;
    }

    private String head(int size, List<byte[]> of) {
        return new Checkpoint(ORIGIN, size, Merkle.root(of.subList(0, size))).sign(log);
    }

    private String request(int old, int size, List<byte[]> of) {
        StringBuilder body = new StringBuilder("old " + old + "\n");
        List<byte[]> proof = Merkle.consistencyProof(
                old, size, (level, i) -> Merkle.root(of.subList((int) (i << level), (int) ((i + 1) << level))));
        proof.forEach(
                hash -> body.append(Base64.getEncoder().encodeToString(hash)).append('\n'));
        return body.append('\n').append(head(size, of)).toString();
    }

    private static List<byte[]> leaves(int from, int to) {
        List<byte[]> leaves = new ArrayList<>();
        for (int i = from; i < to; i++) {
            leaves.add(Merkle.nodeHash(new byte[] {(byte) i}, new byte[0]));
        }
        return leaves;
    }

    private static NoteSigner signer(String name) {
        try {
            return new NoteSigner(name, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Waiting.until(PATIENCE, condition);
    }
}
