package dev.chancery.query.web;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.TaskId;
import java.util.function.UnaryOperator;

/** Opens the capsules that callers were given with held answers. */
@FunctionalInterface
public interface Unsealing {

    /**
     * Opens one.
     *
     * @return what puts its values into the task's released output
     * @throws Problem when it is not for this task and this agent, not any more, or no capsule
     */
    UnaryOperator<String> open(TaskId task, AgentId agent, String capsule);
}
