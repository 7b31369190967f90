package dev.chancery.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.log.ProtectedAttributes;
import dev.chancery.contracts.log.ProtectedAttributes.Kept;
import dev.chancery.contracts.log.ProtectedAttributes.Row;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ProtectedAttributesTest {

    private static final Path HOME = SharedStore.newHome();
    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");
    private static final Instant LATER = Instant.parse("2026-12-29T10:00:00Z");

    private static Store store;
    private static ProtectedAttributes attributes;

    @BeforeAll
    static void open() {
        store = Store.open(StoreSettings.embedded(HOME));
        attributes = store.attributes();
    }

    @AfterAll
    static void close() {
        store.close();
        SharedStore.delete(HOME);
    }

    private static List<Row> rows(int number) {
        return LongStream.rangeClosed(1, number)
                .mapToObj(row -> new Row(
                        row, null, new TreeMap<>(Map.of("outcome", "granted", "attribute.sex", "intersex" + row))))
                .toList();
    }

    @Test
    void givesBackWhatItKeepsAndKeepsItSealed() throws SQLException {
        // when
        attributes.store("d-1", "u-1", LATER, rows(1_500));

        // then
        assertThat(attributes.read("d-1", NOW)).isEqualTo(rows(1_500));
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet all = statement.executeQuery(
                        "SELECT sealed FROM protected.entry WHERE dataset = 'd-1' ORDER BY number")) {
            int length = -1;
            while (all.next()) {
                byte[] sealed = all.getBytes(1);
                assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("intersex", "granted");
                assertThat(length).isIn(-1, sealed.length);
                length = sealed.length;
            }
        }
    }

    @Test
    void readsNothingOnceTheRetentionIsOver() {
        // given
        attributes.store("d-2", "u-2", LATER, rows(3));

        // then
        assertThat(attributes.read("d-2", LATER.minusMillis(1))).hasSize(3);
        assertThat(attributes.read("d-2", LATER)).isEmpty();
        assertThat(attributes.due(LATER)).extracting(Kept::dataset).contains("d-2");
        assertThat(attributes.due(NOW)).extracting(Kept::dataset).doesNotContain("d-2");
    }

    @Test
    void deletesRowsAndKeyAndKnowsHowManyUntilThatIsRecorded() {
        // given
        attributes.store("d-3", "u-3", LATER, rows(7));

        // when
        long deleted = attributes.delete("d-3");

        // then
        assertThat(deleted).isEqualTo(7);
        assertThat(attributes.read("d-3", NOW)).isEmpty();
        assertThat(attributes.delete("d-3")).isEqualTo(7);
        assertThat(attributes.due(NOW)).extracting(Kept::dataset).contains("d-3");
        attributes.forget("d-3");
        assertThat(attributes.of("u-3")).isEmpty();
    }

    @Test
    void noticesARowThatWasPutInAnothersPlace() throws SQLException {
        // given
        attributes.store("d-4", "u-4", LATER, rows(2));
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "UPDATE protected.entry SET sealed = (SELECT sealed FROM protected.entry WHERE dataset ="
                            + " 'd-4' AND number = 2) WHERE dataset = 'd-4' AND number = 1");
        }

        // then
        assertThatThrownBy(() -> attributes.read("d-4", NOW))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Row 1");
    }
}
