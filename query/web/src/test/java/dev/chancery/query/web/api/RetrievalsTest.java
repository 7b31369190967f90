package dev.chancery.query.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetrievalsTest {

    private Instant now = Instant.EPOCH;
    private final Retrievals retrievals = new Retrievals(() -> now);

    @Test
    void permitsSoManyOfOneOutputInAMinute() {
        // given
        for (int i = 0; i < Retrievals.LIMIT; i++) {
            assertThat(retrievals.permits("a")).isTrue();
        }
        assertThat(retrievals.permits("a")).isFalse();
        assertThat(retrievals.permits("b")).isTrue();

        // when
        now = now.plusSeconds(60);

        // then
        assertThat(retrievals.permits("a")).isTrue();
    }
}
