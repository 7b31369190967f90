package dev.chancery.eventstore;

import static dev.chancery.eventstore.Events.events;
import static dev.chancery.eventstore.Events.newStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.event.LogEvent.LogKeyRotated;
import dev.chancery.eventstore.home.Home;
import dev.chancery.eventstore.ledger.KeyRing;
import dev.chancery.eventstore.ledger.PostgresLedger;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.Note;
import dev.chancery.record.note.NoteVerifier;
import dev.chancery.record.note.Rotation;
import dev.chancery.record.note.Rotations;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRotationTest {

    private final Path home = SharedStore.newHome();
    private final AtomicLong sequence = new AtomicLong();

    @AfterEach
    void deleteHome() {
        SharedStore.delete(home);
    }

    @Test
    void everyHeadVerifiesAlongTheChain() throws Exception {
        try (Store store = open()) {
            // given
            PostgresLedger ledger = store.ledger();
            String first = ledger.verifierKey();
            store.engine().appendEvents(events(newStream(), 0, 10));
            String before = headOf(store, 10);

            // when
            Rotation rotation = Rotation.verified(ledger.rotate((from, to) -> record(store, from, to)));
            String after = headOf(store, 11);
            ledger.rotate((from, to) -> record(store, from, to));
            store.engine().appendEvents(events(newStream(), 0, 1));
            String last = headOf(store, 13);

            // then
            List<String> rotations = ledger.rotations();
            assertThat(rotation.from()).isEqualTo(first);
            assertThat(rotations).hasSize(2);
            assertThat(Rotations.follow(first, rotations)).isEqualTo(ledger.verifierKey());
            for (String head : List.of(before, after, last)) {
                long size = Checkpoint.parse(head).size();
                assertThat(NoteVerifier.parse(Rotations.keyAt(first, rotations, size))
                                .verify(Note.parse(head)))
                        .as("of " + size)
                        .isEqualTo(NoteVerifier.Verdict.VERIFIED);
            }
        }
        try (Store again = open()) {
            assertThat(again.ledger().rotations()).hasSize(2);
        }
    }

    @Test
    void destroysTheOldPrivateKey() throws Exception {
        try (Store store = open()) {
            // given
            Path file = home.resolve("secrets/log-key");
            Path held = Files.createLink(home.resolve("held"), file);
            String old = Files.readAllLines(file).get(1);

            // when
            store.ledger().rotate((from, to) -> record(store, from, to));

            // then
            assertThat(Files.readString(file)).doesNotContain(old);
            assertThat(Files.exists(home.resolve("secrets/log-key.next"))).isFalse();
            assertThat(new String(Files.readAllBytes(held), StandardCharsets.ISO_8859_1))
                    .doesNotContain(old);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCrashAfterTheFactIsRecordedIsRepairedAtTheStart(boolean noteIsKept) throws Exception {
        // given
        String first;
        String second;
        try (Store store = open()) {
            first = store.ledger().verifierKey();
            byte[] firstKey = Files.readAllBytes(home.resolve("secrets/log-key"));
            Rotation rotation = Rotation.verified(store.ledger().rotate((from, to) -> record(store, from, to)));
            second = rotation.to();
            Files.move(home.resolve("secrets/log-key"), home.resolve("secrets/log-key.next"));
            Files.write(home.resolve("secrets/log-key"), firstKey);
            if (!noteIsKept) {
                headOf(store, 1);
                try (Connection connection = store.dataSource().getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.execute("DELETE FROM log_key_rotation");
                    statement.execute("DELETE FROM checkpoint");
                }
            }
        }

        // when
        try (Store store = open()) {
            headOf(store, 1);

            // then
            assertThat(store.ledger().verifierKey()).isEqualTo(second);
            assertThat(store.ledger().rotations()).hasSize(1);
            assertThat(Rotations.follow(first, store.ledger().rotations())).isEqualTo(second);
        }
    }

    @Test
    void aCrashBeforeTheFactIsRecordedLeavesTheOldKeyAndTheNextRequestGoesOn() throws Exception {
        // given
        String first;
        String wanted;
        try (Store store = open()) {
            first = store.ledger().verifierKey();
            assertThatThrownBy(() -> store.ledger().rotate((from, to) -> {
                        throw new IllegalStateException("the record is away");
                    }))
                    .hasMessage("the record is away");
            wanted = new String(Files.readAllBytes(home.resolve("secrets/log-key.next")), StandardCharsets.UTF_8);
        }
        try (Store store = open()) {
            assertThat(store.ledger().verifierKey()).isEqualTo(first);
            assertThat(store.ledger().rotations()).isEmpty();

            // when
            store.ledger().rotate((from, to) -> record(store, from, to));

            // then
            assertThat(Files.readString(home.resolve("secrets/log-key"))).isEqualTo(wanted);
            assertThat(Rotations.follow(first, store.ledger().rotations()))
                    .isEqualTo(store.ledger().verifierKey());
        }
    }

    @Test
    void doesNotSignALogThatAnotherKeySigned() throws Exception {
        // given
        try (Store store = open()) {
            headOf(store, 0);
        }
        String origin = Files.readAllLines(home.resolve("secrets/log-key")).getFirst();
        Path other = SharedStore.newHome();
        try (Home another = Home.open(other)) {
            KeyRing.of(another, origin);
            Files.copy(
                    other.resolve("secrets/log-key"),
                    home.resolve("secrets/log-key"),
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            SharedStore.delete(other);
        }

        // then
        assertThatThrownBy(this::open)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not signed by the key of this home");
    }

    private Store open() {
        return Store.open(StoreSettings.embedded(home));
    }

    private void record(Store store, String from, String to) {
        store.engine()
                .appendEvents(new GenericDomainEventMessage<>(
                        "log", "log", sequence.getAndIncrement(), new LogKeyRotated(from, to, "ada")));
    }

    private static String headOf(Store store, long size) throws InterruptedException {
        Waiting.until(
                Duration.ofSeconds(30),
                () -> Checkpoint.parse(store.ledger().checkpoint()).size() >= size);
        return store.ledger().checkpoint();
    }
}
