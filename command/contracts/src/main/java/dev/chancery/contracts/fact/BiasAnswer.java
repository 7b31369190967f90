package dev.chancery.contracts.fact;

import dev.chancery.contracts.TaskId;

/**
 * What was read in an answer.
 *
 * @param task that has the prompt and the answer
 */
public record BiasAnswer(BiasPrompt prompt, TaskId task, BiasReading reading) {}
