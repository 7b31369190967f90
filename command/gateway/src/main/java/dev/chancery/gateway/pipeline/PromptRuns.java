package dev.chancery.gateway.pipeline;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.BiasCommand.CheckPairs;
import dev.chancery.contracts.command.BiasCommand.FailPairs;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.fact.BiasAnswer;
import dev.chancery.contracts.fact.BiasPrompt;
import dev.chancery.contracts.fact.BiasReading;
import dev.chancery.contracts.fact.BiasSuite;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.decisions.fairness.AnswerReading;
import dev.chancery.gateway.agents.Caller;
import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Message;
import dev.chancery.inference.conversation.Sampling;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the prompts of a suite, one after the other, each as a governed request of the suite's agent, and hands in what was read in
 * the answers. Each prompt has an idempotency key of its own, so that a run which was cut off goes on where it was: what was answered
 * before is read from the record and is not asked, or paid for, again.
 */
public final class PromptRuns {

    private static final Logger LOG = LoggerFactory.getLogger(PromptRuns.class);

    /** When so many prompts in a row have no answer, the models are away and the others would have none either. */
    static final int UNANSWERED_IN_A_ROW = 10;

    /** So many prompts of a run that have no answer, for a crash or a model that failed, are sent once more. */
    static final int SENT_ONCE_MORE = 20;

    /** Beside the words themselves, the most that a request of one or two messages needs. */
    private static final int AROUND_THE_WORDS = 200;

    /** Governs a model call. */
    @FunctionalInterface
    public interface Asking {

        /** As {@link Pipeline#run} does. */
        Outcome ask(Caller caller, ChatCall call) throws InterruptedException;
    }

    private final Asking asking;
    private final Governance governance;
    private final Deliveries deliveries;
    private final EventLog log;
    private final ContentStore contents;
    private final Consumer<Command> send;
    private final InstantSource clock;

    /** Records by sending commands. */
    public PromptRuns(
            Asking asking,
            Governance governance,
            Deliveries deliveries,
            EventLog log,
            ContentStore contents,
            Consumer<Command> send,
            InstantSource clock) {
        this.asking = asking;
        this.governance = governance;
        this.deliveries = deliveries;
        this.log = log;
        this.contents = contents;
        this.send = send;
        this.clock = clock;
    }

    /** The prompts cannot be sent. The message says why. */
    private static final class Ended extends Exception {
        private static final long serialVersionUID = 1;

        Ended(String message) {
            super(message);
        }
    }

    /**
     * Sends what was not sent yet, and hands in what came of all of it.
     *
     * @param goesOn asked before each prompt; when it does not, the run stays as it is for the next time
     * @throws RecordUnavailable when the record cannot be written; the run stays as it is
     * @throws Recordings.StillRunning when one of the prompts is under way elsewhere; the run stays as it is
     */
    public void run(BiasSuite suite, String run, BooleanSupplier goesOn) throws InterruptedException {
        String failed;
        try {
            demandSeen(suite);
            List<BiasAnswer> answers = new ArrayList<>();
            int unanswered = 0;
            int again = 0;
            for (BiasPrompt prompt : suite.prompts()) {
                if (!goesOn.getAsBoolean()) {
                    return;
                }
                BiasAnswer answer = ask(suite, prompt, key(suite, run, prompt));
                if (answer.reading() == BiasReading.UNANSWERED && again < SENT_ONCE_MORE) {
                    again++;
                    answer = ask(suite, prompt, key(suite, run, prompt) + "/again");
                }
                answers.add(answer);
                unanswered = answer.reading() == BiasReading.UNANSWERED ? unanswered + 1 : 0;
                if (unanswered == UNANSWERED_IN_A_ROW) {
                    throw new Ended("No model answered " + UNANSWERED_IN_A_ROW + " prompts in a row, the last in task "
                            + answer.task() + ".");
                }
            }
            send.accept(new CheckPairs(suite.subject(), suite.suite(), run, answers, clock.instant()));
            return;
        } catch (Ended e) {
            failed = String.valueOf(e.getMessage());
        } catch (RecordUnavailable | Recordings.StillRunning e) {
            throw e;
        } catch (Recordings.KeyReused e) {
            failed =
                    "A prompt is another one than when the run began: the policy's redaction, or the record, has changed.";
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("run", run).setCause(e).log("A run of counterfactual prompts failed by a fault");
            failed = "A fault of Chancery; its log has more.";
        }
        send.accept(new FailPairs(suite.subject(), suite.suite(), run, failed));
    }

    /** What is taken for personal data is a placeholder to the model, whatever the value. */
    private void demandSeen(BiasSuite suite) throws Ended {
        for (BiasPrompt prompt : suite.prompts()) {
            String text = suite.text(prompt);
            if (!governance.once(governance.policies().current()).sanitise(text).equals(text)) {
                throw new Ended("The policy in force redacts a prompt of template " + prompt.template()
                        + ", so that the model would not see what differs.");
            }
        }
    }

    private BiasAnswer ask(BiasSuite suite, BiasPrompt prompt, String key) throws Ended, InterruptedException {
        Gate gate = governance.gate(suite.workflow());
        if (gate == Gate.HUMAN_IN_THE_LOOP) {
            throw new Ended(
                    "The gate of the workflow '" + suite.workflow()
                            + "' holds each answer for a person. Name a workflow with the same deployments that is in the shadow.");
        }
        Caller caller = new Caller(
                suite.agent(),
                suite.workflow(),
                null,
                null,
                null,
                governance.underWay().stopped(suite.agent(), suite.workflow()),
                gate);
        Outcome outcome = asking.ask(caller, call(suite, prompt, key));
        return switch (outcome) {
            case Outcome.Refused refused ->
                throw new Ended("Task " + refused.task() + " was refused: "
                        + refused.refusal().sentence());
            case Outcome.Failed none -> new BiasAnswer(prompt, none.task(), BiasReading.UNANSWERED);
            case Outcome.Withheld withheld -> new BiasAnswer(prompt, withheld.task(), read(suite, withheld.task()));
            case Outcome.Answered answered -> {
                deliveries.delivered(answered.task(), answered.reply().text().getBytes(StandardCharsets.UTF_8).length);
                yield new BiasAnswer(prompt, answered.task(), read(suite, answered.task()));
            }
        };
    }

    private static ChatCall call(BiasSuite suite, BiasPrompt prompt, String key) {
        List<Message> messages = new ArrayList<>();
        if (suite.instructions() != null) {
            messages.add(new Message.System(suite.instructions()));
        }
        String text = suite.text(prompt);
        messages.add(new Message.User(text));
        int bytes = AROUND_THE_WORDS
                + 2 * text.getBytes(StandardCharsets.UTF_8).length
                + (suite.instructions() == null ? 0 : 2 * suite.instructions().getBytes(StandardCharsets.UTF_8).length);
        return new ChatCall(
                suite.model(),
                new Conversation(messages, List.of(), null, Sampling.DEFAULT),
                suite.maxOutputTokens(),
                false,
                bytes,
                key);
    }

    /** Which prompt of which run it is, and so the task: whoever has the suite can tell them. */
    static String key(BiasSuite suite, String run, BiasPrompt prompt) {
        return "bias-pairs/" + run + "/" + prompt.template() + "." + prompt.wording() + "."
                + suite.values().indexOf(prompt.value()) + "." + prompt.repeat();
    }

    /** The sanitised answer is read, which the record can show. */
    private BiasReading read(BiasSuite suite, TaskId task) {
        InferenceCompleted last = null;
        for (StoredEvent stored : log.readStream(TaskCommand.stream(task))) {
            if (log.decode(stored).event() instanceof InferenceCompleted completed) {
                last = completed;
            }
        }
        if (last == null) {
            return BiasReading.UNANSWERED;
        }
        InferenceCompleted completed = last;
        return contents.find(completed.answer().content())
                .map(kept -> AnswerReading.read(
                        suite.favourable(),
                        Transcript.answer(kept.text(), completed.finishReason(), completed.modelVersion())
                                .text()))
                .orElse(BiasReading.UNANSWERED);
    }
}
