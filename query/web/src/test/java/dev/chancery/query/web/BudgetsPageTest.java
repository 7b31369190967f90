package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.ValueCommand.SetBaseline;
import dev.chancery.contracts.fact.Baseline;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetsPageTest extends WebTest {

    private static final String FORM =
            "workflow=card-support&currency=EUR&since=2026-11-01&source=time+study+of+October";

    @Test
    void holdsWhatIsGoneAgainstEachCapAndTellsOfAlerts() throws Exception {
        // when
        String page = keep("budgets", new Visitor().signedIn().get("/budgets"));

        // then
        assertThat(page)
                .contains(
                        "agent-day support-bot",
                        "4.31\u00a0USD spent, 0.12\u00a0USD promised, 0.57\u00a0USD left of 5.00\u00a0USD",
                        "nearly used up",
                        "width=\"86%\"",
                        "80 % of 2026-11",
                        "Cost per day",
                        "agent support-bot",
                        "/api/budgets/balances?format=csv")
                .doesNotContain("style=", "onclick", "<script>");
        assertThat(page.indexOf("workflow-day refunds"))
                .as("the fullest first")
                .isLessThan(page.indexOf("agent-day support-bot"));
    }

    @Test
    void costsHaveAPeriodADimensionAndATable() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // when
        String page = keep("budgets-costs", admin.get("/budgets/costs?by=agent&from=2026-11-01&to=2026-11-30"));
        String empty = keep("budgets-empty", admin.get("/budgets/costs?from=1999-01-01&to=1999-01-31"));

        // then
        assertThat(page)
                .contains(
                        "By agent",
                        "0.24\u00a0USD",
                        "Cost by agent",
                        "by=agent&amp;from=2026-11-01&amp;to=2026-11-30&amp;format=csv",
                        "a note");
        assertThat(empty).contains("No task was settled in this time.").doesNotContain("<svg class=\"plot\"");
    }

    @Test
    void pricesAreHeldAgainstLists() throws Exception {
        // when
        String page = keep("budgets-prices", new Visitor().signedIn().get("/budgets/prices?date=2026-08-21"));

        // then
        assertThat(page)
                .contains(
                        "of policy p1",
                        "2.50\u00a0USD",
                        "genai of 2026-08-21",
                        "the same",
                        "input 2.5 → 1.25",
                        "(by hand)",
                        "abababababab…");
    }

    @Test
    void valueIsShownWithWhatItLeavesOutAndProposalsWithEvidence() throws Exception {
        // when
        String page = keep("budgets-value", new Visitor().signedIn().get("/budgets/value"));

        // then
        assertThat(page)
                .contains(
                        "+400.26\u00a0USD",
                        "4\u202f331 %",
                        "what it leaves out",
                        "2 reviews were not timed",
                        "wide cap: agent-day support-bot",
                        "highest day",
                        "too few outputs");
    }

    @Test
    void aBaselineIsSetAsTheApiSetsIt() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/budgets/value");

        // when
        HttpResponse<String> set =
                admin.form("/budgets/baselines", FORM + "&way=time&minutesPerTask=6.5&hourlyRate=42&costPerTask=9");
        String after = admin.get("/budgets/value").body();

        // then 42 an hour for 390 seconds; the amount of the other way is not looked at
        assertThat(set.statusCode()).isEqualTo(302);
        Baseline baseline = journal.of(SetBaseline.class).getFirst().baseline();
        assertThat(baseline.costPerTask().toString()).isEqualTo("4.550000 EUR");
        assertThat(journal.of(SetBaseline.class).getFirst().by()).isEqualTo(MemoryAccounts.ADMIN);
        assertThat(after).contains("A task of card-support costs 4.55\u00a0EUR when people do it, from 2026-11-01 on.");
    }

    @ParameterizedTest
    @CsvSource({
        "way=cost,400,Give either",
        "way=cost&costPerTask=much,400,is a decimal text",
        "way=time&minutesPerTask=soon&hourlyRate=3,400,as a number such as 6.5",
    })
    void whatCannotBeSetStaysInTheForm(String fields, int status, String words) throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/budgets/value");

        // when
        HttpResponse<String> page = admin.form("/budgets/baselines", FORM + "&" + fields);

        // then
        assertThat(page.statusCode()).isEqualTo(status);
        assertThat(page.body()).contains("role=\"alert\"", words, "value=\"time study of October\"", "open=\"open\"");
        assertThat(journal.of(SetBaseline.class)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/budgets/costs?by=colour",
                "/budgets/costs?from=soon",
                "/budgets/costs?from=2026-02-01&to=2026-01-01",
                "/budgets/prices?date=x",
                "/budgets/value?to=x"
            })
    void refusesWhatItCannotShow(String path) throws Exception {
        assertThat(new Visitor().signedIn().get(path).statusCode()).isEqualTo(400);
    }
}
