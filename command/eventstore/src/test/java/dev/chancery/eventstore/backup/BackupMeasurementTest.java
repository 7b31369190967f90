package dev.chancery.eventstore.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.TaskCommand.RecordToolOutcome;
import dev.chancery.contracts.event.ToolEvent.ToolCallCompleted;
import dev.chancery.contracts.event.ToolEvent.ToolCallFailed;
import dev.chancery.contracts.log.Content;
import dev.chancery.eventstore.Store;
import dev.chancery.eventstore.StoreSettings;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a backup and a restore take. So many events of about 500 bytes, a content of as much with each sixth: 20,000 by default,
 * {@code -Dchancery.backup.events=1000000} for figures that mean something.
 */
class BackupMeasurementTest {

    private static final Logger LOG = LoggerFactory.getLogger(BackupMeasurementTest.class);
    private static final int EVENTS = Integer.getInteger("chancery.backup.events", 20_000);
    private static final int WRITERS = 16;
    private static final int IN_A_TASK = 6;
    private static final String TEXT = "x".repeat(450);

    /** What no run may need more of than a hundredth of its backup, or this. */
    private static final long FLAT = 256L << 20;

    @TempDir
    private Path directory;

    @Test
    void backsUpAndRestoresInFlatMemory() throws Exception {
        // given
        Path home = directory.resolve("home");
        long size = write(home);
        HomeBackup running = new HomeBackup(home, null);
        Path to = directory.resolve("backup");

        // when
        List<Backup.Report> written = new ArrayList<>();
        long peak = measured("backup", size, () -> written.add(running.to(to, null, Progress.SILENT)));
        measured("backup without news", size, () -> written.add(running.to(to, null, Progress.SILENT)));
        Restore restore = new Restore(to, null, List.of(), Restore.Until.THE_END, Progress.SILENT);
        measured("check", size, () -> assertThat(restore.check().events()).isEqualTo(size));
        HomeBackup fresh = new HomeBackup(directory.resolve("new"), null);
        long restorePeak = measured(
                "restore",
                size,
                () -> assertThat(fresh.from(to, restore, null).contents()).isEqualTo(size / IN_A_TASK));

        // then
        assertThat(written.getFirst().events()).isEqualTo(size);
        assertThat(written.getLast().events()).isZero();
        LOG.info("{} events are {} bytes of backup", size, written.getFirst().bytes());
        assertThat(Math.max(peak, restorePeak)).isLessThan(FLAT);
    }

    private static long measured(String what, long events, Runnable work) {
        List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
        System.gc();
        heap.forEach(MemoryPoolMXBean::resetPeakUsage);
        long started = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - started) / 1e9;
        long peak =
                heap.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        LOG.info("{}: {} s, {} events/s, peak heap {} MB", what, seconds, Math.round(events / seconds), peak >> 20);
        return peak;
    }

    private static long write(Path home) throws Exception {
        try (Store store = Store.open(StoreSettings.embedded(home));
                ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
            int tasks = EVENTS / IN_A_TASK;
            List<Future<?>> done = new ArrayList<>();
            for (int w = 0; w < WRITERS; w++) {
                int first = w;
                done.add(writers.submit(() -> {
                    for (int task = first; task < tasks; task += WRITERS) {
                        append(store);
                    }
                }));
            }
            for (Future<?> writer : done) {
                writer.get();
            }
            return store.log().size();
        }
    }

    private static void append(Store store) {
        String task = UUID.randomUUID().toString();
        Content content = Content.of(new ContentId(task), new byte[Content.SALT_BYTES], TEXT);
        List<DomainEventMessage<?>> events = new ArrayList<>();
        events.add(new GenericDomainEventMessage<>(
                "task", "task/" + task, 0, new ToolCallCompleted(content.ref(), false, 1, null)));
        for (int i = 1; i < IN_A_TASK; i++) {
            events.add(new GenericDomainEventMessage<>("task", "task/" + task, i, new ToolCallFailed(TEXT, i, null)));
        }
        DefaultUnitOfWork<?> work = DefaultUnitOfWork.startAndGet(new GenericCommandMessage<>(
                new RecordToolOutcome(new TaskId(task), content, false, null, true, 1, null, null), Map.of()));
        store.engine().appendEvents(events);
        work.commit();
    }
}
