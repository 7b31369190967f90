package dev.chancery.eventstore;

import static dev.chancery.eventstore.Events.events;
import static dev.chancery.eventstore.Events.newStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.log.LogAudit;
import dev.chancery.contracts.log.LogAudit.State;
import dev.chancery.contracts.log.LogTiles;
import dev.chancery.eventstore.ledger.LedgerSettings;
import dev.chancery.eventstore.ledger.WitnessSettings;
import dev.chancery.record.merkle.Merkle;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tree as it is kept, computed again from the events, and given out in tiles. */
class TreeAuditTest {

    private static final int EVENTS = 1_000;

    private final Path home = SharedStore.newHome();
    private Store store;

    @BeforeEach
    void fill() throws Exception {
        store = Store.open(StoreSettings.embedded(home));
        store.engine().appendEvents(events(newStream(), 0, EVENTS));
        Waiting.until(Duration.ofSeconds(30), () -> {
            store.ledger().checkpoint();
            return store.ledger().get().size() == EVENTS;
        });
    }

    @AfterEach
    void deleteHome() {
        store.close();
        SharedStore.delete(home);
    }

    @Test
    void findsEverythingAsItWasRecorded() throws Exception {
        assertThat(audit(false)).satisfies(audit -> {
            assertThat(audit.findings()).isEmpty();
            assertThat(audit.state()).isEqualTo(State.EQUAL);
            assertThat(audit.position()).isEqualTo(EVENTS);
        });
    }

    @Test
    void saysWhichEventWasChangedAndDoesNotStartOnItWhenToldToLook() throws Exception {
        // given
        execute("UPDATE event SET payload = payload || ' '::bytea WHERE position = 417");

        // when
        LogAudit.Status audit = audit(true);

        // then
        assertThat(audit.state()).isEqualTo(State.DIFFERENT);
        assertThat(audit.findings().getFirst())
                .isEqualTo("The event at 417 is not the one whose hash was stored with it");
        assertThat(audit.findings()).anyMatch(f -> f.contains("the newest signed head"));
        assertThat(audit.findings()).anyMatch(f -> f.contains("frontier"));
        store.close();
        assertThatThrownBy(() -> Store.open(
                        StoreSettings.embedded(home),
                        new LedgerSettings(List.of(), 0, null, true),
                        WitnessSettings.none()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("417");
    }

    @Test
    void rebuildsTheStoredSubtreesToTheSame() throws Exception {
        // given
        List<String> before = subtrees();
        byte[] root = store.ledger().root(EVENTS);
        execute("UPDATE subtree SET hash = sha256(hash) WHERE index = 1");
        execute("DELETE FROM subtree WHERE index = 0");

        // when and then
        assertThat(audit(false).findings())
                .satisfiesExactly(
                        first -> assertThat(first).contains("events 0 to 255", "missing"),
                        second -> assertThat(second).contains("events 256 to 511", "wrong"));
        assertThat(audit(true).state()).isEqualTo(State.EQUAL);
        assertThat(subtrees()).isEqualTo(before).hasSize(3);

        // and when there is none
        execute("TRUNCATE subtree");
        assertThat(store.ledger().root(EVENTS)).isEqualTo(root);
        store.close();
        store = Store.open(StoreSettings.embedded(home));
        assertThat(subtrees()).isEqualTo(before);
    }

    @Test
    void givesOutTilesFromWhichTheSignedRootFollows() throws Exception {
        // given
        LogTiles tiles = store.ledger();
        List<byte[]> leaves = new ArrayList<>();
        for (int index = 0; index < 4; index++) {
            int width = Math.min(LogTiles.WIDTH, EVENTS - index * LogTiles.WIDTH);
            split(tiles.hashes(0, index, width).orElseThrow(), leaves);
            assertThat(hashed(tiles.entries(index, width).orElseThrow()))
                    .containsExactlyElementsOf(leaves.subList(index * LogTiles.WIDTH, index * LogTiles.WIDTH + width));
        }

        // then
        assertThat(Merkle.root(leaves)).isEqualTo(store.ledger().root(EVENTS));
        List<byte[]> above = new ArrayList<>();
        split(tiles.hashes(1, 0, 3).orElseThrow(), above);
        assertThat(above.get(1)).isEqualTo(Merkle.root(leaves.subList(256, 512)));
        assertThat(tiles.hashes(0, 3, EVENTS - 3 * 256 + 1)).isEmpty();
        assertThat(tiles.hashes(1, 0, 4)).isEmpty();
        assertThat(tiles.hashes(2, 0, 1)).isEmpty();
        assertThat(tiles.hashes(63, 0, 1)).isEmpty();
        assertThat(tiles.hashes(0, Long.MAX_VALUE / 2, 256)).isEmpty();
        assertThat(tiles.entries(4, 1)).isEmpty();
    }

    private static void split(byte[] tile, List<byte[]> hashes) {
        for (ByteBuffer in = ByteBuffer.wrap(tile); in.hasRemaining(); ) {
            byte[] hash = new byte[32];
            in.get(hash);
            hashes.add(hash);
        }
    }

    private static List<byte[]> hashed(byte[] bundle) throws Exception {
        List<byte[]> hashes = new ArrayList<>();
        for (ByteBuffer in = ByteBuffer.wrap(bundle); in.hasRemaining(); ) {
            byte[] entry = new byte[Short.toUnsignedInt(in.getShort())];
            in.get(entry);
            ByteArrayOutputStream leaf = new ByteArrayOutputStream();
            leaf.write(0);
            leaf.write(entry);
            hashes.add(MessageDigest.getInstance("SHA-256").digest(leaf.toByteArray()));
        }
        return hashes;
    }

    private LogAudit.Status audit(boolean repair) throws InterruptedException {
        store.audit().start(repair);
        Waiting.until(Duration.ofSeconds(30), () -> store.audit().status().state() != State.RUNNING);
        return store.audit().status();
    }

    private List<String> subtrees() throws Exception {
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT level || '/' || index || '/' || encode(hash, 'hex') FROM subtree ORDER BY level, index")) {
            List<String> all = new ArrayList<>();
            while (row.next()) {
                all.add(row.getString(1));
            }
            return all;
        }
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
