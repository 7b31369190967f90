package dev.chancery.verifier.check;

import dev.chancery.contracts.event.Event;
import dev.chancery.record.EventCodec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision that does not come out as it was recorded.
 *
 * @param position of the recorded event
 * @param stream that it is in
 * @param decision its kind
 * @param event stored name of the recorded event
 * @param instead stored name of the event that has to be there; null when none has to, and where the event is right but stands wrongly
 * @param fields in which they differ
 * @param why for people
 */
public record Difference(
        long position,
        String stream,
        String decision,
        String event,
        @Nullable String instead,
        List<FieldDifference> fields,
        String why) {
    public Difference {
        fields = List.copyOf(fields);
    }

    /** A recorded event and the one that follows from the policy, null for none. */
    static Difference of(
            EventCodec codec,
            long position,
            String stream,
            String decision,
            Event recorded,
            @Nullable Event recomputed) {
        String name = codec.nameOf(recorded).name();
        byte[] then = codec.encode(recorded);
        if (recomputed == null) {
            return new Difference(
                    position,
                    stream,
                    decision,
                    name,
                    null,
                    FieldDifference.whole(then, null),
                    "Nothing that stands before it leads to this event.");
        }
        String other = codec.nameOf(recomputed).name();
        byte[] now = codec.encode(recomputed);
        return other.equals(name)
                ? new Difference(
                        position,
                        stream,
                        decision,
                        name,
                        other,
                        FieldDifference.between(then, now),
                        "The same event follows, with other values.")
                : new Difference(
                        position,
                        stream,
                        decision,
                        name,
                        other,
                        FieldDifference.whole(then, now),
                        "Another event follows.");
    }

    /** For people, in one line. */
    public String sentence() {
        StringBuilder said = new StringBuilder("Position " + position + ", " + stream + ", " + decision + ": recorded "
                + event + (instead == null || instead.equals(event) ? "" : "; recomputed " + instead) + ". " + why);
        fields.forEach(field -> said.append("\n      ").append(field.sentence()));
        return said.toString();
    }
}
