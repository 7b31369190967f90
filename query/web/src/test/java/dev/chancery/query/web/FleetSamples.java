package dev.chancery.query.web;

import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.Drift;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.fact.Tariff;
import dev.chancery.query.contracts.AgentRulesView;
import dev.chancery.query.contracts.AgentsView.KeyView;
import dev.chancery.query.contracts.FleetView;
import dev.chancery.query.contracts.FleetView.DeploymentView;
import dev.chancery.query.contracts.FleetView.Health;
import dev.chancery.query.contracts.GateStandingView;
import dev.chancery.query.contracts.GateStandingView.Condition;
import dev.chancery.query.contracts.GateStandingView.Move;
import dev.chancery.query.contracts.GateStandingView.Watched;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Workflows, agents and deployments as their views would show them. */
final class FleetSamples {

    static final Instant AT = Instant.parse("2026-11-02T09:00:00Z");

    private FleetSamples() {}

    static List<KeyView> keys() {
        return List.of(
                new KeyView("0a1b2c3d", AT, null, null),
                new KeyView("deadbeef", AT.minusSeconds(90), AT, "it was in a <b>mail</b>"));
    }

    static AgentRulesView rules() {
        return new AgentRulesView(
                "support-bot",
                "p1",
                List.of("card-support"),
                List.of(
                        new AgentRulesView.Cap(BudgetScope.Kind.TASK, Sample.usd(20_000)),
                        new AgentRulesView.Cap(BudgetScope.Kind.AGENT_DAY, Sample.usd(2_468))),
                new AgentRulesView.Loops(10, 60),
                List.of(new AgentRulesView.Grant(
                        "crm/erase", "WRITE", "ALWAYS", "HOLD", 0.5, 3, null, Sample.usd(1_000), true)));
    }

    /** A workflow that is not ready yet, or one that is free and watched. */
    static GateStandingView standing(Gate gate) {
        boolean free = gate == Gate.AUTONOMOUS;
        return new GateStandingView(
                "card-support",
                "Answers people who lost a card",
                gate,
                AT,
                free ? null : Gate.AUTONOMOUS,
                new GateEvidence(50, 49, 0.89),
                new GateConduct(AT, AT.plus(Duration.ofDays(10)), 60, 3, 0, 0, 0, 60, Sample.usd(60), 0, 0),
                "3b5d5c3712955042212316173ccf37be",
                List.of("ada"),
                0.05,
                "support-answer",
                free
                        ? List.of()
                        : List.of(
                                new Condition(
                                        "TIME",
                                        "at least 4 weeks at this gate",
                                        "10 days",
                                        false,
                                        null,
                                        null,
                                        null,
                                        null,
                                        "The gate has stood here for 10 days; a promotion needs 4 weeks."),
                                new Condition(
                                        "REVIEWED",
                                        "at least 30 outputs that people decided",
                                        "50 decided",
                                        true,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null),
                                new Condition(
                                        "APPROVED_UNCHANGED",
                                        "with 95 % confidence at least 80.0 % approved unchanged",
                                        "49 of 50 (98.0 %)",
                                        true,
                                        49,
                                        50,
                                        0.8950,
                                        0.9965,
                                        null)),
                List.of(new Watched(
                        Drift.Metric.CHANGED,
                        0.1,
                        0.5,
                        100,
                        free ? 8 : 0,
                        free ? 2 : 0,
                        free ? 0.57 : 0,
                        free ? List.of(0.0, 0.35, 0.22, 0.09, 0.0, 0.35, 0.7, 0.57) : List.of())),
                true,
                true,
                List.of(
                        new Move(
                                90,
                                AT.plus(Duration.ofDays(9)),
                                Gate.HUMAN_IN_THE_LOOP,
                                Gate.AUTONOMOUS,
                                "ada",
                                "they <b>ask</b>",
                                "The gate has stood here for 9 days; a promotion needs 4 weeks.",
                                44,
                                43),
                        new Move(
                                70,
                                AT,
                                Gate.AUTONOMOUS,
                                Gate.HUMAN_IN_THE_LOOP,
                                "chancery",
                                "Of the last 11, 11 delivered outputs were not found right.",
                                null,
                                0,
                                0),
                        new Move(
                                40,
                                AT.minus(Duration.ofDays(30)),
                                Gate.SHADOW,
                                Gate.HUMAN_IN_THE_LOOP,
                                "ada",
                                "proven",
                                null,
                                0,
                                0)));
    }

    static FleetView fleet() {
        return new FleetView(
                AT,
                false,
                "3b5d5c3712955042212316173ccf37be",
                List.of(
                        deployment(
                                "cloud/m",
                                "OPENAI",
                                "m",
                                "Maker",
                                "CLOUD",
                                new Health(FleetView.State.CLOSED, 3, 20, 1, 0.5, 5)),
                        deployment(
                                "cloud/judge",
                                "ANTHROPIC",
                                "j",
                                null,
                                "CLOUD",
                                new Health(FleetView.State.OPEN, 0, 20, 12, 0.5, 5)),
                        deployment(
                                "local/spare",
                                "EMBEDDED",
                                "extractive",
                                null,
                                "LOCAL",
                                new Health(FleetView.State.CLOSED, 0, 0, 0, 0.5, 5))));
    }

    private static DeploymentView deployment(
            String id, String provider, String model, String vendor, String location, Health health) {
        return new DeploymentView(
                id,
                provider,
                model,
                vendor,
                null,
                "WORKER",
                location,
                Tariff.of(Sample.usd(250_000), Sample.usd(2_000_000)),
                100_000,
                4_096,
                true,
                60_000,
                health);
    }
}
