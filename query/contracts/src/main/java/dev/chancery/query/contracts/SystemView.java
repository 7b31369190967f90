package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.AnnexEight;
import dev.chancery.contracts.fact.ImpactItems;
import dev.chancery.contracts.fact.Instructions;
import dev.chancery.contracts.fact.OversightAssignment;
import dev.chancery.contracts.fact.RiskEntry;
import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.query.contracts.UnclassifiedView.PartView;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An AI system: what is documented about it, by whom, when and where in the log.
 *
 * @param facts that it is classified by
 * @param outdated whether its class is older than its facts
 * @param parts those that were seen in use
 * @param missing what to do, in sentences
 * @param history its events in the order of the log
 */
public record SystemView(
        String system,
        SystemDescription description,
        SystemStatus status,
        MarkView registered,
        MarkView described,
        MarkView statusSince,
        SystemFacts facts,
        @Nullable AssessmentView screening,
        @Nullable AssessmentView use,
        @Nullable AssessmentView derogation,
        @Nullable ClassifiedView classified,
        boolean outdated,
        @Nullable ImpactView impact,
        List<RiskView> risks,
        List<OverseerView> overseers,
        @Nullable InstructedView instructions,
        List<FieldView> registration,
        List<EntryView> databaseEntries,
        List<PartView> parts,
        List<String> missing,
        List<HistoryView> history) {

    /** Who did something, when, and where in the log. */
    public record MarkView(long position, Instant at, String by) {}

    /** An assessment whose content is among the facts. */
    public record AssessmentView(int version, @Nullable String ruleSet, MarkView mark) {}

    /** A classification. */
    public record ClassifiedView(RiskVerdict verdict, String ruleSet, String digest, LocalDate on, MarkView mark) {}

    /** A fundamental rights impact assessment; {@code notified} is null while the authority was not. */
    public record ImpactView(
            int version,
            ImpactItems items,
            @Nullable String dataProtection,
            MarkView mark,
            @Nullable NotifiedView notified) {}

    /** Who was notified. */
    public record NotifiedView(String authority, LocalDate on, MarkView mark) {}

    /** A hazard. */
    public record RiskView(int version, RiskEntry entry, MarkView mark) {}

    /** An assignment of oversight; {@code relieved} is null while nobody ended it. */
    public record OverseerView(
            OversightAssignment assignment,
            boolean active,
            MarkView mark,
            @Nullable RelievedView relieved) {}

    /** The end of an assignment. */
    public record RelievedView(LocalDate on, String reason, MarkView mark) {}

    /** Instructions for use. */
    public record InstructedView(int version, Instructions instructions, MarkView mark) {}

    /** What is said under a point of Annex VIII. */
    public record FieldView(AnnexEight section, String point, String text, MarkView mark) {}

    /** An entry of the EU database. */
    public record EntryView(AnnexEight section, String number, LocalDate on, MarkView mark) {}

    /** An event. */
    public record HistoryView(long position, Instant at, String event, String by) {}
}
