package dev.chancery.reports.replay;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.verifier.check.Evidence;
import dev.chancery.verifier.pack.Line;
import dev.chancery.verifier.pack.PackDefect;
import dev.chancery.verifier.pack.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** A period of the log itself, read in batches. Texts are not read. */
final class LogEvidence implements Evidence {

    private static final int BATCH = 1_000;

    private static final String POLICY = "policy";

    private final EventLog log;
    private final Period period;
    private final LongConsumer progress;

    /** @param progress is told of events that were read; what it throws ends the reading */
    LogEvidence(EventLog log, Period period, LongConsumer progress) {
        this.log = log;
        this.period = period;
        this.progress = progress;
    }

    @Override
    public void read(Consumer<Line.Disclosed> reader) {
        long next = period.from();
        while (next < period.to()) {
            List<StoredEvent> batch = log.read(next, (int) Math.min(BATCH, period.to() - next));
            if (batch.isEmpty()) {
                throw new IllegalStateException("The log ends at " + next + ", and had more before");
            }
            batch.forEach(event -> reader.accept(new Line.Disclosed(event)));
            next += batch.size();
            progress.accept(batch.size());
        }
    }

    @Override
    public byte[] policy(PolicyVersion version) {
        return document(log, version)
                .orElseThrow(() -> new PackDefect(
                        Verdict.UNVERIFIABLE, "The policy " + version + " was never put in force by this log."))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The document of a policy that is or was in force. */
    static Optional<String> document(EventLog log, PolicyVersion version) {
        for (StoredEvent stored : log.readStream(POLICY)) {
            if (log.decode(stored).event() instanceof PolicyActivated activated
                    && activated.version().equals(version)) {
                return Optional.of(activated.document());
            }
        }
        return Optional.empty();
    }

    @Override
    public List<StoredEvent> earlier(String stream) {
        return log.readStream(stream).stream()
                .filter(event -> event.position() < period.from())
                .toList();
    }

    @Override
    public boolean isEverything() {
        return true;
    }
}
