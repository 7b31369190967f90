package dev.chancery.query.web;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Id;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.CalibrationCommand.SeedCase;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.command.TaskCommand.DecideReview;
import dev.chancery.contracts.command.TaskCommand.DiscloseContent;
import dev.chancery.contracts.command.TaskCommand.RecordHumanOutcome;
import dev.chancery.contracts.fact.Finding;
import dev.chancery.contracts.fact.OutcomeComparison;
import dev.chancery.contracts.fact.StopScope;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.ContentUnreadable;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.query.contracts.Query;
import dev.chancery.query.contracts.RegistryQuery.FindAgents;
import dev.chancery.query.contracts.RegistryQuery.FindWorkflows;
import dev.chancery.query.contracts.SearchUnavailable;
import dev.chancery.query.contracts.TaskQuery.FindTask;
import dev.chancery.query.contracts.TaskQuery.FindTaskEvents;
import dev.chancery.query.contracts.TaskSummaryView;
import dev.chancery.query.contracts.ViewsRebuilding;
import dev.chancery.query.web.security.Person;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.NoHandlerForCommandException;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.common.AxonNonTransientException;
import org.axonframework.common.AxonTransientException;
import org.axonframework.messaging.responsetypes.ResponseTypes;
import org.axonframework.queryhandling.NoHandlerForQueryException;
import org.axonframework.queryhandling.QueryGateway;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/** Where the API and the console ask questions, hand in commands and are shown content. */
@Component
public final class Desk {

    /** Longest reason that a person may give, in characters. */
    public static final int REASON_LIMIT = 2_000;

    /** Longest text that is kept as a person gave it, in characters. */
    public static final int NAME_LIMIT = 200;

    /** Longest edited output, in characters. */
    public static final int OUTPUT_LIMIT = 400_000;

    /** Key of the metadata that names who acts: an account, or {@code <account>/<token id>}. */
    public static final String ACTOR = "actor";

    private static final long PATIENCE_SECONDS = 30;
    private static final Pattern NOT_IN_A_PATH = Pattern.compile("[/%;\\\\]");
    private static final String SAMPLED = "task.output-sampled";
    private static final String REVIEWED = "task.output-reviewed";

    private final QueryGateway queries;
    private final CommandGateway commands;
    private final ContentStore contents;
    private final Sanitiser sanitiser;
    private final SecureRandom random;

    public Desk(
            QueryGateway queries,
            CommandGateway commands,
            ContentStore contents,
            Sanitiser sanitiser,
            SecureRandom random) {
        this.queries = queries;
        this.commands = commands;
        this.contents = contents;
        this.sanitiser = sanitiser;
        this.random = random;
    }

    /** The answer, or empty when what was asked about is not there. */
    public <V> Optional<V> find(Query<V> query) {
        return wait(queries.query(query, ResponseTypes.optionalInstanceOf(query.view())));
    }

    /** The answer to a question that always has one. */
    public <V> V ask(Query<V> query) {
        return find(query).orElseThrow(() -> new IllegalStateException("No answer to " + query));
    }

    /** A task, or {@link Problem#notFound}. */
    public TaskSummaryView task(TaskId task) {
        return find(new FindTask(task)).orElseThrow(() -> Problem.notFound("task", task.value()));
    }

    /** Hands a command in and waits until it is done. */
    public void act(Command command) {
        act(command, Object.class);
    }

    /** Hands a command in and waits for its result. */
    public <R> Optional<R> act(Command command, Class<R> result) {
        String actor = Person.of(SecurityContextHolder.getContext().getAuthentication())
                .map(Person::actor)
                .orElse(null);
        return done(() ->
                Optional.ofNullable(wait(commands.send(by(command, actor)))).map(result::cast));
    }

    /** Hands a command in for somebody who is not signed in yet, or not any more, and waits until it is done. */
    public void act(Command command, String actor) {
        done(() -> Optional.ofNullable(wait(commands.send(by(command, actor)))));
    }

    /** The command with who acts beside it, which the events keep: an act of which they say not by whom is somebody's too. */
    private static CommandMessage<?> by(Command command, @Nullable String actor) {
        GenericCommandMessage<Command> message = new GenericCommandMessage<>(command);
        return actor == null ? message : message.andMetaData(Map.of(ACTOR, actor));
    }

    /** Does something that a command may refuse, and tells a refusal as a {@link Problem}. */
    public <R> R done(Supplier<R> work) {
        try {
            return work.get();
        } catch (IllegalStateException | CommandExecutionException e) {
            throw Problem.conflict("not-now", said(e, "This cannot be done as things stand."));
        } catch (IllegalArgumentException e) {
            throw Problem.invalid(said(e, "This cannot be done."));
        } catch (RecordUnavailable e) {
            throw unavailable();
        } catch (NoHandlerForCommandException e) {
            throw Problem.unavailable("not-here", "No node that can do this is running.");
        } catch (AxonTransientException e) {
            throw Problem.conflict("changed-meanwhile", "Something changed in the same moment. Look again and repeat.");
        } catch (AxonNonTransientException e) {
            // What remains is an aggregate that was never made; its exception is in a library that only handlers see.
            throw Problem.of(HttpStatus.NOT_FOUND, "not-found", "It is not registered. The list shows what there is.");
        }
    }

    private static Problem unavailable() {
        return Problem.unavailable(
                "audit-unavailable", "The record cannot be read or written now, so nothing was done. Try again.");
    }

    /**
     * Records that content is shown, and only then gives it.
     *
     * @return the texts in the order of the ids; empty where one was erased
     */
    public List<Optional<String>> disclose(TaskId task, List<String> ids, String to, String purpose) {
        List<ContentId> content = ids.stream().map(ContentId::new).toList();
        act(new DiscloseContent(task, content, to, purpose));
        try {
            return content.stream()
                    .map(id -> contents.find(id).map(Content::text))
                    .toList();
        } catch (ContentUnreadable e) {
            throw unreadable();
        }
    }

    private static Problem unreadable() {
        return Problem.of(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "content-unreadable",
                "The content was changed outside Chancery, or its key is lost. Restore the database and the keys"
                        + " directory from their backups; the record has a commitment to what it was.");
    }

    /** When a content was erased; empty when it was not. */
    public Optional<Instant> erasedAt(String content) {
        return contents.erasedAt(new ContentId(content));
    }

    /**
     * A person decides about a held output, or about a delivered one that he is to look at afterwards.
     *
     * @param output the text in its place, for {@link DecideReview.Action#EDIT}
     */
    public void decide(
            TaskId id, DecideReview.Action action, @Nullable String output, @Nullable String reason, String reviewer) {
        TaskSummaryView task = task(id);
        String why = reason(reason);
        if (action == DecideReview.Action.EDIT && (output == null || output.isBlank())) {
            throw Problem.invalid("An edit needs 'output', the text to release.");
        }
        if (output != null && output.length() > OUTPUT_LIMIT) {
            throw Problem.invalid("An output has at most " + OUTPUT_LIMIT + " characters.");
        }
        if (task.state() != TaskState.HELD && !isSampled(id)) {
            throw Problem.conflict("not-held", "The task is " + task.state() + " and waits for no decision.")
                    .with("state", task.state());
        }
        act(new DecideReview(
                id,
                action,
                reviewer,
                why,
                action == DecideReview.Action.EDIT && output != null ? content(sanitiser.edited(output)) : null));
    }

    /** Whether an output was delivered and waits for a person to look at it; told by its stream, which is never behind. */
    public boolean isSampled(TaskId id) {
        List<String> names = ask(new FindTaskEvents(id)).events().stream()
                .map(StoredEvent::name)
                .toList();
        return names.contains(SAMPLED) && !names.contains(REVIEWED);
    }

    /**
     * Makes a task that waits for review a case whose right decision is known. Nothing of the task shows it.
     *
     * @throws Problem when the task waits for no decision about an output, or is a case already
     */
    public void seed(TaskId id, @Nullable Finding right, @Nullable String reason, String by) {
        if (right == null) {
            throw Problem.invalid("'right' is what a reviewer should do: approve, edit or reject.");
        }
        String why = reason(reason);
        TaskSummaryView task = task(id);
        if (task.kind() != TaskKind.INFERENCE || (task.state() != TaskState.HELD && !isSampled(id))) {
            throw Problem.conflict(
                            "not-in-queue",
                            "The task is " + task.state()
                                    + ": only an output that waits in the review queue can measure a reviewer.")
                    .with("state", task.state());
        }
        act(new SeedCase(id, right, why, by));
    }

    /**
     * Keeps what a person did himself while an output was withheld, compared with it.
     *
     * @throws Problem when the output was not withheld in the shadow, was compared before, or was erased
     */
    public OutcomeComparison compare(TaskId id, @Nullable String outcome, String by) {
        if (outcome == null || outcome.isBlank() || outcome.length() > OUTPUT_LIMIT) {
            throw Problem.invalid("Give 'outcome', what the person did, in 1 to " + OUTPUT_LIMIT + " characters.");
        }
        TaskSummaryView task = task(id);
        String output = task.output();
        if (task.state() != TaskState.SHADOWED || output == null) {
            throw Problem.conflict(
                            "not-shadowed",
                            "The task is " + task.state() + ": only an output withheld in the shadow is compared.")
                    .with("state", task.state());
        }
        Content answer;
        try {
            answer = contents.find(new ContentId(output)).orElseThrow(() -> Problem.erased(erasedAt(output)));
        } catch (ContentUnreadable e) {
            throw unreadable();
        }
        return act(
                        new RecordHumanOutcome(id, by, content(sanitiser.apply(outcome.strip())), answer),
                        OutcomeComparison.class)
                .orElseThrow();
    }

    /** A reason that a person gave, fit for the record. */
    public String reason(@Nullable String reason) {
        if (reason == null || reason.isBlank() || reason.length() > REASON_LIMIT) {
            throw Problem.invalid("Give a 'reason' of 1 to " + REASON_LIMIT + " characters; it is kept in the record.");
        }
        return sanitiser.apply(reason.strip());
    }

    /**
     * A text that a person gave, fit for the record: personal data in it is replaced.
     *
     * @param name of the member that holds it
     */
    public String text(String name, @Nullable String text) {
        if (text == null || text.isBlank() || text.length() > REASON_LIMIT) {
            throw Problem.invalid("Give '" + name + "' with 1 to " + REASON_LIMIT + " characters.");
        }
        return sanitiser.apply(text.strip());
    }

    /**
     * A text that a person gave to be kept as it is.
     *
     * @param name of the member that holds it
     */
    public String plain(String name, @Nullable String text) {
        if (text == null || text.isBlank() || text.strip().length() > NAME_LIMIT) {
            throw Problem.invalid("Give '" + name + "' with 1 to " + NAME_LIMIT + " characters.");
        }
        String kept = text.strip();
        if (!sanitiser.apply(kept).equals(kept)) {
            throw Problem.invalid(
                    "'" + name
                            + "' seems to hold personal data, and the record keeps it for ever. Name a role or a team instead.");
        }
        return kept;
    }

    /**
     * A text that a person gave for models to see as it is, and for the record to keep as it is.
     *
     * @param name of the member that holds it
     * @param limit its longest, in characters
     */
    public String prompt(String name, @Nullable String text, int limit) {
        if (text == null || text.isBlank() || text.length() > limit) {
            throw Problem.invalid("Give '" + name + "' with 1 to " + limit + " characters.");
        }
        if (!sanitiser.apply(text).equals(text)) {
            throw Problem.invalid("'" + name
                    + "' seems to hold personal data. Models are shown a placeholder in place of it, the same for every"
                    + " value, and the record keeps it for ever: give a label or a statement about nobody.");
        }
        return text;
    }

    /**
     * The id that a person gives a new agent or workflow, to be kept as it is and to be named in the paths of this API.
     *
     * @param name of the member that holds it
     */
    public String newId(String name, @Nullable String id) {
        if (id == null || !Id.isValid(id) || NOT_IN_A_PATH.matcher(id).find()) {
            throw Problem.invalid("Give '" + name + "': 1 to " + Id.LIMIT
                    + " printable ASCII characters, no space, and none of / % ; \\, which no path can hold.");
        }
        return plain(name, id);
    }

    /**
     * What a person wants stopped. Its id is kept as it is, so it holds no personal data, unless it is that of an agent or a workflow
     * which the record has already.
     */
    public StopScope stopping(StopScope scope) {
        String id = scope.id();
        if (id == null) {
            return scope;
        }
        if (!Id.isValid(id)) {
            throw Problem.invalid("Say as 'id' which agent or workflow to stop.");
        }
        if (!sanitiser.apply(id).equals(id) && !isRegistered(scope.kind(), id)) {
            plain("id", id);
        }
        return scope;
    }

    private boolean isRegistered(StopScope.Kind kind, String id) {
        return kind == StopScope.Kind.AGENT
                ? ask(new FindAgents()).agents().stream()
                        .anyMatch(agent -> agent.agent().equals(id))
                : ask(new FindWorkflows()).workflows().stream()
                        .anyMatch(workflow -> workflow.workflow().equals(id));
    }

    private Content content(String sanitised) {
        byte[] salt = new byte[Content.SALT_BYTES];
        random.nextBytes(salt);
        return Content.of(new ContentId(UUID.randomUUID().toString()), salt, sanitised);
    }

    private static <T> T wait(CompletableFuture<T> answer) {
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw Problem.unavailable("no-answer-in-time", "There was no answer in time. Try again.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("no-answer-in-time", "Chancery is shutting down. Try again.");
        } catch (ExecutionException e) {
            throw problem(e);
        }
    }

    private static RuntimeException problem(ExecutionException failure) {
        Throwable first = failure.getCause() == null ? failure : failure.getCause();
        for (Throwable cause = first; cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordUnavailable) {
                return unavailable();
            }
            if (cause instanceof ViewsRebuilding rebuilding) {
                return Problem.unavailable("views-rebuilding", String.valueOf(rebuilding.getMessage()))
                        .with("view", rebuilding.view())
                        .with("percent", rebuilding.percent());
            }
            if (cause instanceof SearchUnavailable) {
                return Problem.unavailable("search-unavailable", String.valueOf(cause.getMessage()));
            }
            if (cause instanceof NoHandlerForQueryException) {
                return Problem.unavailable("not-here", "No node that can answer this is running.");
            }
        }
        return first instanceof RuntimeException exception ? exception : new IllegalStateException(first);
    }

    private static String said(Exception e, String otherwise) {
        return e.getMessage() == null ? otherwise : e.getMessage();
    }
}
