package dev.chancery.contracts.command;

/** What is asked of the log. */
public sealed interface LogCommand extends Command {

    @Override
    default String target() {
        return "log";
    }

    /** Record that another key signs from now on. Does nothing when that is recorded. */
    record RotateLogKey(String from, String to, String by) implements LogCommand {}
}
