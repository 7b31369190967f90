package dev.chancery.folds.figure;

import dev.chancery.contracts.event.ContentEvent.ContentDisclosed;
import dev.chancery.contracts.event.ContentEvent.ContentExpired;
import dev.chancery.contracts.event.ErasureEvent.ErasureCompleted;
import dev.chancery.contracts.event.ExportEvent.ExportCompleted;
import dev.chancery.contracts.event.LogEvent.LogKeyRotated;
import dev.chancery.contracts.event.LogEvent.LogRestored;
import dev.chancery.contracts.event.ModelEvent.ModelVersionSeen;
import dev.chancery.contracts.event.TaskEvent.PersonalDataRedacted;
import dev.chancery.contracts.fact.Act;
import dev.chancery.folds.Acts;
import dev.chancery.folds.Step;
import java.util.List;

/** What was kept from the record, what was shown of it and erased, and whether it is whole. */
final class RecordFigures extends Computation {

    private static final String TEXTS = "texts";
    private static final String EVENTS = "events";

    private final Extent extent;
    private final Acts acts = new Acts();
    private final Tally<String> found = new Tally<>();
    private final Tally<Act> abandoned = new Tally<>();
    private long size;
    private long events;
    private long versions;
    private long erasures;
    private long erased;
    private long expired;
    private long disclosed;
    private long exports;
    private long keys;
    private long losses;
    private long lost;

    RecordFigures(FigureQuery query, Extent extent) {
        super(query);
        this.extent = extent;
    }

    @Override
    List<FoldVersion> folds() {
        return List.of(new FoldVersion("figures-record", 1), FoldVersion.of(acts));
    }

    @Override
    void take(Step step) {
        size++;
        if (!isInPeriod(step)) {
            return;
        }
        events++;
        for (Acts.Key key : acts.keys(step)) {
            if (acts.apply(key, null, step).phase() == Acts.Phase.ABANDONED) {
                abandoned.add(key.act(), 1);
            }
        }
        switch (step.recorded().event()) {
            case ModelVersionSeen ignored -> versions++;
            case PersonalDataRedacted e -> e.facts().found().forEach(type -> found.add(type.type(), type.count()));
            case ErasureCompleted e -> {
                erasures++;
                erased += e.erased().contents();
            }
            case ContentExpired e -> expired += e.erased().contents();
            case ContentDisclosed ignored -> disclosed++;
            case ExportCompleted ignored -> exports++;
            case LogKeyRotated ignored -> keys++;
            case LogRestored e -> {
                losses++;
                lost = Math.addExact(lost, e.knownSize() - e.size());
            }
            default -> {}
        }
    }

    @Override
    void tell(Sheet sheet) {
        sheet.count(Measure.MODEL_VERSIONS, "versions", versions);
        found.counts().forEach((type, count) -> sheet.count(Measure.REDACTIONS, "finds", count, "type", type));
        sheet.count(Measure.REDACTIONS_TOTAL, "finds", found.total());
        sheet.count(Measure.ERASURES, "erasures", erasures);
        sheet.count(Measure.CONTENTS_ERASED, TEXTS, erased);
        sheet.count(Measure.CONTENTS_EXPIRED, TEXTS, expired);
        sheet.count(Measure.DISCLOSURES, TEXTS, disclosed);
        sheet.count(Measure.EXPORTS, "packs", exports);
        for (Act act : Act.values()) {
            if (act != Act.EXPORT || extent.kind() == Extent.Kind.LOG) {
                sheet.count(Measure.ACTS_ABANDONED, "acts", abandoned.of(act), "act", act.name());
            }
        }
        sheet.count(Measure.LOG_EVENTS, EVENTS, events);
        sheet.count(Measure.LOG_SIZE, EVENTS, size);
        sheet.count(Measure.LOG_KEYS, "keys", keys);
        sheet.count(Measure.LOG_LOSSES, "losses", losses);
        sheet.count(Measure.LOG_LOST, EVENTS, lost);
    }
}
