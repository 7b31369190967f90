package dev.chancery.contracts.command;

import dev.chancery.contracts.command.TaskCommand.RecordDelivery;
import java.util.List;

/** What came of several deliveries, in one commit: each is recorded in its own task's stream. */
public record RecordDeliveries(List<RecordDelivery> deliveries) implements Command {
    public RecordDeliveries {
        deliveries = List.copyOf(deliveries);
    }

    /** The stream of the first; this command has many. */
    @Override
    public String target() {
        return deliveries.getFirst().target();
    }
}
