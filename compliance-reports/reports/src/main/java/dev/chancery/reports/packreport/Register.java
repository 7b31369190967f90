package dev.chancery.reports.packreport;

import dev.chancery.contracts.fact.ControlState;
import dev.chancery.contracts.fact.LegalDuty;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.folds.AiSystems.AiSystem;
import dev.chancery.folds.AiSystems.Classified;
import dev.chancery.folds.AiSystems.Impact;
import dev.chancery.folds.figure.Measure;
import dev.chancery.query.contracts.ControlsView.ControlView;
import dev.chancery.query.contracts.ControlsView.SystemControls;
import dev.chancery.reports.document.RecordDocuments;
import dev.chancery.reports.pack.Matter;
import dev.chancery.reports.print.Block;
import dev.chancery.reports.print.Block.Cell;
import dev.chancery.reports.print.Block.Column;
import dev.chancery.reports.print.Block.Note;
import dev.chancery.reports.print.Block.Paragraph;
import dev.chancery.reports.print.Block.Table;
import dev.chancery.reports.print.PrintDocument.Section;
import dev.chancery.reports.print.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The register of AI systems, and what the law asks of them. */
final class Register {

    private static final int MOST_SYSTEMS = 40;
    private static final int MOST_CONTROLS = 80;
    private static final int MOST_REASONS = 3;
    private static final int MOST_POSITIONS = 4;

    private static final List<ControlState> ORDER =
            List.of(ControlState.FAILING, ControlState.STALE, ControlState.NO_EVIDENCE, ControlState.SATISFIED);

    private Register() {}

    static Section of(Sources sources) {
        Collection<AiSystem> systems = sources.subject().dossier().systems().values();
        List<Block> blocks = new ArrayList<>();
        if (systems.isEmpty()) {
            blocks.add(sources.notInScope("AI systems", Matter.SYSTEMS)
                    .orElse(new Paragraph("No AI system is in the register of this part of the log.")));
        } else {
            sources.told()
                    .ifPresent(told -> blocks.addAll(
                            told.barsInOrder("Systems in use by class of risk", Measure.SYSTEMS_BY_CLASS, "class")));
            attention(systems, sources).forEach(blocks::add);
            blocks.addAll(systems(systems, sources));
            blocks.addAll(impacts(systems, sources));
        }
        blocks.addAll(controls(sources));
        return new Section("The register of AI systems", false, blocks);
    }

    /** What has to be looked at: by name, since a name is no count. */
    private static List<Block> attention(Collection<AiSystem> systems, Sources sources) {
        List<Block> notes = new ArrayList<>();
        List<String> unclassified = systems.stream()
                .filter(Register::inUse)
                .filter(s -> s.classified() == null)
                .map(Register::name)
                .toList();
        List<String> outdated = systems.stream()
                .filter(Register::inUse)
                .filter(AiSystem::outdated)
                .map(Register::name)
                .toList();
        if (!unclassified.isEmpty()) {
            notes.add(new Note(
                    "Never classified", Words.list(unclassified, 20, sources.file(RecordDocuments.REGISTER)) + "."));
        }
        if (!outdated.isEmpty()) {
            notes.add(new Note(
                    "Classified by other facts than are known now",
                    Words.list(outdated, 20, sources.file(RecordDocuments.REGISTER)) + "."));
        }
        return notes;
    }

    private static boolean inUse(AiSystem system) {
        return system.status() != SystemStatus.DECOMMISSIONED;
    }

    private static String name(AiSystem system) {
        return Words.cut(system.description().name()) + " (" + system.system() + ")";
    }

    private static List<Block> systems(Collection<AiSystem> systems, Sources sources) {
        List<List<Cell>> rows = new ArrayList<>();
        for (AiSystem system : systems.stream().limit(MOST_SYSTEMS).toList()) {
            Classified classified = system.classified();
            rows.add(List.of(
                    Cell.of(name(system)),
                    new Cell(
                            classified == null
                                    ? "not classified"
                                    : Words.of(classified.verdict().risk()),
                            classified == null ? State.AMBER : system.outdated() ? State.AMBER : State.NONE),
                    Cell.of(classified == null ? "–" : reasons(classified, sources)),
                    Cell.of(Words.of(system.status())),
                    Cell.of(Words.cut(system.description().owner())),
                    Cell.of(String.valueOf(
                            classified == null
                                    ? system.registered().position()
                                    : classified.mark().position()))));
        }
        return listed(
                new Table(
                        "Systems",
                        List.of(
                                new Column("System", 5, false),
                                new Column("Class", 3, false),
                                new Column("Because", 8, false),
                                new Column("Status", 3, false),
                                new Column("Owner", 4, false),
                                new Column("Position", 3, true)),
                        rows),
                systems.size(),
                MOST_SYSTEMS,
                sources.file(RecordDocuments.REGISTER));
    }

    private static String reasons(Classified classified, Sources sources) {
        List<String> reasons = classified.verdict().reasons().stream()
                .map(r -> r.article() + ": " + Words.cut(r.because()) + (r.applies() ? "" : " (does not apply yet)"))
                .toList();
        String missing = classified.verdict().missing().isEmpty()
                ? ""
                : " Missing: "
                        + Words.list(
                                classified.verdict().missing().stream()
                                        .map(Words::cut)
                                        .toList(),
                                MOST_REASONS,
                                sources.file(RecordDocuments.REGISTER))
                        + ".";
        return reasons.isEmpty()
                ? "Nothing that the law names." + missing
                : Words.sentence(Words.list(reasons, MOST_REASONS, sources.file(RecordDocuments.REGISTER))) + missing;
    }

    /** Of every system: whether there is an assessment of the impact on fundamental rights, and whether one is owed. */
    private static List<Block> impacts(Collection<AiSystem> systems, Sources sources) {
        List<List<Cell>> rows = new ArrayList<>();
        List<AiSystem> those = systems.stream()
                .filter(s -> s.impact() != null || owesImpact(s))
                .toList();
        for (AiSystem system : those.stream().limit(MOST_SYSTEMS).toList()) {
            Impact impact = system.impact();
            rows.add(List.of(
                    Cell.of(name(system)),
                    impact == null ? new Cell("missing", State.RED) : Cell.of("present, version " + impact.version()),
                    Cell.of(
                            impact == null
                                    ? "–"
                                    : impact.notified() == null
                                            ? "not notified"
                                            : Words.cut(impact.notified().authority()) + ", "
                                                    + impact.notified().on()),
                    Cell.of(
                            impact == null
                                    ? String.valueOf(system.registered().position())
                                    : String.valueOf(impact.mark().position()))));
        }
        return listed(
                new Table(
                        "Fundamental rights impact assessments, Art. 27, of systems that owe or have one",
                        List.of(
                                new Column("System", 6, false),
                                new Column("Assessment", 5, false),
                                new Column("Authority notified", 6, false),
                                new Column("Position", 3, true)),
                        rows),
                those.size(),
                MOST_SYSTEMS,
                sources.file(RecordDocuments.REGISTER));
    }

    private static boolean owesImpact(AiSystem system) {
        Classified classified = system.classified();
        return inUse(system)
                && classified != null
                && classified.verdict().duties().stream()
                        .map(LegalDuty::article)
                        .anyMatch(article -> article.matches("Art\\. 27\\b.*"));
    }

    private static List<Block> controls(Sources sources) {
        List<List<Cell>> rows = new ArrayList<>();
        List<Line> lines = lines(sources);
        for (Line line : lines.stream().limit(MOST_CONTROLS).toList()) {
            ControlView control = line.control();
            rows.add(List.of(
                    Cell.of(Words.cut(line.system().name())),
                    Cell.of(control.title() + " ("
                            + Words.list(control.articles(), 3, sources.file(RecordDocuments.CONTROLS)) + ")"),
                    new Cell(Words.of(control.state()), colour(control.state())),
                    Cell.of(control.why()),
                    Cell.of(positions(control, sources))));
        }
        List<Block> blocks = new ArrayList<>();
        blocks.addAll(sources.listed(
                new Table(
                        "Controls, what fails first",
                        List.of(
                                new Column("System", 4, false),
                                new Column("Control", 6, false),
                                new Column("State", 3, false),
                                new Column("Why", 8, false),
                                new Column("Positions", 3, true)),
                        rows),
                lines.size(),
                MOST_CONTROLS,
                RecordDocuments.CONTROLS,
                Matter.SYSTEMS));
        if (!rows.isEmpty()) {
            blocks.add(
                    new Paragraph(
                            "Controls were evaluated as of "
                                    + Words.of(sources.controls().at())
                                    + " from the events before position "
                                    + sources.controls().position()
                                    + ", by the obligations of version "
                                    + sources.controls().obligations()
                                    + ". They are not counted again by the verifier; their evidence is at the positions that are named."));
        }
        return blocks;
    }

    private record Line(SystemControls system, ControlView control) {}

    private static List<Line> lines(Sources sources) {
        return sources.controlled()
                .flatMap(system -> system.controls().stream().map(control -> new Line(system, control)))
                .filter(line -> ORDER.contains(line.control().state()))
                .sorted(Comparator.comparingInt(
                        line -> ORDER.indexOf(line.control().state())))
                .toList();
    }

    private static State colour(ControlState state) {
        return switch (state) {
            case SATISFIED -> State.GREEN;
            case FAILING -> State.RED;
            case STALE, NO_EVIDENCE -> State.AMBER;
            case NOT_APPLICABLE -> State.NONE;
        };
    }

    private static String positions(ControlView control, Sources sources) {
        List<String> positions = control.evidence().positions().reversed().stream()
                .map(String::valueOf)
                .toList();
        return Words.list(positions, MOST_POSITIONS, sources.file(RecordDocuments.CONTROLS));
    }

    /** A table, and below it how much more there is and where. */
    static List<Block> listed(Table table, int there, int most, String file) {
        return there <= most
                ? List.of(table)
                : List.of(table, new Paragraph("… and " + (there - most) + " more, in " + file + "."));
    }
}
