package dev.chancery.reports.document;

import static dev.chancery.reports.document.DocumentJson.map;

import dev.chancery.folds.AiSystems.AiSystem;
import dev.chancery.folds.Reviewers;
import dev.chancery.folds.dossier.Dossier;
import dev.chancery.folds.dossier.Gates;
import dev.chancery.folds.figure.Figure;
import dev.chancery.folds.figure.FigureSheet;
import dev.chancery.folds.figure.Measure;
import dev.chancery.reports.pack.Matter;
import dev.chancery.reports.pack.PackFile;
import dev.chancery.reports.pack.PackSubject;
import dev.chancery.verifier.pack.FigureClaim;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** How people oversee: what they decided and how long they had looked, gates and their moves, stops, calibration. */
final class OversightDocument implements Document {

    static final String NAME = "documents/oversight.json";

    /** What of the figures is of oversight. */
    private static final Set<Measure> MEASURES = EnumSet.of(
            Measure.REVIEWS,
            Measure.REVIEWS_APPROVED,
            Measure.REVIEWS_EDITED,
            Measure.REVIEWS_REJECTED,
            Measure.REVIEWS_UNSEEN,
            Measure.DWELL_MEDIAN,
            Measure.RUBBER_STAMPS,
            Measure.VERDICTS_PASSED,
            Measure.GATES_RAISED,
            Measure.GATES_LOWERED,
            Measure.GATES_LOWERED_BY_THEMSELVES,
            Measure.GATES_REFUSED,
            Measure.WORKFLOWS_BY_GATE,
            Measure.STOPS_PULLED);

    private record Assigned(String system, Object overseer) {}

    @Override
    public List<PackFile> write(PackSubject subject) {
        Dossier dossier = subject.dossier();
        List<Assigned> overseers = dossier.systems().values().stream()
                .flatMap(OversightDocument::overseers)
                .toList();
        return List.of(DocumentJson.of("oversight", "Human oversight", subject)
                .put(
                        "note",
                        "Figures are folds of events and are recomputed by 'chancery-verifier figures'. A decision under 5 seconds is a signal"
                                + " that somebody may not have looked, not proof of it.")
                .list(
                        "figures",
                        subject.figures(),
                        OversightDocument::figures,
                        "No figures were asked for. Ask for the pack with 'figures', a period, to have them here.")
                .put("dwellSpansMillis", Reviewers.SPANS)
                .list(
                        "reviewers",
                        dossier.reviewers().values(),
                        reviewer -> reviewer,
                        "No person has decided about an output or a call.")
                .list(
                        "calibration",
                        Matter.CALIBRATION,
                        dossier.calibration(),
                        each -> each,
                        "No case whose right decision was known before is on record. POST /api/calibration seeds one.")
                .list(
                        "gates",
                        Matter.GATES,
                        dossier.gates().values(),
                        OversightDocument::gates,
                        "No workflow is on record.")
                .list(
                        "stops",
                        Matter.STOPS,
                        dossier.stops(),
                        stop -> map(
                                "what", stop.event().getClass().getSimpleName(),
                                "event", stop.event(),
                                "at", stop.at(),
                                "position", stop.position()),
                        "No kill switch was pulled.")
                .list(
                        "overseers",
                        Matter.SYSTEMS,
                        overseers,
                        each -> each,
                        "Nobody is assigned to oversee a system, Art. 14 and 26(2). POST /api/systems/{id}/oversight assigns somebody.")
                .file(NAME, "Human oversight: decisions, gates, calibration"));
    }

    private static Stream<Assigned> overseers(AiSystem system) {
        return system.overseers().stream().map(overseer -> new Assigned(system.system(), overseer));
    }

    private static Map<String, Object> figures(FigureSheet sheet) {
        return map(
                "from", sheet.query().from(),
                "to", sheet.query().to(),
                "end", sheet.query().end(),
                "figures",
                        sheet.all().stream()
                                .filter(figure -> MEASURES.contains(figure.measure()))
                                .map(OversightDocument::figure)
                                .toList());
    }

    private static Map<String, Object> figure(Figure figure) {
        return map("title", figure.measure().title(), "figure", FigureClaim.of(figure));
    }

    private static Map<String, Object> gates(Gates.OfWorkflow gates) {
        return map(
                "workflow", gates.workflow(),
                "purpose", gates.purpose(),
                "firstGate", gates.first(),
                "gate", gates.gate(),
                "registeredAt", gates.registeredAt(),
                "registered", gates.registered(),
                "earlierMovesLeftOut", gates.leftOut() == 0 ? null : gates.leftOut(),
                "moves", gates.moves());
    }
}
