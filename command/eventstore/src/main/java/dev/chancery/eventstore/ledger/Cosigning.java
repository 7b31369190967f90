package dev.chancery.eventstore.ledger;

import dev.chancery.contracts.log.LogStatus.WitnessStatus;
import dev.chancery.record.note.Checkpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Gathers the cosignatures of witnesses, each of which has a thread of its own that nobody waits for. All are asked for the same
 * head, or no head would ever have enough: the next comes when all have answered, or the slow have had their time.
 */
final class Cosigning implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Cosigning.class);

    /** A head waits so long for the last witnesses once it has enough, and so long when it has not. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final List<Asked> witnesses = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final int quorum;
    private final Consumer<String> keep;
    private final Consumer<WitnessClient.Contradiction> contradicted;

    private @Nullable Head offered;
    private @Nullable Head current;
    private @Nullable String cosigned;
    private boolean closed;

    /** A head and the cosignatures that it has. */
    private static final class Head {
        private final String note;
        private final long size;
        private final long since = System.nanoTime();
        private final List<String> lines = new ArrayList<>();

        Head(String note) {
            this.note = note;
            this.size = Checkpoint.parse(note).size();
        }

        String cosigned() {
            return note + String.join("", lines);
        }

        boolean isOlderThan(Duration age) {
            return System.nanoTime() - since > age.toNanos();
        }
    }

    /** A witness and how it answers. */
    private static final class Asked {
        private final WitnessClient client;
        private @Nullable Head signed;
        private @Nullable Head tried;
        private long notBefore = System.nanoTime();
        private Duration pause = FIRST_PAUSE;
        private long cosignatures;
        private long failures;
        private @Nullable Instant signedAt;
        private @Nullable String error;

        Asked(WitnessClient client) {
            this.client = client;
        }

        WitnessStatus status() {
            return new WitnessStatus(
                    client.name(),
                    cosignatures,
                    failures,
                    signed == null ? null : signed.size,
                    signedAt,
                    error,
                    client.uncompared());
        }
    }

    /**
     * @param kept the newest head with enough cosignatures of an earlier time
     * @param keep is given each newer one
     * @param contradicted is told when a witness proves that the log is not as it was; that witness is asked no more
     */
    Cosigning(
            List<WitnessClient> clients,
            int quorum,
            Optional<String> kept,
            Consumer<String> keep,
            Consumer<WitnessClient.Contradiction> contradicted) {
        this.quorum = quorum;
        this.contradicted = contradicted;
        this.cosigned = kept.orElse(null);
        this.keep = keep;
        clients.forEach(client -> witnesses.add(new Asked(client)));
        witnesses.forEach(
                witness -> threads.add(Thread.ofVirtual().name("witness-").start(() -> ask(witness))));
    }

    /** A new head is there. */
    synchronized void offer(String note) {
        offered = new Head(note);
        goOn();
    }

    /** A head with the cosignatures that it has by now. */
    synchronized String withCosignatures(String note) {
        return current != null && current.note.equals(note) ? current.cosigned() : note;
    }

    /** The newest head with enough cosignatures. */
    synchronized Optional<String> cosigned() {
        return Optional.ofNullable(cosigned);
    }

    /** Waits for a head of at least a size with enough cosignatures; all witnesses are asked again at once. */
    synchronized Optional<String> await(long size, Duration atMost) throws InterruptedException {
        witnesses.forEach(witness -> witness.notBefore = System.nanoTime());
        notifyAll();
        long end = System.nanoTime() + atMost.toNanos();
        while (cosigned == null || Checkpoint.parse(cosigned).size() < size) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0 || closed) {
                return Optional.empty();
            }
            wait(Math.min(left, GRACE.toMillis()));
            goOn();
        }
        return Optional.of(cosigned);
    }

    synchronized List<WitnessStatus> status() {
        return witnesses.stream().map(Asked::status).toList();
    }

    /** The next head, if it is its turn. */
    private void goOn() {
        Head now = current;
        Head next = offered;
        boolean over = now == null
                || witnesses.stream().allMatch(w -> w.tried == now)
                || now.isOlderThan(now.lines.size() >= quorum ? GRACE : PATIENCE);
        if (next != null && (now == null || (over && next.size > now.size))) {
            current = next;
            notifyAll();
        }
    }

    private void ask(Asked witness) {
        try {
            for (Head head = next(witness); head != null; head = next(witness)) {
                WitnessClient.Answer answer = witness.client.cosign(head.note, head.size);
                String enough = take(witness, head, answer);
                if (answer instanceof WitnessClient.Answer.Contradicted proof) {
                    contradicted.accept(proof.what());
                    return;
                }
                if (enough != null) {
                    keepQuietly(enough);
                }
            }
        } catch (InterruptedException e) {
            // The ledger is being closed.
        }
    }

    private synchronized @Nullable Head next(Asked witness) throws InterruptedException {
        while (!closed) {
            goOn();
            long pause = TimeUnit.NANOSECONDS.toMillis(witness.notBefore - System.nanoTime());
            if (current != null && witness.signed != current && pause <= 0) {
                return current;
            }
            wait(Math.clamp(pause, 1, GRACE.toMillis()));
        }
        return null;
    }

    /** The head, when this cosignature is the one that makes enough, or one more. */
    private synchronized @Nullable String take(Asked witness, Head head, WitnessClient.Answer answer) {
        witness.tried = head;
        String enough = null;
        switch (answer) {
            case WitnessClient.Answer.Cosigned given -> {
                head.lines.add(given.line());
                witness.signed = head;
                witness.signedAt = Instant.ofEpochSecond(given.seconds());
                witness.cosignatures++;
                witness.error = null;
                witness.pause = FIRST_PAUSE;
                boolean newest = cosigned == null || Checkpoint.parse(cosigned).size() <= head.size;
                if (head.lines.size() >= quorum && newest) {
                    cosigned = head.cosigned();
                    enough = cosigned;
                }
            }
            case WitnessClient.Answer.Failed failed -> {
                String why = failed.why();
                if (!why.equals(witness.error) && !closed) {
                    LOG.atLevel(failed.doubtful() ? Level.ERROR : Level.WARN)
                            .addKeyValue("witness", witness.client.name())
                            .addKeyValue("why", why)
                            .log("A witness does not cosign");
                }
                witness.error = why;
                witness.failures++;
                witness.notBefore = System.nanoTime() + witness.pause.toNanos();
                Duration longer = witness.pause.multipliedBy(2);
                witness.pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
            }
            case WitnessClient.Answer.Contradicted proof ->
                witness.error = proof.what().why();
        }
        goOn();
        notifyAll();
        return enough;
    }

    private void keepQuietly(String note) {
        try {
            keep.accept(note);
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("A cosigned head could not be kept; the next one will be");
        }
    }

    /** Asks nobody any more; what is being asked is left to end. */
    synchronized void end() {
        closed = true;
        notifyAll();
    }

    /** Waits for the last answers, which are short or aborted. An interrupt would cost the database's connections. */
    @Override
    public void close() {
        end();
        try {
            for (Thread thread : threads) {
                thread.join(PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
