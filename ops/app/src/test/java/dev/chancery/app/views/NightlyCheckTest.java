package dev.chancery.app.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NightlyCheckTest {

    private Instant now = Instant.parse("2026-11-30T10:00:00Z");
    private final List<Instant> checks = new ArrayList<>();

    @Test
    void checksOnceANightWhateverTheClockDoes() {
        try (NightlyCheck check =
                new NightlyCheck(LocalTime.of(3, 0), ZoneOffset.UTC, () -> now, () -> checks.add(now))) {
            for (String time : List.of(
                    "2026-11-30T10:01:00Z",
                    "2026-12-01T02:59:30Z",
                    "2026-12-01T03:00:30Z",
                    "2026-12-01T03:01:30Z",
                    // set back by days, and on again
                    "2026-11-20T09:00:00Z",
                    "2026-11-21T03:00:10Z",
                    "2026-11-21T03:01:10Z")) {
                now = Instant.parse(time);
                check.look();
            }
        }
        assertThat(checks)
                .extracting(Instant::toString)
                .containsExactly("2026-12-01T03:00:30Z", "2026-11-21T03:00:10Z");
    }

    @Test
    void aCheckThatFailsDoesNotEndTheOthers() {
        try (NightlyCheck check = new NightlyCheck(LocalTime.of(3, 0), ZoneOffset.UTC, () -> now, () -> {
            checks.add(now);
            throw new IllegalStateException("no disk");
        })) {
            for (String time : List.of("2026-12-01T03:00:30Z", "2026-12-02T03:00:30Z")) {
                now = Instant.parse(time);
                check.look();
            }
        }
        assertThat(checks).hasSize(2);
    }

    @Test
    void theTimeIsATimeOfDayOrNever() {
        assertThat(new ViewsSettings("04:30").time()).contains(LocalTime.of(4, 30));
        assertThat(new ViewsSettings("never").time()).isEmpty();
        assertThatThrownBy(() -> new ViewsSettings("at night")).hasMessageContaining("chancery.views.check-at");
    }
}
