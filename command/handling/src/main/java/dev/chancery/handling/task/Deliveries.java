package dev.chancery.handling.task;

import dev.chancery.contracts.command.RecordDeliveries;
import dev.chancery.contracts.command.TaskCommand.RecordDelivery;
import java.util.function.Supplier;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Repository;

/** Records what came of many deliveries in one unit of work, and so in one append; one each would cost several times that. */
final class Deliveries {

    private final Supplier<Repository<Task>> tasks;

    Deliveries(Supplier<Repository<Task>> tasks) {
        this.tasks = tasks;
    }

    @CommandHandler
    void record(RecordDeliveries command) {
        Repository<Task> repository = tasks.get();
        for (RecordDelivery delivery : command.deliveries()) {
            repository.load(delivery.target()).execute(task -> task.recordDelivery(delivery));
        }
    }
}
