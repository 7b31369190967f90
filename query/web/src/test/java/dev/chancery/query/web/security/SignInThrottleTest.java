package dev.chancery.query.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignInThrottleTest {

    private Instant now = Instant.parse("2026-11-30T12:00:00Z");
    private final SignInThrottle throttle = new SignInThrottle(() -> now);

    @Test
    void eachFailurePastTheFreeOnesDoublesThePauseUpToALimit() {
        // given
        fail(SignInThrottle.FREE_PER_USER - 1, "a", "ann");
        assertThat(throttle.pause("a", "ann")).isZero();

        // then
        for (int n = 0; n < 9; n++) {
            throttle.failed("a", "ANN");
            assertThat(throttle.pause("a", "ann")).isEqualTo(Duration.ofSeconds(1L << n));
        }
        fail(10, "a", "ann");
        assertThat(throttle.pause("a", "ann")).isEqualTo(SignInThrottle.LONGEST);
    }

    @Test
    void othersAreNotHeldUp() {
        // given
        fail(10, "a", "ann");

        // then
        assertThat(throttle.pause("b", "ann")).isZero();
        assertThat(throttle.pause("a", "bob")).isZero();
    }

    @Test
    void anAddressThatTriesManyNamesHasToWaitForAllOfThem() {
        // given
        for (int n = 0; n < SignInThrottle.FREE_PER_ADDRESS; n++) {
            throttle.failed("a", "user" + n);
        }

        // then
        assertThat(throttle.pause("a", "somebody else")).isPositive();
    }

    @Test
    void aSignInOrALongSilenceForgets() {
        // given
        fail(6, "a", "ann");
        throttle.succeeded("a", "ann");
        assertThat(throttle.pause("a", "ann")).isZero();

        // when
        fail(6, "b", "ann");
        now = now.plus(SignInThrottle.LONGEST).plusSeconds(60);
        throttle.failed("b", "ann");

        // then
        assertThat(throttle.pause("b", "ann")).isZero();
    }

    private void fail(int times, String address, String user) {
        for (int n = 0; n < times; n++) {
            throttle.failed(address, user);
        }
    }
}
