package dev.chancery.eventstore;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.eventstore.postgres.Durability;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurabilityDemandTest {

    @ParameterizedTest
    @ValueSource(strings = {"ignore_checksum_failure", "zero_damaged_pages"})
    void refusesAServerThatWouldServeWhatRotted(String setting) throws Exception {
        try (Connection connection = SharedStore.store().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            // given
            assertThatCode(() -> Durability.demand(connection)).doesNotThrowAnyException();
            // when
            statement.execute("SET " + setting + " = on");
            // then
            assertThatThrownBy(() -> Durability.demand(connection))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(setting + " = on");
            statement.execute("RESET " + setting);
        }
    }
}
