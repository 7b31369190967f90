package dev.chancery.folds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.InvoicedUsage;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.contracts.fact.UsageExport.Measure;
import dev.chancery.folds.ProviderCalls.Call;
import dev.chancery.folds.ProviderCalls.Kind;
import dev.chancery.folds.Reconciliation.Invoiced;
import dev.chancery.folds.Reconciliation.Recorded;
import dev.chancery.folds.Reconciliation.Row;
import dev.chancery.folds.Reconciliation.Standing;
import dev.chancery.folds.Reconciliation.Sums;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReconciliationTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 5);
    private static final String MODEL = "small";
    private static final String VERSION = "small-2026-10";

    private static Recorded answered(String version, long calls, long input, long output, long cost) {
        return new Recorded(
                DAY, "cloud/small", MODEL, version, calls, 0, 0, 0, input, output, Streams.usd(cost), Streams.usd(0));
    }

    private static Recorded failed(long attempts, long charged) {
        return new Recorded(
                DAY, "cloud/small", MODEL, null, 0, 0, attempts, 0, 0, 0, Streams.usd(0), Streams.usd(charged));
    }

    private static Invoiced usage(String model, long requests, long input, long output) {
        return new Invoiced(
                DAY, Measure.USAGE, List.of(new InvoicedUsage(DAY, model, requests, input, 0L, output, null)));
    }

    private static Invoiced cost(String model, @Nullable Micros amount) {
        return new Invoiced(DAY, Measure.COST, List.of(new InvoicedUsage(DAY, model, null, null, null, null, amount)));
    }

    private static List<Row> reconcile(List<Recorded> recorded, Invoiced... invoiced) {
        return Reconciliation.of(recorded, List.of(invoiced), Streams.USD);
    }

    @Test
    void agreesWhenBothSidesSayTheSame() {
        // when
        List<Row> rows = reconcile(
                List.of(answered(VERSION, 3, 36, 15, 120)), usage(VERSION, 3, 36, 15), cost(VERSION, Streams.usd(118)));
        // then a call's price rounded up is no remainder
        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row.standing()).isEqualTo(Standing.AGREES);
            assertThat(row.remainder().cost()).isEqualTo(Streams.usd(-2));
        });
    }

    @Test
    void saysWhatRemainsOfTwoDaysWhenCallsLieAroundMidnight() {
        // given a call that was recorded on one day and invoiced on the next, and on a third day a call too many
        LocalDate next = DAY.plusDays(1);
        List<Row> rows = reconcile(
                List.of(
                        answered(VERSION, 3, 36, 15, 120),
                        on(next, answered(VERSION, 3, 36, 15, 120)),
                        on(next.plusDays(1), answered(VERSION, 3, 36, 15, 120))),
                usage(VERSION, 2, 24, 10),
                on(next, VERSION, 4, 48, 21),
                on(next.plusDays(1), VERSION, 4, 48, 20));

        // then
        assertThat(Reconciliation.acrossMidnight(rows.getFirst(), rows.get(1)))
                .contains(new Sums(0L, 0L, 1L, null))
                .isEqualTo(Reconciliation.acrossMidnight(rows.get(1), rows.getFirst()));
        assertThat(Reconciliation.acrossMidnight(rows.get(1), rows.getLast())).isEmpty();
        assertThat(Reconciliation.acrossMidnight(rows.getFirst(), rows.getLast()))
                .isEmpty();
    }

    private static Recorded on(LocalDate day, Recorded r) {
        return new Recorded(
                day,
                r.deployment(),
                r.model(),
                r.version(),
                r.calls(),
                r.estimated(),
                r.failed(),
                r.abandoned(),
                r.inputTokens(),
                r.outputTokens(),
                r.cost(),
                r.atRisk());
    }

    private static Invoiced on(LocalDate day, String model, long requests, long input, long output) {
        return new Invoiced(
                day, Measure.USAGE, List.of(new InvoicedUsage(day, model, requests, input, 0L, output, null)));
    }

    @Test
    void aRemainderThatNothingCanBeIsUnexplained() {
        // when
        Row row = reconcile(List.of(answered(VERSION, 3, 36, 15, 120)), usage(VERSION, 4, 48, 20))
                .getFirst();
        // then
        assertThat(row.standing()).isEqualTo(Standing.UNEXPLAINED);
        assertThat(row.unexplained().requests()).isEqualTo(1);
        assertThat(row.unexplained().inputTokens()).isEqualTo(12);
        assertThat(row.unexplained().outputTokens()).isEqualTo(5);
    }

    @Test
    void failedAttemptsMayBeWhatRemainsAsFarAsTheyGo() {
        // given an answer and a failed attempt that is taken to have cost 40
        List<Recorded> recorded = List.of(answered(VERSION, 1, 12, 5, 120), failed(1, 40));
        // when and then
        assertThat(reconcile(recorded, usage(VERSION, 2, 24, 5), cost(VERSION, Streams.usd(160)))
                        .getFirst()
                        .standing())
                .isEqualTo(Standing.EXPLICABLE);
        Row more = reconcile(recorded, usage(VERSION, 4, 24, 5), cost(VERSION, Streams.usd(1_163)))
                .getFirst();
        assertThat(more.standing()).isEqualTo(Standing.UNEXPLAINED);
        assertThat(more.unexplained().requests()).isEqualTo(2);
        assertThat(more.unexplained().cost()).isEqualTo(Streams.usd(1_000));
        // and never less than what was answered
        assertThat(reconcile(recorded, usage(VERSION, 0, 0, 0))
                        .getFirst()
                        .unexplained()
                        .requests())
                .isEqualTo(-1);
    }

    @Test
    void aModelIsFoundUnderTheNameOfThePolicyWhenOneVersionAnswered() {
        assertThat(reconcile(List.of(answered(VERSION, 1, 12, 5, 120), failed(1, 0)), usage(MODEL, 1, 12, 5)))
                .singleElement()
                .satisfies(row -> assertThat(row.model()).isEqualTo(VERSION));
        // and stands for itself when there were two
        assertThat(reconcile(
                        List.of(answered(VERSION, 1, 12, 5, 120), answered("small-2026-11", 1, 12, 5, 120)),
                        usage(MODEL, 2, 24, 10)))
                .extracting(Row::model)
                .containsExactly(MODEL, VERSION, "small-2026-11");
    }

    @Test
    void whatOnlyOneSideKnowsIsShown() {
        // invoiced and never recorded
        assertThat(reconcile(List.of(), usage("unheard-of", 7, 70, 7)))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.standing()).isEqualTo(Standing.UNEXPLAINED);
                    assertThat(row.deployments()).isEmpty();
                });
        // recorded on a day that an export holds for, and not in it
        assertThat(reconcile(List.of(answered(VERSION, 1, 12, 5, 120)), new Invoiced(DAY, Measure.USAGE, List.of()))
                        .getFirst()
                        .unexplained()
                        .inputTokens())
                .isEqualTo(-12);
        // recorded on a day that no export holds for
        assertThat(reconcile(List.of(answered(VERSION, 1, 12, 5, 120)))
                        .getFirst()
                        .standing())
                .isEqualTo(Standing.NOT_INVOICED);
    }

    @Test
    void anotherCurrencyIsNeverSubtracted() {
        Row row = reconcile(
                        List.of(answered(VERSION, 1, 12, 5, 120)),
                        cost(VERSION, new Micros(120, Currency.getInstance("EUR"))))
                .getFirst();
        assertThat(row.standing()).isEqualTo(Standing.UNEXPLAINED);
        assertThat(row.remainder().cost()).isNull();
    }

    @Test
    void estimatedCountsExplainTokensButNotRequests() {
        Recorded estimated = new Recorded(
                DAY, "cloud/small", MODEL, VERSION, 1, 1, 0, 0, 500, 100, Streams.usd(900), Streams.usd(0));
        assertThat(reconcile(List.of(estimated), usage(VERSION, 1, 12, 5))
                        .getFirst()
                        .standing())
                .isEqualTo(Standing.EXPLICABLE);
        assertThat(reconcile(List.of(estimated), usage(VERSION, 3, 12, 5))
                        .getFirst()
                        .standing())
                .isEqualTo(Standing.UNEXPLAINED);
    }

    @Test
    void whateverAProviderMayChargeIsACallOfTheDayOnWhichItEnded() {
        // given a task opened before midnight that failed twice, once for nothing, and was answered; and two abandoned
        // ones
        List<dev.chancery.contracts.log.Recorded> log = new ArrayList<>(Streams.task(
                "t-1",
                Streams.routed(Streams.candidate("cloud/small", Tier.WORKER)),
                Streams.failed("cloud/small", 40),
                Streams.failed("cloud/small", 0),
                Streams.completed("cloud/small", 120)));
        // when
        TreeMap<Long, Call> calls = Streams.fold(new ProviderCalls(), log);
        // then
        assertThat(calls.values()).extracting(Call::kind).containsExactly(Kind.FAILED, Kind.ANSWERED);
        assertThat(calls.values()).extracting(Call::day).containsOnly(LocalDate.of(2026, 12, 1));
        assertThat(calls.firstEntry().getValue().amount()).isEqualTo(Streams.usd(40));
        assertThat(calls.lastEntry().getValue().modelVersion()).isEqualTo("cloud/small-2026");
        assertThat(calls.lastEntry().getValue().inputTokens()).isEqualTo(40);
    }

    @Test
    void anAbandonedTaskIsACallUnlessItIsKnownThatNothingWasSent() {
        List<Candidate> seats = List.of(Streams.candidate("cloud/small", Tier.WORKER));
        assertThat(Streams.fold(
                                new ProviderCalls(),
                                Streams.task(
                                        "t-1",
                                        Streams.routed(seats.getFirst()),
                                        Streams.reserved(900),
                                        Streams.settled(900, 900),
                                        new TaskAbandoned(AbandonCause.PROCESS_ENDED, Sent.UNKNOWN, null, null, null)))
                        .values())
                .singleElement()
                .satisfies(call -> {
                    assertThat(call.kind()).isEqualTo(Kind.ABANDONED);
                    assertThat(call.amount()).isEqualTo(Streams.usd(900));
                    assertThat(call.deployment()).isEqualTo("cloud/small");
                });
        assertThat(Streams.fold(
                        new ProviderCalls(),
                        Streams.task(
                                "t-2",
                                Streams.routed(seats.getFirst()),
                                Streams.reserved(900),
                                Streams.settled(900, 0),
                                new TaskAbandoned(AbandonCause.PROCESS_ENDED, Sent.UNKNOWN, null, null, null))))
                .isEmpty();
    }
}
