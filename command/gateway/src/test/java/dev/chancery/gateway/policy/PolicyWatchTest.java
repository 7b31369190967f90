package dev.chancery.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.decisions.policy.Policy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyWatchTest {

    private static final Duration EVERY = Duration.ofMillis(20);

    @TempDir
    Path directory;

    private final BlockingQueue<PolicyBundle> told = new LinkedBlockingQueue<>();
    private PolicyWatch watch;

    @AfterEach
    void stop() {
        if (watch != null) {
            watch.close();
        }
    }

    @Test
    void tellsOfEachChangeGoodOrBad() throws Exception {
        // given
        write("currency: USD\n");
        watch = PolicyWatch.start(directory, PolicyBundle.read(directory), EVERY, told::add);
        // when
        write("currency: nonsense\n");
        // then
        assertThat(next()).isInstanceOf(PolicyBundle.Invalid.class);
        // when
        write("currency: EUR\n");
        // then
        assertThat(next())
                .isInstanceOfSatisfying(
                        PolicyBundle.Loaded.class,
                        l -> assertThat(l.policy().currency().getCurrencyCode()).isEqualTo("EUR"));
    }

    @Test
    void isSilentAboutAChangeThatChangesNothing() throws Exception {
        // given
        write("currency: USD\n");
        watch = PolicyWatch.start(directory, PolicyBundle.read(directory), EVERY, told::add);
        // when
        write("# only a comment\ncurrency: USD\n");
        write("currency: USD # and another\n");
        write("currency: CHF\n");
        // then
        assertThat(next())
                .isInstanceOfSatisfying(
                        PolicyBundle.Loaded.class,
                        l -> assertThat(l.policy().currency().getCurrencyCode()).isEqualTo("CHF"));
        assertThat(told).isEmpty();
    }

    @Test
    void doesNotTellOfABundleThatWasReplacedWhileItWasRead() throws Exception {
        // given a file that goes away in the moment in which it is read, and another that comes in its place
        write("currency: USD\n");
        PolicyBundle last = PolicyBundle.read(directory);
        AtomicInteger reads = new AtomicInteger();
        watch = PolicyWatch.start(directory, last, EVERY, told::add, from -> {
            if (reads.incrementAndGet() > 1) {
                return PolicyBundle.read(from);
            }
            try {
                Files.delete(directory.resolve("a.yaml"));
                PolicyBundle nothing = PolicyBundle.read(from);
                write("currency: CHF\n");
                return nothing;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        // then
        assertThat(next())
                .isInstanceOfSatisfying(
                        PolicyBundle.Loaded.class,
                        l -> assertThat(l.policy().currency().getCurrencyCode()).isEqualTo("CHF"));
        assertThat(told).isEmpty();
    }

    @Test
    void tellsAgainWhatCouldNotBeTakenUp() throws Exception {
        // given
        write("currency: USD\n");
        AtomicInteger calls = new AtomicInteger();
        watch = PolicyWatch.start(directory, PolicyBundle.read(directory), EVERY, bundle -> {
            if (calls.incrementAndGet() < 3) {
                throw new IllegalStateException("the record is away");
            }
            told.add(bundle);
        });
        // when
        write("currency: EUR\n");
        // then
        assertThat(next()).isInstanceOf(PolicyBundle.Loaded.class);
        assertThat(calls).hasValue(3);
    }

    @Test
    void findsVersionsInMemoryAndThenInTheRecord() throws Exception {
        // given
        Policy first = policy("USD");
        Policy second = policy("EUR");
        Policy recorded = policy("CHF");
        AtomicInteger asked = new AtomicInteger();
        ActivePolicies policies = new ActivePolicies(first, version -> {
            asked.incrementAndGet();
            return version.equals(recorded.version()) ? Optional.of(recorded) : Optional.empty();
        });
        // when
        policies.activate(second);
        // then
        assertThat(policies.current()).isEqualTo(second);
        assertThat(policies.version(first.version())).isEqualTo(first);
        assertThat(policies.version(recorded.version())).isEqualTo(recorded);
        assertThat(policies.version(recorded.version())).isEqualTo(recorded);
        assertThat(asked).hasValue(1);
        assertThat(policies.find(new PolicyVersion("unknown"))).isEmpty();
    }

    private Policy policy(String currency) throws IOException {
        write("currency: " + currency + "\n");
        return ((PolicyBundle.Loaded) PolicyBundle.read(directory)).policy();
    }

    private PolicyBundle next() throws InterruptedException {
        return told.poll(60, TimeUnit.SECONDS);
    }

    private void write(String yaml) throws IOException {
        Files.writeString(directory.resolve("a.yaml"), yaml);
    }
}
