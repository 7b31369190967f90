package dev.chancery.contracts.event;

import dev.chancery.contracts.fact.BiasBound;
import dev.chancery.contracts.fact.BiasBounds;
import dev.chancery.contracts.fact.BiasFacts;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasNoiseCount;
import dev.chancery.contracts.fact.BiasPairCount;
import dev.chancery.contracts.fact.BiasPairFacts;
import dev.chancery.contracts.fact.BiasRate;
import dev.chancery.contracts.fact.BiasResult;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.BiasSuite;
import dev.chancery.contracts.fact.SpecialCategoryConditions;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How decisions are looked at for bias. What concerns protected attributes is in the stream {@code bias/use/<use>}, what concerns
 * what decides in {@code bias/workflow/<id>} or {@code bias/system/<id>}. Attributes of persons are in none of them.
 */
public sealed interface BiasEvent extends Event {

    /**
     * From now on protected attributes may be taken in, to find bias: the record of Article 4a.
     *
     * @param purpose what is looked for, and in what
     * @param categories which protected attributes
     * @param responsible who answers for it: a role or a team
     * @param until when the retention ends
     * @param by who recorded it
     */
    record SpecialCategoryUsePermitted(
            String use,
            String purpose,
            List<String> categories,
            SpecialCategoryConditions conditions,
            String responsible,
            Instant until,
            String by)
            implements BiasEvent {
        public SpecialCategoryUsePermitted {
            categories = List.copyOf(categories);
        }
    }

    /** From now on nothing is taken in or read under this record. */
    record SpecialCategoryUseEnded(String use, String reason, String by) implements BiasEvent {}

    /**
     * Outcomes with protected attributes are taken in, to be kept apart from the record.
     *
     * @param name what people call it
     * @param subject whose outcomes they are
     * @param sha256 lower-case hex of the file
     * @param attributes names of the attributes
     * @param labelled whether it says what would have been right
     * @param scored whether it has scores
     * @param tasks how many rows belong to a task of the record
     * @param until when it is deleted
     * @param by who uploaded it
     */
    record BiasDatasetReceived(
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
            Instant until,
            String by)
            implements BiasEvent {
        public BiasDatasetReceived {
            attributes = List.copyOf(attributes);
        }
    }

    /**
     * Protected attributes are about to be read: the documentation of access of Article 4a(1)(c).
     *
     * @param attributes which
     * @param purpose what for; for a check its id
     * @param by for whom
     */
    record ProtectedAttributesAccessed(
            String use, String dataset, List<String> attributes, String purpose, Instant at, String by)
            implements BiasEvent {
        public ProtectedAttributesAccessed {
            attributes = List.copyOf(attributes);
        }
    }

    /**
     * Protected attributes were deleted and the key that they were sealed with was destroyed.
     *
     * @param rows how many
     * @param by who did it; {@code chancery} when the retention ended
     */
    record ProtectedAttributesDeleted(String use, String dataset, long rows, Cause cause, String reason, String by)
            implements BiasEvent {

        /** Who deletes when nobody does. */
        public static final String BY_ITSELF = "chancery";

        /** Why. */
        public enum Cause {
            /** The retention of its record ended. */
            RETENTION,
            /** A person deleted it. */
            PERSON,
            /** It could not be stored whole. */
            NOT_STORED
        }
    }

    /** From now on results beyond these bounds are found, in checks that give no others. */
    record BiasBoundsSet(BiasSubject subject, BiasBounds bounds, String reason, String by) implements BiasEvent {}

    /**
     * Groups were compared. What follows from it, findings, is in the same commit.
     *
     * @param facts what it was decided from
     * @param by who asked for it
     */
    record BiasChecked(String check, BiasFacts facts, List<BiasRate> rates, List<BiasResult> results, String by)
            implements BiasEvent {
        public BiasChecked {
            rates = List.copyOf(rates);
            results = List.copyOf(results);
        }
    }

    /**
     * From now on counterfactual prompts are sent for what decides.
     *
     * @param version 1 when it is defined first
     */
    record BiasSuiteDefined(BiasSuite suite, int version, String by) implements BiasEvent {}

    /**
     * The prompts of a suite are about to be sent: what came of it is {@link BiasPairsChecked} or {@link BiasPairsFailed}.
     *
     * @param version of the suite
     * @param prompts how many
     * @param by who asked for it; {@link ProtectedAttributesDeleted#BY_ITSELF} when its time had come
     */
    record BiasPairsStarted(
            String run, String suite, BiasSubject subject, int version, int prompts, Instant at, String by)
            implements BiasEvent {}

    /**
     * Answers to counterfactual prompts were compared. What follows from it, findings, is in the same commit.
     *
     * @param facts what it was decided from
     * @param noise none when no template has a paraphrase
     * @param undecided answers that belong to no pair
     */
    record BiasPairsChecked(
            String run,
            BiasPairFacts facts,
            List<BiasPairCount> counts,
            List<BiasNoiseCount> noise,
            long undecided,
            List<BiasResult> results,
            String by)
            implements BiasEvent {
        public BiasPairsChecked {
            counts = List.copyOf(counts);
            noise = List.copyOf(noise);
            results = List.copyOf(results);
        }
    }

    /** A run ended before all its prompts were answered, and says nothing. */
    record BiasPairsFailed(String run, String suite, BiasSubject subject, String reason) implements BiasEvent {}

    /**
     * A result was beyond its bound and significant.
     *
     * @param check that found it
     * @param owner who is to resolve it
     * @param due until when
     */
    record BiasFindingOpened(
            String finding,
            String check,
            BiasSubject subject,
            BiasMetric metric,
            String attribute,
            String group,
            double value,
            BiasBound bound,
            String owner,
            Instant due)
            implements BiasEvent {}

    /**
     * A person is done with a finding.
     *
     * @param check that shows it, null when none does
     */
    record BiasFindingClosed(
            String finding,
            BiasSubject subject,
            Outcome outcome,
            @Nullable String check,
            String reason,
            String by) implements BiasEvent {

        /** How. */
        public enum Outcome {
            /** The cause was removed. */
            RESOLVED,
            /** It stays, for the reason given. */
            ACCEPTED
        }
    }
}
