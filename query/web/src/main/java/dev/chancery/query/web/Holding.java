package dev.chancery.query.web;

import dev.chancery.contracts.Id;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.ErasureCommand.RequestErasure;
import dev.chancery.contracts.command.HoldCommand.LiftHold;
import dev.chancery.contracts.command.HoldCommand.PlaceHold;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.ContentScope.Kind;
import dev.chancery.contracts.fact.ErasureState;
import dev.chancery.contracts.log.ErasureProblems;
import dev.chancery.query.contracts.ErasureQuery.FindErasure;
import dev.chancery.query.contracts.ErasureQuery.FindErasures;
import dev.chancery.query.contracts.ErasureQuery.FindHold;
import dev.chancery.query.contracts.ErasureView;
import dev.chancery.query.contracts.HoldsView.HoldView;
import dev.chancery.query.contracts.Query;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where people have contents erased and held. */
@Component
public final class Holding {

    private final Desk desk;
    private final ErasureProblems problems;

    public Holding(Desk desk, ErasureProblems problems) {
        this.desk = desk;
        this.problems = problems;
    }

    /**
     * An erasure that was requested and is not done.
     *
     * @param problem why not; null while nothing is in its way
     */
    public record OpenErasure(
            String erasure,
            ContentScope scope,
            Instant since,
            String reason,
            String by,
            @Nullable String problem) {}

    /** Erasures without an outcome, the newest first; at most {@value Query#PAGE_LIMIT}. */
    public List<OpenErasure> open() {
        return desk.ask(new FindErasures(ErasureState.REQUESTED, null, Query.PAGE_LIMIT)).erasures().stream()
                .map(e -> new OpenErasure(
                        e.erasure(),
                        e.scope(),
                        e.requestedAt(),
                        e.reason(),
                        e.by(),
                        problems.of(e.erasure()).orElse(null)))
                .toList();
    }

    /** What is meant: exactly one of these is given. */
    public record Target(
            @Nullable String subject,
            @Nullable String task,
            @Nullable String workflow,
            @Nullable String agent) {

        private ContentScope scope(String wanted) {
            List<ContentScope> given = Stream.of(
                            scope(Kind.SUBJECT, subject),
                            scope(Kind.TASK, task),
                            scope(Kind.WORKFLOW, workflow),
                            scope(Kind.AGENT, agent))
                    .flatMap(List::stream)
                    .toList();
            if (given.size() != 1) {
                throw Problem.invalid("Give one of " + wanted + ".");
            }
            return given.getFirst();
        }

        private static List<ContentScope> scope(Kind kind, @Nullable String id) {
            if (id == null || id.isBlank()) {
                return List.of();
            }
            if (!Id.isValid(id.strip())) {
                throw Problem.invalid("An id has 1 to " + Id.LIMIT
                        + " printable ASCII characters and no space; a person is named by the pseudonym that"
                        + " Chancery-Subject had.");
            }
            return List.of(new ContentScope(kind, id.strip()));
        }
    }

    /** An erasure, or {@link Problem#notFound}. */
    public ErasureView erasure(String id) {
        return desk.find(new FindErasure(id)).orElseThrow(() -> Problem.notFound("erasure", id));
    }

    /** Has contents erased; what comes of it is asked later. */
    public ErasureView erase(Target target, @Nullable String reason, String by) {
        if (target.workflow() != null || target.agent() != null) {
            throw Problem.invalid(
                    "Contents are erased by 'subject' or 'task'. Those of a whole workflow or agent end by"
                            + " the policy's retention.");
        }
        ContentScope scope = target.scope("'subject', the pseudonym of the person concerned, or 'task'");
        if (scope.kind() == Kind.TASK) {
            desk.task(new TaskId(scope.id()));
        }
        String erasure = UUID.randomUUID().toString();
        desk.act(new RequestErasure(erasure, scope, desk.reason(reason), by));
        return erasure(erasure);
    }

    /** Keeps contents from being erased. */
    public HoldView place(Target target, @Nullable String reason, String by) {
        ContentScope scope = target.scope("'subject', 'task', 'workflow' or 'agent'");
        String hold = UUID.randomUUID().toString();
        desk.act(new PlaceHold(hold, scope, desk.reason(reason), by));
        return hold(hold);
    }

    /** Ends a hold. */
    public HoldView lift(String hold, @Nullable String reason, String by) {
        HoldView standing = hold(hold);
        if (standing.liftedAt() != null) {
            throw Problem.conflict("hold-lifted", "The hold '" + hold + "' was lifted before.");
        }
        desk.act(new LiftHold(hold, desk.reason(reason), by));
        return hold(hold);
    }

    private HoldView hold(String id) {
        return desk.find(new FindHold(id)).orElseThrow(() -> Problem.notFound("hold", id));
    }
}
