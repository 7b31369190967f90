package dev.chancery.reports.packreport;

import dev.chancery.folds.ModelVersions.Version;
import dev.chancery.folds.Policies;
import dev.chancery.folds.figure.Measure;
import dev.chancery.reports.document.RecordDocuments;
import dev.chancery.reports.pack.Matter;
import dev.chancery.reports.print.Block;
import dev.chancery.reports.print.Block.Cell;
import dev.chancery.reports.print.Block.Column;
import dev.chancery.reports.print.Block.Table;
import dev.chancery.reports.print.PrintDocument.Section;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Which versions of models and of the policy. */
final class Lineage {

    private static final int MOST_ROWS = 40;

    private Lineage() {}

    static Section of(Sources sources) {
        List<Block> blocks = new ArrayList<>();
        sources.told()
                .ifPresent(
                        told -> blocks.addAll(Told.cards(told.card("New versions of models", Measure.MODEL_VERSIONS))));
        blocks.addAll(models(sources));
        blocks.addAll(policies(sources));
        return new Section("Lineage", false, blocks);
    }

    private static List<Block> models(Sources sources) {
        Collection<Version> versions =
                sources.subject().dossier().modelVersions().values();
        List<List<Cell>> rows = new ArrayList<>();
        for (Version version : versions.stream()
                .sorted(Comparator.comparingLong(Version::position).reversed())
                .limit(MOST_ROWS)
                .toList()) {
            rows.add(List.of(
                    Cell.of(Words.cut(version.deployment())),
                    Cell.of(Words.cut(version.modelVersion())),
                    Cell.of(Words.minute(version.firstSeen())),
                    Cell.of(String.valueOf(version.position()))));
        }
        return sources.listed(
                new Table(
                        "Versions of models, as their deployments reported them, the newest first",
                        List.of(
                                new Column("Deployment", 5, false),
                                new Column("Version", 6, false),
                                new Column("First seen (UTC)", 5, false),
                                new Column("Position", 3, true)),
                        rows),
                versions.size(),
                MOST_ROWS,
                RecordDocuments.BILL_OF_MATERIALS,
                Matter.MODEL_VERSIONS);
    }

    /** The one that is in force at the end is the last that came into force. */
    private static List<Block> policies(Sources sources) {
        List<Policies.Entry> entries = sources.subject().dossier().policies().values().stream()
                .filter(entry -> !entry.key().equals(Policies.REJECTED))
                .sorted(Comparator.comparingLong(Policies.Entry::position).reversed())
                .toList();
        List<List<Cell>> rows = new ArrayList<>();
        for (Policies.Entry entry : entries.stream().limit(MOST_ROWS).toList()) {
            rows.add(List.of(
                    Cell.of("policies/" + entry.key() + ".json"),
                    Cell.of(Words.minute(entry.at())),
                    Cell.of(entry.equals(entries.getFirst()) ? "in force at the end" : "superseded"),
                    Cell.of(String.valueOf(entry.position()))));
        }
        return sources.listed(
                new Table(
                        "Versions of the policy, by when each last came into force",
                        List.of(
                                new Column("Version", 9, false),
                                new Column("In force since (UTC)", 5, false),
                                new Column("State", 4, false),
                                new Column("Position", 3, true)),
                        rows),
                entries.size(),
                MOST_ROWS,
                RecordDocuments.BILL_OF_MATERIALS,
                Matter.POLICIES);
    }
}
