package dev.chancery.gateway.pipeline;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.Delivery;
import dev.chancery.contracts.command.DraftStep;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.command.TaskCommand.AbandonTask;
import dev.chancery.contracts.command.TaskCommand.Answer;
import dev.chancery.contracts.command.TaskCommand.KeepDraft;
import dev.chancery.contracts.command.TaskCommand.RecordAttempt;
import dev.chancery.contracts.command.TaskCommand.RecordDraft;
import dev.chancery.contracts.command.TaskCommand.RecordVerdict;
import dev.chancery.contracts.command.TaskCommand.ReviseDraft;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.Screening;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.Receipt;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.decisions.judge.RubricChecks;
import dev.chancery.decisions.policy.Policy.Rubric;
import dev.chancery.gateway.agents.Caller;
import dev.chancery.gateway.agents.UnderWay;
import dev.chancery.gateway.judge.JudgeCall;
import dev.chancery.gateway.judge.JudgePrompt;
import dev.chancery.gateway.privacy.Redaction;
import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Reply;
import dev.chancery.inference.fleet.Inference;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of one answer that a rubric is held against, and of its revisions. Nothing is sent to a judge or to a model again before
 * the decision that permits it is committed. Of one request.
 */
final class Drafts {

    /** Told which version of a model answered. */
    interface Versions {
        void report(String deployment, String modelVersion, TaskId task);
    }

    /** As long as anything that is said of a verdict that was none, so that asking again costs no more than was foreseen. */
    private static final String MALFORMED = "x".repeat(JudgeCall.MAX_MALFORMED_BYTES);

    private final Commands commands;
    private final Governance governance;
    private final Unfinished unfinished;
    private final Clock clock;
    private final TaskId task;
    private final Caller caller;
    private final Rubric rubric;
    private final Conversation sanitised;
    private final Privacy privacy;
    private final String request;
    private final Versions versions;
    private final Receipt receipt = new Receipt();

    /** Failed attempts of the task so far. */
    private int attempts;

    private int round;

    /** As the last decision was told it. */
    private Gate gate = Gate.SHADOW;

    Drafts(
            Commands commands,
            Governance governance,
            Unfinished unfinished,
            Clock clock,
            TaskId task,
            Caller caller,
            Rubric rubric,
            Conversation sanitised,
            Privacy privacy,
            Versions versions) {
        this.commands = commands;
        this.governance = governance;
        this.unfinished = unfinished;
        this.clock = clock;
        this.task = task;
        this.caller = caller;
        this.rubric = rubric;
        this.sanitised = sanitised;
        this.privacy = privacy;
        this.versions = versions;
        this.request = Transcript.request(sanitised);
    }

    /** An answer as it is kept. */
    private record Draft(
            Inference.Completion completion, Reply kept, Screening screening, List<DimensionScore> checks) {}

    /**
     * Takes the first answer as far as it goes.
     *
     * @param failures before it
     * @param stopped whether the caller was stopped while it was made
     */
    Outcome run(List<AttemptFailed> failures, Inference.Completion first, boolean stopped) {
        attempts = failures.size();
        Draft draft = draft(first);
        DraftStep step = record(draft, failures, stopped);
        while (true) {
            switch (step) {
                case DraftStep.Ended ended -> {
                    return outcome(draft, ended.delivery());
                }
                case DraftStep.Judge judge -> step = judged(draft, judge.judge(), judge.left());
                case DraftStep.Revise revise -> {
                    Conversation again =
                            JudgePrompt.revision(sanitised, draft.kept().text(), revise.scores());
                    step = send(new ReviseDraft(
                            task,
                            round,
                            facts(again, "", null),
                            governance.fleet().unavailable(),
                            gate(),
                            isStopped(),
                            clock.instant()));
                    if (step instanceof DraftStep.Again permitted) {
                        Revision revision = revised(again, permitted.candidates(), permitted.left());
                        Inference.Completion completion = revision.inference().completion();
                        if (completion == null) {
                            step = send(new KeepDraft(task, round, revision.failures(), gate(), revision.stopped()));
                        } else {
                            draft = draft(completion);
                            step = record(draft, revision.failures(), revision.stopped());
                        }
                    }
                }
                case DraftStep.Again ignored ->
                    throw new IllegalStateException("A revision follows only the wish for one");
            }
        }
    }

    private Draft draft(Inference.Completion completion) {
        Redaction screening = privacy.screening();
        Reply kept = Sanitising.reply(completion.reply(), screening);
        round++;
        return new Draft(
                completion,
                kept,
                new Screening(
                        screening.facts().scanner(),
                        screening.facts().found(),
                        kept.finishReason(),
                        kept.text().length()),
                RubricChecks.score(rubric, kept.text(), request));
    }

    private DraftStep record(Draft draft, List<AttemptFailed> failures, boolean stopped) {
        Content answer = Pipeline.content(Transcript.answer(draft.kept()));
        Inference.Completion completion = draft.completion();
        Conversation question = JudgePrompt.question(rubric, request, output(draft), MALFORMED);
        DraftStep step = send(new RecordDraft(
                task,
                round,
                failures,
                new Answer(
                        new InferenceCompleted(
                                completion.deployment(),
                                draft.kept().modelVersion(),
                                completion.usage(),
                                completion.cost(),
                                completion.millis(),
                                draft.kept().finishReason(),
                                answer.ref()),
                        answer,
                        draft.screening(),
                        draft.checks(),
                        gate(),
                        stopped),
                facts(
                        question,
                        String.valueOf(rubric.scorer()),
                        rubric.judge() == null ? null : rubric.judge().maxOutputTokens()),
                governance.fleet().unavailable(),
                clock.instant()));
        versions.report(completion.deployment(), draft.kept().modelVersion(), task);
        return step;
    }

    private DraftStep judged(Draft draft, Candidate judge, Micros left) {
        int before = attempts;
        JudgeCall.Result result;
        boolean stopped;
        try (UnderWay.Call call = governance.underWay().begin(caller.agent(), caller.workflow())) {
            result = new JudgeCall(
                            governance.fleet(),
                            caller.workflow(),
                            rubric,
                            judge,
                            privacy.screening()::sanitise,
                            failure -> commands.sendAside(new RecordAttempt(task, after(before, failure))))
                    .ask(request, output(draft), left);
            stopped = call.stopped() != null;
        }
        List<DimensionScore> scores = new ArrayList<>(draft.checks());
        scores.addAll(result.scores());
        DraftStep step = send(new RecordVerdict(
                task,
                round,
                numbered(before, result.failures()),
                result.answered(),
                scores,
                result.failure(),
                gate(),
                stopped));
        if (result.answered() != null) {
            versions.report(result.answered().deployment(), result.answered().modelVersion(), task);
        }
        return step;
    }

    /** @param failures numbered on from those before */
    private record Revision(Inference inference, List<AttemptFailed> failures, boolean stopped) {}

    private Revision revised(Conversation again, List<Candidate> candidates, Micros left) {
        int before = attempts;
        try (UnderWay.Call call = governance.underWay().begin(caller.agent(), caller.workflow())) {
            Inference inference = governance
                    .fleet()
                    .infer(
                            caller.workflow(),
                            again,
                            candidates,
                            left,
                            null,
                            failure -> commands.sendAside(new RecordAttempt(task, after(before, failure))));
            return new Revision(inference, numbered(before, inference.failures()), call.stopped() != null);
        }
    }

    private List<AttemptFailed> numbered(int before, List<AttemptFailed> failures) {
        attempts = before + failures.size();
        return failures.stream().map(failure -> after(before, failure)).toList();
    }

    private static AttemptFailed after(int before, AttemptFailed failure) {
        return new AttemptFailed(
                failure.deployment(),
                before + failure.attempt(),
                failure.failure(),
                failure.detail(),
                failure.millis(),
                failure.charged());
    }

    private static String output(Draft draft) {
        return Transcript.answer(draft.kept());
    }

    private static RequestFacts facts(Conversation conversation, String model, @Nullable Integer maxOutputTokens) {
        return new RequestFacts(
                model,
                conversation.messages().size(),
                Tokens.estimate(conversation),
                Tokens.bound(conversation),
                maxOutputTokens,
                false,
                false);
    }

    private Gate gate() {
        gate = governance.gate(caller.workflow());
        return gate;
    }

    private boolean isStopped() {
        return governance.underWay().stopped(caller.agent(), caller.workflow()) != null;
    }

    /** What was paid for is recorded as soon as the record is back; then the task is over, and nothing of it delivered. */
    private DraftStep send(TaskCommand command) {
        try {
            return commands.send(command, DraftStep.class, receipt);
        } catch (RecordUnavailable e) {
            unfinished.later(command, Pipeline.away(task, false), new AbandonTask(task, AbandonCause.FAULT));
            throw e;
        }
    }

    private Outcome outcome(Draft draft, Delivery delivery) {
        Inference.Completion completion = draft.completion();
        return switch (delivery) {
            case RELEASED ->
                new Outcome.Answered(
                        task,
                        receipt.position(),
                        Sanitising.restored(draft.kept(), privacy.vault()),
                        completion.usage(),
                        completion.cost());
            case HELD, SHADOWED ->
                new Outcome.Withheld(
                        task,
                        receipt.position(),
                        delivery,
                        gate,
                        draft.kept().modelVersion(),
                        completion.usage(),
                        completion.cost(),
                        null);
            case FAILED -> throw new IllegalStateException("A task with an answer cannot have failed");
        };
    }
}
