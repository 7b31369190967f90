package dev.chancery.contracts.event;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.fact.Confinement;
import dev.chancery.contracts.fact.FileChange;
import dev.chancery.contracts.fact.LimitMeans;
import dev.chancery.contracts.fact.NetworkUse;
import dev.chancery.contracts.fact.SandboxEnd;
import dev.chancery.contracts.fact.SandboxLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sandbox in which a program runs for one call of a tool; in the stream of its task. */
public sealed interface SandboxEvent extends Event {

    /**
     * A program is about to be started: the intent of it.
     *
     * @param policy the version that says what it is granted; another than the task's when the call waited for a person
     * @param server whose program it is, as the policy names it
     * @param command with its arguments
     * @param read paths that it may read
     * @param write paths that it may read and write
     * @param environment names of the variables that the policy gives it
     * @param limits null when the policy sets none
     * @param network hosts and ports that it may reach, by Chancery's proxy only; null for none, and where nothing confines it
     */
    record SandboxOpened(
            PolicyVersion policy,
            String server,
            List<String> command,
            Confinement confinement,
            LimitMeans limitsBy,
            List<String> read,
            List<String> write,
            List<String> environment,
            @Nullable SandboxLimits limits,
            @Nullable List<String> network)
            implements SandboxEvent {
        public SandboxOpened {
            command = List.copyOf(command);
            read = List.copyOf(read);
            write = List.copyOf(write);
            environment = List.copyOf(environment);
            network = network == null ? null : List.copyOf(network);
        }
    }

    /**
     * The program and all that it started have ended, and its work directory is gone.
     *
     * @param exit of the program, 128 and the number of the signal that ended it; null when it was not started
     * @param changes in its work directory and in the paths that it could write to, in the order of their names
     * @param leftOut how many more there were
     * @param unseen why not all of them are known, null when they are
     * @param network what it asked for of the network, null when it was granted none
     */
    record SandboxClosed(
            Confinement confinement,
            SandboxEnd end,
            @Nullable Integer exit,
            long millis,
            List<FileChange> changes,
            int leftOut,
            @Nullable String unseen,
            @Nullable NetworkUse network)
            implements SandboxEvent {
        public SandboxClosed {
            changes = List.copyOf(changes);
        }
    }
}
