package dev.chancery.reports.pack;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.SubjectId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.TaskCommand.Answer;
import dev.chancery.contracts.command.TaskCommand.Asker;
import dev.chancery.contracts.command.TaskCommand.OpenTask;
import dev.chancery.contracts.command.TaskCommand.RecordOutcome;
import dev.chancery.contracts.event.AgentEvent.AgentRegistered;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.fact.Screening;
import dev.chancery.contracts.fact.TypeCount;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.log.Content;
import dev.chancery.decisions.budget.BudgetDecision;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.decisions.task.TaskOpening;
import dev.chancery.decisions.task.TaskOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A company's log: its policy, an agent, two workflows, and tasks that the real decisions opened and closed, interleaved. */
public final class SampleLog {

    public static final String DOCUMENT =
            PolicyDocument.canonical(JsonMapper.shared().readTree(resource()));
    public static final Policy POLICY = PolicyDocument.parse(DOCUMENT);
    static final AgentId AGENT = new AgentId("clerk");

    private SampleLog() {}

    /** Every third task writes a letter, every seventh is refused, the last one has no outcome. */
    public static MemoryLog of(int tasks) {
        MemoryLog log = new MemoryLog();
        log.append("policy", new PolicyActivated(POLICY.version(), DOCUMENT));
        log.append("agent/clerk", new AgentRegistered(AGENT, "desk@example.com", "Helps the desk", null, null));
        log.append("workflow/support", new WorkflowRegistered(new WorkflowId("support"), "Answers", Gate.AUTONOMOUS));
        log.append(
                "workflow/letters",
                new WorkflowRegistered(new WorkflowId("letters"), "Writes letters", Gate.HUMAN_IN_THE_LOOP));
        return more(log, 0, tasks);
    }

    /** Opens the tasks {@code from} to {@code to - 1} and closes all but the last of them. */
    static MemoryLog more(MemoryLog log, int from, int to) {
        return more(log, from, to, null);
    }

    /**
     * The same for a person concerned.
     *
     * @param subject whom the tasks are about, null for nobody
     */
    static MemoryLog more(MemoryLog log, int from, int to, @Nullable SubjectId subject) {
        List<Event> before = List.of();
        for (int i = from; i < to; i++) {
            List<Event> opening = opening(i, subject);
            log.keep(content("q-" + i));
            log.append(stream(i), opening.toArray(Event[]::new));
            close(log, i - 1, before);
            before = opening;
        }
        return log;
    }

    public static String stream(int task) {
        return "task/t-" + task;
    }

    private static String workflow(int task) {
        return task % 3 == 2 ? "letters" : "support";
    }

    private static Gate gate(int task) {
        return task % 3 == 2 ? Gate.HUMAN_IN_THE_LOOP : Gate.AUTONOMOUS;
    }

    private static List<Event> opening(int i, @Nullable SubjectId subject) {
        TaskId task = new TaskId("t-" + i);
        SessionId session = new SessionId("s-" + i / 5);
        List<TypeCount> found = i % 7 == 6
                ? List.of(new TypeCount("IBAN_CODE", 1))
                : i % 2 == 0 ? List.of() : List.of(new TypeCount("EMAIL_ADDRESS", 2));
        OpenTask open = new OpenTask(
                task,
                new Asker(AGENT, new WorkflowId(workflow(i)), session, subject, POLICY.version(), null, gate(i)),
                content("q-" + i),
                new RequestFacts("auto", 1, 100, 400, 200, false, i % 5 == 0),
                new RedactionFacts("structured/1", found),
                null,
                List.of(),
                MemoryLog.START);
        List<ScopeBalance> balances =
                BudgetDecision.applicable(POLICY, AGENT, new WorkflowId("support"), session, task, MemoryLog.START)
                        .stream()
                        .map(cap -> new ScopeBalance(cap.scope(), cap.cap(), usd(i), usd(0)))
                        .toList();
        return TaskOpening.decide(open, POLICY, balances);
    }

    private static void close(MemoryLog log, int i, List<Event> opening) {
        for (Event event : opening) {
            if (event instanceof SpendReserved reserved) {
                Content answer = log.keep(content("a-" + i));
                InferenceCompleted completed = new InferenceCompleted(
                        "cloud/small", "small-2026-10", new Usage(90, 30, false), usd(60), 700, "stop", answer.ref());
                Screening screening = new Screening("structured/1", List.of(), "stop", 20);
                log.append(
                        stream(i),
                        TaskOutcome.decide(
                                        new RecordOutcome(
                                                new TaskId("t-" + i),
                                                List.of(),
                                                new Answer(completed, answer, screening, List.of(), gate(i), false),
                                                null),
                                        POLICY,
                                        reserved.amount(),
                                        new WorkflowId(workflow(i)),
                                        opening.getLast() != reserved)
                                .toArray(Event[]::new));
            }
        }
    }

    static Content content(String id) {
        return Content.of(
                new ContentId(id),
                Arrays.copyOf(id.getBytes(StandardCharsets.UTF_8), Content.SALT_BYTES),
                "Sanitised, \"" + id + "\": „ä\u0001“ 𝄞");
    }

    private static Micros usd(long micros) {
        return new Micros(micros, Currency.getInstance("USD"));
    }

    private static String resource() {
        try (InputStream in = Objects.requireNonNull(SampleLog.class.getResourceAsStream("policy.json"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
