package dev.chancery.decisions;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.TaskCommand.Asker;
import dev.chancery.contracts.command.TaskCommand.OpenTask;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.RoutingFacts;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.fact.Sensitivity;
import dev.chancery.contracts.fact.TypeCount;
import dev.chancery.contracts.log.Content;
import dev.chancery.decisions.budget.BudgetDecision;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Objects;

/** A company's policy and a request under it. */
public final class Sample {

    public static final Currency USD = Currency.getInstance("USD");
    public static final Instant NOON = Instant.parse("2026-11-20T12:00:00.123456Z");
    public static final String DOCUMENT = document();
    public static final Policy POLICY = PolicyDocument.parse(DOCUMENT);

    private Sample() {}

    public static Micros usd(long micros) {
        return new Micros(micros, USD);
    }

    public static RequestFacts request(String model) {
        return new RequestFacts(model, 2, 1_000, 4_000, null, false, false);
    }

    public static RoutingFacts facts(RequestFacts request) {
        return facts(request, "support", Sensitivity.ORDINARY, List.of());
    }

    public static RoutingFacts facts(
            RequestFacts request, String workflow, Sensitivity sensitivity, List<String> unavailable) {
        return new RoutingFacts(
                new AgentId("clerk"), new WorkflowId(workflow), request, sensitivity, null, unavailable, NOON);
    }

    public static RedactionFacts found(String... types) {
        return new RedactionFacts(
                "structured/1",
                List.of(types).stream().map(t -> new TypeCount(t, 1)).toList());
    }

    public static OpenTask open(RequestFacts request, String workflow, Gate gate, RedactionFacts redaction) {
        return new OpenTask(
                new TaskId("t-1"),
                asker(workflow, gate, null),
                content("{}"),
                request,
                redaction,
                null,
                List.of(),
                NOON);
    }

    public static Asker asker(String workflow, Gate gate, Refusal.Stopped stopped) {
        return new Asker(
                new AgentId("clerk"),
                new WorkflowId(workflow),
                new SessionId("s-1"),
                null,
                POLICY.version(),
                stopped,
                gate);
    }

    public static Content content(String text) {
        return Content.of(new ContentId("c-1"), new byte[Content.SALT_BYTES], text);
    }

    /** Every budget of the clerk, with this much settled in the day's. */
    public static List<ScopeBalance> balances(long settledToday) {
        return BudgetDecision.applicable(
                        POLICY,
                        new AgentId("clerk"),
                        new WorkflowId("support"),
                        new SessionId("s-1"),
                        new TaskId("t-1"),
                        NOON)
                .stream()
                .map(cap -> new ScopeBalance(
                        cap.scope(),
                        cap.cap(),
                        switch (cap.scope().kind()) {
                            case TASK, SESSION -> usd(0);
                            case AGENT_DAY, WORKFLOW_DAY, AGENT_MONTH, COMPANY_MONTH -> usd(settledToday);
                        },
                        usd(0)))
                .toList();
    }

    private static String document() {
        try (InputStream in = Objects.requireNonNull(Sample.class.getResourceAsStream("policy.json"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
