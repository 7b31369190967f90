package dev.chancery.gateway.pipeline;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.ModelCommand.ReportModelVersion;
import dev.chancery.contracts.command.Opening;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.command.TaskCommand.AbandonTask;
import dev.chancery.contracts.command.TaskCommand.Asker;
import dev.chancery.contracts.command.TaskCommand.OpenComparison;
import dev.chancery.contracts.command.TaskCommand.RecordAttempt;
import dev.chancery.contracts.command.TaskCommand.RecordComparison;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.event.TaskEvent.OutputScreened;
import dev.chancery.contracts.event.TaskEvent.PersonalDataRedacted;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.Pair;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.TypeCount;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.ContentUnreadable;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Receipt;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Rubric;
import dev.chancery.gateway.agents.UnderWay;
import dev.chancery.gateway.judge.JudgePrompt;
import dev.chancery.gateway.judge.PairCall;
import dev.chancery.gateway.privacy.Placeholders;
import dev.chancery.inference.conversation.Conversation;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a judge compare what a model answered with what a person put in its place, from the record alone: sanitised texts, in a task of
 * its own that is decided, reserved, recorded and settled like any other. Nobody waits for it.
 */
public final class Comparisons {

    private static final Logger LOG = LoggerFactory.getLogger(Comparisons.class);

    /** How what placeholders tell is named among recognisers. */
    private static final String PLACEHOLDERS = "placeholders/1";

    private final Commands commands;
    private final Governance governance;
    private final EventLog log;
    private final ContentStore contents;
    private final Unfinished unfinished;
    private final Clock clock;

    public Comparisons(
            Commands commands,
            Governance governance,
            EventLog log,
            ContentStore contents,
            Unfinished unfinished,
            Clock clock) {
        this.commands = commands;
        this.governance = governance;
        this.log = log;
        this.contents = contents;
        this.unfinished = unfinished;
        this.clock = clock;
    }

    /** What the stream of the reviewed task tells. */
    private static final class Source {
        private @Nullable TaskOpened opened;
        private @Nullable InferenceCompleted completed;
        private @Nullable ContentRef correction;
        private @Nullable String scanner;
        private final SortedMap<String, Integer> found = new TreeMap<>();

        void take(Event event) {
            if (event instanceof TaskOpened e) {
                opened = e;
            } else if (event instanceof PersonalDataRedacted e) {
                scanner = e.facts().scanner();
                found(e.facts().found());
            } else if (event instanceof InferenceCompleted e) {
                completed = e;
            } else if (event instanceof OutputScreened e) {
                found(e.screening().personalData());
            } else if (event instanceof OutputEdited e) {
                correction = e.answer();
            } else if (event instanceof OutputReviewed e) {
                correction = e.better();
            }
        }

        void found(List<TypeCount> counts) {
            counts.forEach(count -> found.merge(count.type(), count.count(), Math::max));
        }

        RedactionFacts facts() {
            return new RedactionFacts(
                    scanner == null ? PLACEHOLDERS : scanner + "+" + PLACEHOLDERS,
                    found.entrySet().stream()
                            .map(each -> new TypeCount(each.getKey(), each.getValue()))
                            .toList());
        }
    }

    /** The texts as the judge is shown them. */
    private record Texts(String request, String output, String correction) {}

    /**
     * Asks the judge about the pair of a task. Does nothing when it was asked before.
     *
     * @throws RecordUnavailable when the record cannot be written
     */
    public void run(TaskId of) {
        Source source = new Source();
        for (StoredEvent stored : log.readStream(TaskCommand.stream(of))) {
            source.take(log.decode(stored).event());
        }
        TaskOpened opened = source.opened;
        InferenceCompleted completed = source.completed;
        ContentRef correction = source.correction;
        if (opened == null || completed == null || correction == null) {
            throw new IllegalStateException("The task " + of + " has no pair");
        }
        Policy policy = governance.policies().current();
        Texts texts = texts(opened.request(), completed.answer(), correction).orElse(null);
        if (texts != null) {
            source.found(Placeholders.in(List.of(texts.request(), texts.output(), texts.correction())));
        }
        Rubric rubric = policy.comparing(opened.workflow()).orElse(null);
        Pair pair = new Pair(
                of,
                completed.answer(),
                correction,
                texts == null ? 0 : length(texts.output()),
                texts == null ? 0 : length(texts.correction()),
                completed.deployment(),
                completed.modelVersion());
        OpenComparison command = new OpenComparison(
                Pair.comparison(of),
                new Asker(
                        opened.agent(),
                        opened.workflow(),
                        opened.session(),
                        opened.subject(),
                        policy.version(),
                        governance.underWay().stopped(opened.agent(), opened.workflow()),
                        governance.gate(opened.workflow())),
                opened.request(),
                pair,
                texts == null ? null : shape(texts, rubric),
                source.facts(),
                governance.fleet().unavailable(),
                clock.instant());
        if (open(command) instanceof Opening.Permitted permitted && rubric != null && texts != null) {
            try {
                compare(command, permitted, rubric, texts);
            } catch (RuntimeException e) {
                // An intent never stays without an outcome, whatever broke in between.
                unfinished.later(new AbandonTask(command.task(), AbandonCause.FAULT));
                throw e;
            }
        }
    }

    private @Nullable Opening open(OpenComparison command) {
        try {
            return commands.send(command, Opening.class, new Receipt());
        } catch (ConcurrencyException e) {
            // The views do not show yet that it was asked.
            return null;
        } catch (RecordUnavailable e) {
            // The commit may have happened all the same. Nothing has left, and once the record is back it will say so.
            unfinished.later(new AbandonTask(command.task(), AbandonCause.COMMIT_UNKNOWN));
            throw e;
        }
    }

    private void compare(OpenComparison command, Opening.Permitted permitted, Rubric rubric, Texts texts) {
        TaskId task = command.task();
        PairCall.Result result;
        try (UnderWay.Call call = governance
                .underWay()
                .begin(command.asker().agent(), command.asker().workflow())) {
            result = new PairCall(
                            governance.fleet(),
                            command.asker().workflow(),
                            rubric,
                            permitted.candidates().getFirst(),
                            permitted.reserved(),
                            failure -> commands.sendAside(new RecordAttempt(task, failure)))
                    .ask(texts.request(), texts.output(), texts.correction());
            if (call.stopped() != null) {
                LOG.atInfo().addKeyValue("task", task).log("A comparison was broken off, for its caller was stopped");
            }
        }
        RecordComparison outcome = new RecordComparison(
                task, result.failures(), result.answers(), result.outputFirst(), result.correctionFirst());
        try {
            commands.send(outcome);
        } catch (RecordUnavailable e) {
            unfinished.later(outcome);
            return;
        }
        if (!result.answers().isEmpty()) {
            JudgeAnswered last = result.answers().getLast();
            commands.sendAside(new ReportModelVersion(last.deployment(), last.modelVersion(), task));
        }
    }

    /** Of both orders, for the same texts make the same length. */
    private static RequestFacts shape(Texts texts, @Nullable Rubric rubric) {
        if (rubric == null) {
            return new RequestFacts("", 0, 0, 0, null, false, false);
        }
        Conversation question = JudgePrompt.choice(rubric, texts.request(), texts.output(), texts.correction());
        return new RequestFacts(
                String.valueOf(rubric.scorer()),
                question.messages().size(),
                Tokens.estimate(question),
                Tokens.bound(question),
                rubric.judge() == null ? null : rubric.judge().maxOutputTokens(),
                false,
                false);
    }

    private Optional<Texts> texts(ContentRef request, ContentRef output, ContentRef correction) {
        List<String> texts = new ArrayList<>();
        for (ContentRef ref : List.of(request, output, correction)) {
            text(ref).ifPresent(texts::add);
        }
        return texts.size() == 3 ? Optional.of(new Texts(texts.get(0), texts.get(1), texts.get(2))) : Optional.empty();
    }

    private Optional<String> text(ContentRef ref) {
        try {
            return contents.find(ref.content()).map(Content::text);
        } catch (ContentUnreadable e) {
            LOG.atWarn().addKeyValue("content", ref.content()).log("A content cannot be read, so it is not compared");
            return Optional.empty();
        }
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
