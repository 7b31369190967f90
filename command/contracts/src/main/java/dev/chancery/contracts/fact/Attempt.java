package dev.chancery.contracts.fact;

/**
 * An attempt that failed.
 *
 * @param number counted from 1 over all deployments of the task
 */
public record Attempt(String deployment, int number, AttemptFailure failure) {}
