package dev.chancery.handling.price;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.PriceCommand;
import dev.chancery.contracts.command.PriceCommand.ImportPrices;
import dev.chancery.contracts.event.PriceEvent;
import dev.chancery.contracts.event.PriceEvent.PricesImported;
import dev.chancery.contracts.event.PriceEvent.PricesListed;
import dev.chancery.contracts.fact.PriceListFile;
import dev.chancery.contracts.fact.PricePart;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** The lists of one source that were taken in. */
final class PriceLists {

    private record Known(String sha256, LocalDate date) {

        static Known of(PriceListFile file) {
            return new Known(file.sha256(), file.date());
        }
    }

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private final List<Known> known = new ArrayList<>();

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    boolean take(ImportPrices command) {
        if (known.contains(Known.of(command.file()))) {
            return false;
        }
        apply(new PricesImported(command.file(), command.parts().size(), command.by()));
        int number = 0;
        for (PricePart part : command.parts()) {
            apply(new PricesListed(command.file().sha256(), ++number, part));
        }
        return true;
    }

    @EventSourcingHandler
    void on(PriceEvent event) {
        switch (event) {
            case PricesImported e -> {
                stream = PriceCommand.STREAM + e.file().source();
                known.add(Known.of(e.file()));
            }
            case PricesListed ignored -> {}
        }
    }
}
