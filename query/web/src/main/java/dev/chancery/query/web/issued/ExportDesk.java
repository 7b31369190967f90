package dev.chancery.query.web.issued;

import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.ExportState;
import dev.chancery.query.contracts.ExportQuery.FindExport;
import dev.chancery.query.contracts.ExportQuery.FindExports;
import dev.chancery.query.contracts.ExportView;
import dev.chancery.query.contracts.ExportsView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Exporting;
import dev.chancery.query.web.Problem;
import java.nio.file.Path;
import java.util.Locale;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Where packs and reports are looked up, given out, stopped and deleted. */
@Component
public final class ExportDesk {

    private static final String PATH = "/api/exports/";

    private final Desk desk;
    private final Exporting exporting;

    public ExportDesk(Desk desk, Exporting exporting) {
        this.desk = desk;
        this.exporting = exporting;
    }

    /**
     * A file that may be sent.
     *
     * @param name under which it is saved
     * @param sha256 lower-case hex
     */
    public record Given(Path file, String name, String sha256) {}

    /**
     * The newest first.
     *
     * @param scope what they are about, as {@code system/hiring}; null or blank for all
     */
    public ExportsView all(
            @Nullable ExportKind kind,
            @Nullable ExportState state,
            @Nullable String scope,
            @Nullable Long before,
            int limit) {
        String about = scope == null || scope.isBlank() ? null : scope;
        ExportsView found = desk.ask(new FindExports(kind, state, about, exporting.keepDays(), before, limit));
        return new ExportsView(found.exports().stream().map(this::now).toList(), found.next());
    }

    /** One, or {@link Problem#notFound}. */
    public ExportView one(String id) {
        return now(export(id));
    }

    private ExportView now(ExportView export) {
        return export.now(
                export.state() == ExportState.REQUESTED
                        ? exporting.progress(export.export()).orElse(null)
                        : null,
                exporting.findings(export.export()),
                export.state() == ExportState.READY ? PATH + export.export() + "/download" : null);
    }

    private ExportView export(String id) {
        return desk.find(new FindExport(id, exporting.keepDays())).orElseThrow(() -> Problem.notFound("export", id));
    }

    /**
     * Gives its file out, after the record has it.
     *
     * @throws Problem when there is none, with how it stands
     */
    public Given give(String id, String reader) {
        ExportView export = export(id);
        String sha256 = export.sha256();
        if (export.state() != ExportState.READY || sha256 == null) {
            throw notThere(export);
        }
        try {
            Path file = desk.done(() -> exporting.give(id, reader));
            return new Given(file, name(export, file), sha256);
        } catch (NoSuchElementException e) {
            throw Problem.of(
                    HttpStatus.GONE,
                    "export-missing",
                    "The record has this export, but its file is not on this node. Ask for it again; a pack of the same"
                            + " part of the log proves the same.");
        }
    }

    private static Problem notThere(ExportView export) {
        String detail = switch (export.state()) {
            case REQUESTED -> "It is being made. Ask " + PATH + export.export() + " until it is READY.";
            case READY, FAILED, CANCELLED, ABANDONED, DELETED, EXPIRED ->
                "It has no file: it is " + export.state() + ". Ask for it again.";
        };
        return Problem.conflict("export-not-ready", detail).with("state", export.state());
    }

    /** Such as {@code chancery-audit-pack-<id>.zip}. */
    private static String name(ExportView export, Path file) {
        return "chancery-" + export.kind().name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + file.getFileName();
    }

    /** Stops it, or deletes its file. */
    public void delete(String id, String actor) {
        ExportView export = export(id);
        switch (export.state()) {
            case REQUESTED ->
                desk.done(() -> {
                    exporting.cancel(id, actor);
                    return id;
                });
            case READY ->
                desk.done(() -> {
                    exporting.delete(id, actor);
                    return id;
                });
            case FAILED, CANCELLED, ABANDONED, DELETED, EXPIRED -> throw notThere(export);
        }
    }

    /** Has it brought to a destination. */
    public ExportView deliver(String id, @Nullable String destination) {
        ExportView export = export(id);
        if (destination == null || !exporting.destinations().contains(destination)) {
            throw Problem.invalid("Give 'destination' as one of " + exporting.destinations()
                    + "; they are configured by chancery.reports.destinations.");
        }
        if (export.state() != ExportState.READY) {
            throw notThere(export);
        }
        desk.done(() -> {
            exporting.deliver(id, destination);
            return id;
        });
        return one(id);
    }
}
