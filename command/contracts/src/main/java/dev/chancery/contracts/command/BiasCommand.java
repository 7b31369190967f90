package dev.chancery.contracts.command;

import dev.chancery.contracts.event.BiasEvent.BiasFindingClosed;
import dev.chancery.contracts.event.BiasEvent.ProtectedAttributesDeleted;
import dev.chancery.contracts.fact.BiasAnswer;
import dev.chancery.contracts.fact.BiasBounds;
import dev.chancery.contracts.fact.BiasFacts;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.BiasSuite;
import dev.chancery.contracts.fact.SpecialCategoryConditions;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is asked where decisions are looked at for bias. */
public sealed interface BiasCommand extends Command {

    /** What begins the names of all its streams. */
    String STREAMS = "bias/";

    /** About protected attributes. */
    sealed interface OfUse extends BiasCommand {

        String use();

        @Override
        default String target() {
            return STREAMS + "use/" + use();
        }
    }

    /** About what decides. */
    sealed interface OfSubject extends BiasCommand {

        BiasSubject subject();

        @Override
        default String target() {
            return stream(subject());
        }
    }

    /** The stream of what decides. */
    static String stream(BiasSubject subject) {
        return STREAMS + subject;
    }

    /** Permit protected attributes for a purpose. Fails when a condition is not answered, when the retention is over, and twice. */
    record PermitUse(
            String use,
            String purpose,
            List<String> categories,
            SpecialCategoryConditions conditions,
            String responsible,
            Instant until,
            Instant at,
            String by)
            implements OfUse {
        public PermitUse {
            categories = List.copyOf(categories);
        }
    }

    /** End a use. Fails when it is not in force. */
    record EndUse(String use, String reason, String by) implements OfUse {}

    /** Take a data set in. Fails when its use is not in force. */
    record ReceiveDataset(
            String dataset,
            String use,
            String name,
            BiasSubject subject,
            long rows,
            String sha256,
            List<String> attributes,
            boolean labelled,
            boolean scored,
            long tasks,
            Instant at,
            String by)
            implements OfUse {
        public ReceiveDataset {
            attributes = List.copyOf(attributes);
        }
    }

    /** Read attributes of a data set. Fails when its use is not in force, or it was deleted. */
    record AccessAttributes(String use, String dataset, List<String> attributes, String purpose, Instant at, String by)
            implements OfUse {
        public AccessAttributes {
            attributes = List.copyOf(attributes);
        }
    }

    /** Tell that a data set was deleted. Does nothing when that is known. */
    record DeleteAttributes(
            String use, String dataset, long rows, ProtectedAttributesDeleted.Cause cause, String reason, String by)
            implements OfUse {}

    /** Set the bounds that checks hold results against. */
    record SetBounds(BiasSubject subject, BiasBounds bounds, String reason, String by) implements OfSubject {}

    /**
     * Compare groups.
     *
     * @param facts but for the bounds and the findings that stand
     */
    record CheckBias(String check, BiasFacts facts, String by) implements OfSubject {
        @Override
        public BiasSubject subject() {
            return facts.subject();
        }
    }

    /** Define counterfactual prompts, in place of those of the same id. Fails while a run is under way. */
    record DefineSuite(BiasSuite suite, String by) implements OfSubject {
        @Override
        public BiasSubject subject() {
            return suite.subject();
        }
    }

    /**
     * Begin a run. The answer is its id. Fails while one is under way.
     *
     * @param scheduled whether its time is said to have come; fails when it has not
     */
    record StartPairs(BiasSubject subject, String suite, boolean scheduled, Instant at, String by)
            implements OfSubject {}

    /** Compare the answers of a run. Does nothing when it is not under way. */
    record CheckPairs(BiasSubject subject, String suite, String run, List<BiasAnswer> answers, Instant at)
            implements OfSubject {
        public CheckPairs {
            answers = List.copyOf(answers);
        }
    }

    /** End a run that cannot go on. Does nothing when it is not under way. */
    record FailPairs(BiasSubject subject, String suite, String run, String reason) implements OfSubject {}

    /** Be done with a finding. Fails when it is not open, or when the check that is to show it is none of the same subject. */
    record CloseFinding(
            BiasSubject subject,
            String finding,
            BiasFindingClosed.Outcome outcome,
            @Nullable String check,
            String reason,
            String by)
            implements OfSubject {}
}
