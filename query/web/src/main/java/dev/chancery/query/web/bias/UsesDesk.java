package dev.chancery.query.web.bias;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.BiasCommand.PermitUse;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.SpecialCategoryConditions;
import dev.chancery.contracts.log.ProtectedAttributes.Row;
import dev.chancery.query.contracts.BiasQuery.FindBiasDataset;
import dev.chancery.query.contracts.BiasQuery.FindBiasUse;
import dev.chancery.query.contracts.BiasUsesView.DatasetView;
import dev.chancery.query.contracts.BiasUsesView.UseView;
import dev.chancery.query.contracts.TaskQuery.FindTask;
import dev.chancery.query.contracts.TaskSummaryView;
import dev.chancery.query.web.BiasWork;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Makes and ends records of Article 4a, and takes in and deletes what they permit, or says why it cannot be done. */
@Component
public final class UsesDesk {

    /** So many rows may belong to tasks of the record: each is looked up. */
    private static final int MOST_TASKS = 10_000;

    private static final Clock CLOCK = Clock.systemUTC();

    private final Desk desk;
    private final BiasWork work;

    UsesDesk(Desk desk, BiasWork work) {
        this.desk = desk;
        this.work = work;
    }

    // Records of Article 4a

    /** The six conditions of Article 4a(1), (a) to (f). */
    public record AskedConditions(
            @Nullable String otherDataInsufficient,
            @Nullable String reuseLimits,
            @Nullable String accessControls,
            @Nullable String noTransfer,
            @Nullable String deletion,
            @Nullable String recordedReason) {}

    /** A record of Article 4a to make. */
    public record NewUse(
            @Nullable String use,
            @Nullable String purpose,
            @Nullable List<String> categories,
            @Nullable AskedConditions conditions,
            @Nullable String responsible,
            @Nullable Instant until) {}

    /**
     * Makes a record.
     *
     * @return its id
     */
    public String permit(NewUse asked, String by) {
        AskedConditions conditions = asked.conditions();
        if (conditions == null || asked.until() == null) {
            throw Problem.invalid(
                    "Give 'conditions' with otherDataInsufficient, reuseLimits, accessControls, noTransfer,"
                            + " deletion and recordedReason, the six of Article 4a(1), and 'until', an instant.");
        }
        String use = desk.newId("use", asked.use());
        List<String> categories = asked.categories() == null ? List.of() : asked.categories();
        desk.act(new PermitUse(
                use,
                said("purpose", asked.purpose()),
                categories.stream()
                        .map(category -> desk.plain("categories", category))
                        .toList(),
                new SpecialCategoryConditions(
                        said("otherDataInsufficient", conditions.otherDataInsufficient()),
                        said("reuseLimits", conditions.reuseLimits()),
                        said("accessControls", conditions.accessControls()),
                        said("noTransfer", conditions.noTransfer()),
                        said("deletion", conditions.deletion()),
                        said("recordedReason", conditions.recordedReason())),
                desk.plain("responsible", asked.responsible()),
                asked.until(),
                CLOCK.instant(),
                by));
        return use;
    }

    /** Text that the record keeps; which member is missing has to be told. */
    private String said(String name, @Nullable String text) {
        if (text == null || text.isBlank() || text.length() > Desk.REASON_LIMIT) {
            throw Problem.invalid("Give '" + name + "' in 1 to " + Desk.REASON_LIMIT
                    + " characters; Article 4a(1) asks for it and it is kept in the record.");
        }
        return desk.reason(text);
    }

    /** Ends a record of Article 4a, with its data sets. */
    public void end(String use, @Nullable String reason, String by) {
        if (desk.find(new FindBiasUse(use)).isEmpty()) {
            throw Problem.notFound("Article 4a record", use);
        }
        String why = desk.reason(reason);
        desk.done(() -> {
            work.end(use, why, by);
            return use;
        });
    }

    // Data sets

    /** Takes a file in, and tells it as it is on the record then. */
    public DatasetView receive(
            @Nullable String use,
            String name,
            BiasSubject subject,
            DatasetFile.Columns columns,
            byte[] file,
            String by) {
        UseView under = use(use);
        columns.attributes().forEach(attribute -> desk.plain("attributes", attribute));
        if (columns.attributes().isEmpty()
                || columns.all().distinct().count() < columns.all().count()) {
            throw Problem.invalid("Give 'outcome' and 'attributes', each another column of the file.");
        }
        List<Row> rows = DatasetFile.read(file, columns);
        demandTasks(rows, subject);
        BiasWork.Upload upload = new BiasWork.Upload(
                UUID.randomUUID().toString(),
                under.use(),
                desk.plain("name", name),
                subject,
                sha256(file),
                columns.attributes(),
                columns.label() != null,
                columns.score() != null,
                under.until(),
                rows);
        desk.done(() -> {
            work.receive(upload, by);
            return upload;
        });
        return dataset(upload.dataset());
    }

    private UseView use(@Nullable String use) {
        if (use == null || use.isBlank()) {
            throw Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "no-article-4a-record",
                    "Protected attributes enter only under an Article 4a record. Make one by POST /api/bias/uses and give"
                            + " its id as 'use'.");
        }
        return desk.find(new FindBiasUse(use))
                .orElseThrow(
                        () -> Problem.of(
                                HttpStatus.BAD_REQUEST,
                                "no-article-4a-record",
                                "There is no Article 4a record of that id. Make one by POST /api/bias/uses; GET shows what there is."));
    }

    private void demandTasks(List<Row> rows, BiasSubject subject) {
        SequencedSet<String> tasks = new LinkedHashSet<>();
        rows.stream().map(Row::task).filter(task -> task != null).forEach(tasks::add);
        if (tasks.size() > MOST_TASKS) {
            throw Problem.invalid("At most " + MOST_TASKS + " rows may belong to tasks. Upload a sample.");
        }
        for (String task : tasks) {
            Optional<TaskSummaryView> known = desk.find(new FindTask(new TaskId(task)));
            if (known.isEmpty()) {
                throw Problem.of(HttpStatus.BAD_REQUEST, "bad-dataset", "The record has no task '" + task + "'.");
            }
            if (subject.kind() == BiasSubject.Kind.WORKFLOW
                    && !new WorkflowId(subject.id()).value().equals(known.get().workflow())) {
                throw Problem.of(
                        HttpStatus.BAD_REQUEST,
                        "bad-dataset",
                        "The task '" + task + "' is of another workflow than '" + subject.id() + "'.");
            }
        }
    }

    private static String sha256(byte[] file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has SHA-256", e);
        }
    }

    /** Deletes a data set. */
    public void delete(String dataset, @Nullable String reason, String by) {
        DatasetView known = dataset(dataset);
        String why = desk.reason(reason);
        desk.done(() -> {
            work.delete(dataset, known.use(), why, by);
            return dataset;
        });
    }

    /** A data set, or {@link Problem#notFound}. */
    public DatasetView dataset(String dataset) {
        return desk.find(new FindBiasDataset(dataset)).orElseThrow(() -> Problem.notFound("data set", dataset));
    }
}
