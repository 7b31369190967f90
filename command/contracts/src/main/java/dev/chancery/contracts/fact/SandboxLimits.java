package dev.chancery.contracts.fact;

/**
 * What a sandbox may use.
 *
 * @param memory of each process, in MiB
 * @param processes and threads, together
 * @param seconds from its opening to its end, and of processor time of each process
 * @param disk of the work directory, and the largest file anywhere, in MiB
 */
public record SandboxLimits(int memory, int processes, int seconds, int disk) {}
