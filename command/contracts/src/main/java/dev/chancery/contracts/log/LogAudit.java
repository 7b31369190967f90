package dev.chancery.contracts.log;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Computes the whole tree again from the events and compares it with all that is kept of it. */
public interface LogAudit {

    /** How an audit stands. */
    enum State {
        NONE,
        RUNNING,
        /** Everything is as it was recorded. */
        EQUAL,
        /** Something is not; the findings say what. */
        DIFFERENT,
        /** It could not be finished. */
        FAILED
    }

    /**
     * An audit.
     *
     * @param position events looked at
     * @param size events to look at
     * @param findings what differs and where, the first {@value #FINDINGS}
     */
    record Status(
            State state,
            long position,
            long size,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            List<String> findings) {
        public Status {
            findings = List.copyOf(findings);
        }

        /** Before the first. */
        public static Status none() {
            return new Status(State.NONE, 0, 0, null, null, List.of());
        }
    }

    /** Most findings that are told. */
    int FINDINGS = 20;

    /**
     * Begins an audit in the background, unless one is running.
     *
     * @param repair whether stored roots of subtrees, which are derived, are put right where they differ; nothing else ever is
     */
    Status start(boolean repair);

    /** The running audit, or the last one. */
    Status status();
}
