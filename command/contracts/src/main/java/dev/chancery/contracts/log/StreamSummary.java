package dev.chancery.contracts.log;

import dev.chancery.contracts.event.Event;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A few events that tell what a long stream has come to: applied to a new aggregate in this order, they make it what the
 * whole stream makes it. Kept beside the record to load long streams fast, in the form that the record itself has, so an
 * older one is read by the same codec. Derived, and ignored when its revision is another.
 *
 * @param events of the stream; nothing but the state counts, so most of the stream is not there
 */
public record StreamSummary(List<Event> events) {

    /** Grows when any aggregate would tell its state by other events. */
    public static final int REVISION = 2;

    public StreamSummary {
        events = List.copyOf(events);
    }

    /** Of the events that there were; what never happened is null. */
    public static StreamSummary of(@Nullable Event... last) {
        return new StreamSummary(Stream.of(last).flatMap(Stream::ofNullable).toList());
    }

    /** An aggregate that can tell its state so. */
    public interface Source {

        /** Its state now. */
        StreamSummary summary();
    }
}
