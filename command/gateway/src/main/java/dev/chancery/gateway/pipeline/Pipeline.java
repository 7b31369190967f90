package dev.chancery.gateway.pipeline;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.BudgetCommand.ReportBudgetExhausted;
import dev.chancery.contracts.command.Delivery;
import dev.chancery.contracts.command.ModelCommand.ReportModelVersion;
import dev.chancery.contracts.command.Opening;
import dev.chancery.contracts.command.RecordDeliveries;
import dev.chancery.contracts.command.TaskCommand.AbandonTask;
import dev.chancery.contracts.command.TaskCommand.Answer;
import dev.chancery.contracts.command.TaskCommand.Asker;
import dev.chancery.contracts.command.TaskCommand.OpenTask;
import dev.chancery.contracts.command.TaskCommand.RecordAttempt;
import dev.chancery.contracts.command.TaskCommand.RecordDelivery;
import dev.chancery.contracts.command.TaskCommand.RecordOutcome;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Classification;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.NamedPrompt;
import dev.chancery.contracts.fact.PromptFacts;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.Screening;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.Receipt;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.decisions.judge.RubricChecks;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Rubric;
import dev.chancery.gateway.agents.Caller;
import dev.chancery.gateway.agents.UnderWay;
import dev.chancery.gateway.privacy.Capsules;
import dev.chancery.gateway.privacy.InstructionDigests;
import dev.chancery.gateway.privacy.Redaction;
import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Message;
import dev.chancery.inference.conversation.Reply;
import dev.chancery.inference.fleet.Inference;
import dev.chancery.inference.provider.DeltaSink;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one governed request. Nothing leaves before {@link OpenTask} is committed, nothing is delivered before
 * {@link RecordOutcome} is, but what the opening permitted to be streamed.
 */
public final class Pipeline {

    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Told to the caller in place of the answer. */
    private static final String AWAY = "the record was away, so the answer was held back";

    private final Commands commands;
    private final Governance governance;
    private final Recordings recordings;
    private final Capsules capsules;
    private final InstructionDigests digests;
    private final Unfinished unfinished;
    private final Clock clock;
    private final Map<String, String> versionsReported = new ConcurrentHashMap<>();

    public Pipeline(
            Commands commands,
            Governance governance,
            Recordings recordings,
            Capsules capsules,
            InstructionDigests digests,
            Unfinished unfinished,
            Clock clock) {
        this.commands = commands;
        this.governance = governance;
        this.recordings = recordings;
        this.capsules = capsules;
        this.digests = digests;
        this.unfinished = unfinished;
        this.clock = clock;
    }

    /** Takes a streamed answer, with the raw values put back. */
    public interface Listener extends DeltaSink {

        /** The act is permitted and recorded; the first delta may follow. */
        void permitted(TaskId task, long position);
    }

    /**
     * Governs one model call.
     *
     * @param listener gets the answer while it is made, when that is permitted; null when the caller wants it whole
     * @throws RecordUnavailable when the record cannot be written; then nothing was delivered
     * @throws Recordings.KeyReused when the idempotency key stands for another request
     * @throws Recordings.StillRunning when the request of the idempotency key has no outcome yet
     */
    public Outcome run(Caller caller, ChatCall call, @Nullable Listener listener) throws InterruptedException {
        TaskId task = TaskIds.of(caller.agent(), call.idempotencyKey());
        SessionId session = caller.session() == null ? new SessionId(task.value()) : caller.session();
        Policy policy = governance.policies().current();
        Privacy privacy = governance.privacy(policy, caller.agent(), caller.session());
        Outcome outcome = govern(task, session, caller, call, policy, privacy, listener);
        return outcome instanceof Outcome.Withheld withheld && withheld.state() == Delivery.HELD
                ? withheld.with(
                        capsules.seal(task, caller.agent(), privacy.values()).orElse(null))
                : outcome;
    }

    private Outcome govern(
            TaskId task,
            SessionId session,
            Caller caller,
            ChatCall call,
            Policy policy,
            Privacy privacy,
            @Nullable Listener listener)
            throws InterruptedException {
        Redaction redaction = privacy.redaction();
        Conversation sanitised = Sanitising.conversation(call.conversation(), redaction);
        Content request = content(Transcript.request(sanitised));
        if (call.idempotencyKey() != null) {
            Optional<Outcome> before = recordings.of(task, request, privacy);
            if (before.isPresent()) {
                return again(caller, before.get());
            }
        }
        Asker asker = new Asker(
                caller.agent(),
                caller.workflow(),
                session,
                caller.subject(),
                policy.version(),
                caller.stopped(),
                caller.gate());
        Receipt receipt = new Receipt();
        RequestFacts facts = facts(model(call.model(), policy, redaction), call, sanitised);
        Opening opening;
        try {
            opening = open(task, caller, asker, facts, sanitised, request, redaction.facts(), policy, receipt);
        } catch (ConcurrencyException e) {
            // The same request came twice at once, and the other one opened the task.
            return again(caller, recordings.of(task, request, privacy).orElseThrow(Recordings.StillRunning::new));
        }
        return switch (opening) {
            case Opening.Refused refused -> {
                report(refused.refusal(), caller, task);
                yield new Outcome.Refused(task, receipt.position(), refused.refusal());
            }
            case Opening.Held held -> throw new IllegalStateException("No model call waits before it is made");
            case Opening.Permitted permitted -> {
                try {
                    yield infer(task, caller, permitted, sanitised, privacy, policy, receipt.position(), listener);
                } catch (RecordUnavailable e) {
                    throw e;
                } catch (RuntimeException e) {
                    // An intent never stays without an outcome, whatever broke in between.
                    unfinished.later(new AbandonTask(task, AbandonCause.FAULT));
                    throw e;
                }
            }
        };
    }

    /** What came of the same request before; nothing of it for one who is stopped by now. */
    private Outcome again(Caller caller, Outcome before) {
        Refusal.Stopped stopped = governance.underWay().stopped(caller);
        return stopped == null ? before : new Outcome.Refused(before.task(), before.position(), stopped);
    }

    private Opening open(
            TaskId task,
            Caller caller,
            Asker asker,
            RequestFacts facts,
            Conversation sanitised,
            Content request,
            RedactionFacts found,
            Policy policy,
            Receipt receipt)
            throws InterruptedException {
        OpenTask command = new OpenTask(
                task,
                asker,
                request,
                facts,
                found,
                classify(policy, asker, sanitised),
                governance.fleet().unavailable(),
                clock.instant(),
                prompt(caller.prompt(), sanitised));
        try {
            return commands.send(command, Opening.class, receipt);
        } catch (RecordUnavailable e) {
            // The commit may have happened all the same. Nothing has left, and once the record is back it will say so.
            unfinished.later(new AbandonTask(task, AbandonCause.COMMIT_UNKNOWN));
            throw e;
        }
    }

    private @Nullable PromptFacts prompt(@Nullable NamedPrompt named, Conversation sanitised) {
        String instructions = digests.of(sanitised).orElse(null);
        return named == null && instructions == null ? null : new PromptFacts(named, instructions);
    }

    private Outcome infer(
            TaskId task,
            Caller caller,
            Opening.Permitted permitted,
            Conversation sanitised,
            Privacy privacy,
            Policy policy,
            long openedAt,
            @Nullable Listener listener)
            throws InterruptedException {
        Restoring restoring = null;
        if (listener != null && permitted.streamed()) {
            listener.permitted(task, openedAt);
            restoring = new Restoring(privacy.vault(), listener);
        }
        Inference inference;
        Refusal.Stopped stopped;
        try (UnderWay.Call call = governance.underWay().begin(caller.agent(), caller.workflow())) {
            inference = governance
                    .fleet()
                    .infer(
                            caller.workflow(),
                            sanitised,
                            permitted.candidates(),
                            permitted.reserved(),
                            restoring,
                            failure -> commands.sendAside(new RecordAttempt(task, failure)));
            stopped = call.stopped();
        }
        Inference.Completion completion = inference.completion();
        if (restoring != null) {
            finish(restoring);
        }
        if (completion == null) {
            String reason = stopped != null
                    ? stopped.sentence()
                    : inference.failures().isEmpty()
                            ? "no candidate answered"
                            : inference.failures().getLast().detail();
            long position = record(new RecordOutcome(task, inference.failures(), null, reason), restoring != null)
                    .position();
            return stopped != null
                    ? new Outcome.Refused(task, position, stopped)
                    : new Outcome.Failed(task, position, reason);
        }
        Rubric rubric = policy.rubricOf(caller.workflow()).orElse(null);
        if (rubric != null && rubric.isStepwise()) {
            return new Drafts(
                            commands,
                            governance,
                            unfinished,
                            clock,
                            task,
                            caller,
                            rubric,
                            sanitised,
                            privacy,
                            this::reportVersion)
                    .run(inference.failures(), completion, stopped != null);
        }
        Redaction screening = privacy.screening();
        Reply kept = Sanitising.reply(completion.reply(), screening);
        Content answer = content(Transcript.answer(kept));
        Gate gate = governance.gate(caller.workflow());
        Recorded outcome = record(
                new RecordOutcome(
                        task,
                        inference.failures(),
                        new Answer(
                                new InferenceCompleted(
                                        completion.deployment(),
                                        kept.modelVersion(),
                                        completion.usage(),
                                        completion.cost(),
                                        completion.millis(),
                                        kept.finishReason(),
                                        answer.ref()),
                                answer,
                                new Screening(
                                        screening.facts().scanner(),
                                        screening.facts().found(),
                                        kept.finishReason(),
                                        kept.text().length()),
                                rubric == null
                                        ? List.of()
                                        : RubricChecks.score(rubric, kept.text(), Transcript.request(sanitised)),
                                gate,
                                stopped != null),
                        null),
                restoring != null);
        reportVersion(completion.deployment(), kept.modelVersion(), task);
        return switch (outcome.delivery()) {
            case RELEASED ->
                new Outcome.Answered(
                        task,
                        outcome.position(),
                        Sanitising.restored(kept, privacy.vault()),
                        completion.usage(),
                        completion.cost());
            case HELD, SHADOWED ->
                new Outcome.Withheld(
                        task,
                        outcome.position(),
                        outcome.delivery(),
                        gate,
                        kept.modelVersion(),
                        completion.usage(),
                        completion.cost(),
                        null);
            case FAILED -> throw new IllegalStateException("A completed inference cannot have failed");
        };
    }

    /** A caller who left before the last words is no fault: the outcome is recorded all the same. */
    private static void finish(Restoring restoring) {
        try {
            restoring.finish();
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("The caller left at the end of a stream");
        }
    }

    private record Recorded(Delivery delivery, long position) {}

    private Recorded record(RecordOutcome outcome, boolean streamed) {
        Receipt receipt = new Receipt();
        try {
            Delivery delivery = commands.send(outcome, Delivery.class, receipt);
            return new Recorded(delivery, receipt.position());
        } catch (RecordUnavailable e) {
            // The call was made and paid for: what came of it is recorded as soon as the record is back, and not
            // delivered, but for what the opening let leave while it was made.
            unfinished.later(outcome, away(outcome.task(), streamed));
            throw e;
        }
    }

    /** That an answer was not handed over, or, streamed, nobody knows how much of it, because the record was away. */
    static RecordDeliveries away(TaskId task, boolean streamed) {
        return new RecordDeliveries(List.of(new RecordDelivery(task, streamed ? null : 0L, AWAY)));
    }

    /** A name that the policy does not have can be any words of the caller. */
    private static String model(String asked, Policy policy, Redaction redaction) {
        boolean known = asked.equals(Policy.AUTO)
                || policy.alias(asked).isPresent()
                || policy.deployment(asked).isPresent();
        return known ? asked : redaction.sanitise(asked);
    }

    private static RequestFacts facts(String model, ChatCall call, Conversation sanitised) {
        return new RequestFacts(
                model,
                sanitised.messages().size(),
                Tokens.estimate(sanitised),
                Tokens.bound(sanitised),
                call.maxOutputTokens(),
                !sanitised.tools().isEmpty(),
                call.streamed());
    }

    private @Nullable Classification classify(Policy policy, Asker asker, Conversation sanitised)
            throws InterruptedException {
        Policy.Workflow workflow = policy.workflow(asker.workflow()).orElse(null);
        if (workflow == null || !workflow.classify()) {
            return null;
        }
        for (Message message : sanitised.messages().reversed()) {
            if (message instanceof Message.User user) {
                return governance
                        .fleet()
                        .classifier()
                        .classify(workflow, user.text())
                        .orElse(null);
            }
        }
        return null;
    }

    private void report(Refusal refusal, Caller caller, TaskId task) {
        if (refusal instanceof Refusal.BudgetExceeded exceeded) {
            commands.sendAside(ReportBudgetExhausted.of(exceeded, caller.agent(), caller.workflow(), task));
        }
    }

    private void reportVersion(String deployment, String modelVersion, TaskId task) {
        if (!modelVersion.equals(versionsReported.put(deployment, modelVersion))) {
            commands.sendAside(new ReportModelVersion(deployment, modelVersion, task));
        }
    }

    static Content content(String sanitised) {
        byte[] salt = new byte[Content.SALT_BYTES];
        RANDOM.nextBytes(salt);
        return Content.of(new ContentId(TaskIds.random()), salt, sanitised);
    }
}
