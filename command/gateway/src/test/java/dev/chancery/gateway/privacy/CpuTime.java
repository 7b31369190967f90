package dev.chancery.gateway.privacy;

import java.lang.management.ManagementFactory;

/** Processor time of the calling thread: what a busy machine cannot falsify. */
final class CpuTime {

    private CpuTime() {}

    static long millis(Runnable work) {
        var threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        work.run();
        return (threads.getCurrentThreadCpuTime() - start) / 1_000_000;
    }
}
