package dev.chancery.reports.replay;

import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.reports.replay.ReplayStatus.State;
import dev.chancery.verifier.check.Replay;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays periods one after the other in the background. What came of the last {@value #REMEMBERED} is kept until the process ends; the same
 * can be asked for again. Thread-safe.
 */
public final class Replays implements AutoCloseable {

    /** So many may wait. */
    static final int WAITING = 8;

    private static final int REMEMBERED = 50;

    private static final Logger LOG = LoggerFactory.getLogger(Replays.class);

    private final EventLog log;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final ThreadPoolExecutor worker = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("replays").factory());

    public Replays(EventLog log) {
        this.log = log;
    }

    /**
     * Puts one in the queue.
     *
     * @throws RejectedExecutionException when too many wait
     */
    ReplayStatus request(Period period, String asker) {
        Job job = new Job(UUID.randomUUID().toString(), period, asker);
        synchronized (jobs) {
            worker.execute(job);
            jobs.put(job.id, job);
            var oldest = jobs.values().iterator();
            while (jobs.size() > REMEMBERED && oldest.hasNext()) {
                if (oldest.next().isOver()) {
                    oldest.remove();
                }
            }
        }
        return job.status();
    }

    Optional<ReplayStatus> status(String id) {
        return job(id).map(Job::status);
    }

    /** Those that are remembered, the newest first. */
    List<ReplayStatus> list() {
        List<Job> known;
        synchronized (jobs) {
            known = new ArrayList<>(jobs.values());
        }
        return known.reversed().stream().map(Job::status).toList();
    }

    /** Stops one that waits or runs, or forgets what came of one; whether there was one. */
    boolean delete(String id) {
        Optional<Job> job = job(id);
        job.ifPresent(known -> {
            if (known.cancel()) {
                worker.remove(known);
            } else {
                synchronized (jobs) {
                    jobs.remove(id);
                }
            }
        });
        return job.isPresent();
    }

    private Optional<Job> job(String id) {
        synchronized (jobs) {
            return Optional.ofNullable(jobs.get(id));
        }
    }

    @Override
    public void close() {
        synchronized (jobs) {
            jobs.values().forEach(Job::cancel);
        }
        worker.shutdownNow();
    }

    private final class Job implements Runnable {
        private final String id;
        private final Period period;
        private final String asker;
        private final AtomicLong done = new AtomicLong();
        private volatile State state = State.QUEUED;
        private volatile long started;
        private volatile long nanos;
        private volatile Replay.@Nullable Result result;
        private volatile @Nullable String failure;

        Job(String id, Period period, String asker) {
            this.id = id;
            this.period = period;
            this.asker = asker;
        }

        @Override
        public void run() {
            if (!moved(State.QUEUED, State.RUNNING)) {
                return;
            }
            try {
                result = Replay.replay(new LogEvidence(log, period, this::progress), executed -> {});
                nanos = System.nanoTime() - started;
                moved(State.RUNNING, State.DONE);
            } catch (CancellationException e) {
                LOG.atInfo().addKeyValue("replay", id).log("A replay was cancelled");
            } catch (IOException | RuntimeException e) {
                failed(e);
            } catch (Error e) {
                failed(e);
                throw e;
            }
        }

        private void failed(Throwable e) {
            failure = e instanceof RecordUnavailable
                    ? "The record could not be read. Ask again."
                    : "It could not be made; the server's log says why.";
            moved(State.RUNNING, State.FAILED);
            LOG.atError().setCause(e).addKeyValue("replay", id).log("A period could not be replayed");
        }

        private synchronized boolean moved(State from, State to) {
            if (state != from) {
                return false;
            }
            started = to == State.RUNNING ? System.nanoTime() : started;
            state = to;
            return true;
        }

        private void progress(long more) {
            done.addAndGet(more);
            if (state == State.CANCELLED) {
                throw new CancellationException();
            }
        }

        /** Whether it could still be. */
        boolean cancel() {
            return moved(State.QUEUED, State.CANCELLED) || moved(State.RUNNING, State.CANCELLED);
        }

        boolean isOver() {
            return state != State.QUEUED && state != State.RUNNING;
        }

        ReplayStatus status() {
            State now = state;
            Replay.Result found = now == State.DONE ? result : null;
            double progress = found != null ? 1 : Math.min(0.99, (double) done.get() / period.events());
            return new ReplayStatus(
                    id,
                    now,
                    asker,
                    period.from(),
                    period.to(),
                    period.quarter(),
                    progress,
                    now == State.RUNNING ? remaining(progress) : null,
                    found == null ? null : verdict(found),
                    found == null ? null : (Long) Math.round(found.decisions() * 1e9 / Math.max(1, nanos)),
                    found,
                    now == State.FAILED ? failure : null);
        }

        private @Nullable Long remaining(double progress) {
            double elapsed = (System.nanoTime() - started) / 1e9;
            return progress == 0 ? null : Math.round(Math.ceil(elapsed * (1 - progress) / progress));
        }
    }

    private static String verdict(Replay.Result result) {
        if (result.different() > 0) {
            return "DIFFERENT";
        }
        return result.isWhole() ? "SAME" : "SAME_IN_PART";
    }
}
