package dev.chancery.reports.packreport;

import dev.chancery.folds.figure.FigureSheet;
import dev.chancery.query.contracts.ControlsView;
import dev.chancery.query.contracts.ControlsView.SystemControls;
import dev.chancery.reports.pack.Matter;
import dev.chancery.reports.pack.PackFile;
import dev.chancery.reports.pack.PackSubject;
import dev.chancery.reports.print.Block;
import dev.chancery.reports.print.Block.Paragraph;
import dev.chancery.reports.print.Block.Table;
import dev.chancery.reports.print.FigureIndex;
import dev.chancery.verifier.pack.PackFormat;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the report is written from.
 *
 * @param controls as of the end of the pack's range
 * @param statement who signs the report, and who vouches for that
 */
record Sources(PackSubject subject, ControlsView controls, String statement, FigureIndex index) {

    Sources(PackSubject subject, ControlsView controls, String statement) {
        this(subject, controls, statement, new FigureIndex(subject.figures()));
    }

    /** Figures of the first period; empty when the pack tells none. */
    Optional<Told> told() {
        return subject.figures().stream().findFirst().map(sheet -> new Told(index, sheet));
    }

    /** Figures of each period, the earliest first. */
    List<Told> each() {
        return subject.figures().stream()
                .sorted(Comparator.comparing(
                                (FigureSheet sheet) -> sheet.query().from())
                        .thenComparing(sheet -> sheet.query().to())
                        .thenComparingLong(sheet -> sheet.query().end()))
                .map(sheet -> new Told(index, sheet))
                .toList();
    }

    /** Systems with their controls; of a pack with a scope only those that belong to it. */
    Stream<SystemControls> controlled() {
        boolean whole = subject.range().scope() == null;
        return controls.systems().stream()
                .filter(system -> whole || subject.dossier().systems().containsKey(system.system()));
    }

    /** The file of the pack that has a listing whole: the document of this name, or the events when this pack has none such. */
    String file(String document) {
        return part(document).map(PackFile::name).orElse(PackFormat.EVENTS);
    }

    /** What is printed in place of a listing that is empty because no pack of this scope has any of it. */
    Optional<Paragraph> notInScope(String title, Matter matter) {
        return matter.notIn(subject.range().scope()).map(why -> new Paragraph(title + ": " + why));
    }

    /** A table, and below it how much more there is and where. */
    List<Block> listed(Table table, int there, int most, String document, Matter matter) {
        return there > 0
                ? Register.listed(table, there, most, file(document))
                : notInScope(table.title(), matter).<List<Block>>map(List::of).orElseGet(() -> List.of(table));
    }

    /** A document that was written before; empty when this pack has none such. */
    Optional<PackFile> part(String name) {
        return subject.parts().stream().filter(file -> file.name().equals(name)).findFirst();
    }
}
