package dev.chancery.query.web;

import static dev.chancery.query.web.SystemPagesTest.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.DutyCommand.DeclareQuality;
import dev.chancery.contracts.command.DutyCommand.RecordDuty;
import dev.chancery.contracts.command.IncidentCommand;
import dev.chancery.contracts.command.IncidentCommand.OpenIncident;
import dev.chancery.contracts.command.IncidentCommand.PlanCorrectiveAction;
import dev.chancery.contracts.command.IncidentCommand.RecordIncidentReport;
import dev.chancery.contracts.command.RuleSetCommand.AdoptRuleSet;
import dev.chancery.contracts.fact.DateReading;
import dev.chancery.contracts.fact.RecordedDuty;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages of obligations, controls and incidents. */
class DutyPagesTest extends WebTest {

    private static final String TOLD =
            "awareAt=2026-11-20T09%3A30&awareAtZone=%2B01%3A00&awareBy=DEPLOYER&category=HEALTH&death=true&causal=SUSPECTED"
                    + "&memberStates=de+FR&description=A+wrong+dose&systems=hiring&workflows=card-support";

    @Test
    void showsObligationsByDateAndBySystemWithDisputedReadings() throws Exception {
        // given
        journal.readings = List.of(
                new DateReading(LocalDate.of(2099, 12, 2), "as deferred"),
                new DateReading(LocalDate.of(2026, 8, 2), "as it stands"));
        Visitor officer = new Visitor().signedIn();

        // when
        String byDate = keep("obligations", officer.get("/obligations"));
        String bySystem =
                officer.get("/obligations?by=system&system=hiring&when=later").body();

        // then
        assertThat(byDate)
                .contains(
                        "2099-12-02",
                        "days left",
                        "as deferred",
                        "as it stands",
                        "Disputed",
                        "/api/calendar.ics",
                        "/systems/hiring/duties")
                .doesNotContain("style=", "<script>");
        assertThat(bySystem).contains("Art. 26(5)", "/controls/task-outcomes", "high risk");
        assertThat(officer.get("/obligations?when=now").body())
                .contains("Nothing is asked of any system")
                .doesNotContain("as deferred");
        assertThat(officer.get("/obligations?on=soon").statusCode()).isEqualTo(400);
    }

    @Test
    void recordsThatADutyWasPerformedAndAnAccuracy() throws Exception {
        // given
        Visitor officer = new Visitor().signedIn();
        officer.get("/obligations");

        // when
        HttpResponse<String> wrong = officer.form(
                "/obligations", "form=performed&system=hiring&duty=AI_LITERACY&what=Kept+course&reference=lms");
        HttpResponse<String> nobody = officer.form("/obligations", "form=performed&system=&duty=WORKERS_TOLD");
        HttpResponse<String> done = officer.form(
                "/obligations",
                "form=performed&system=company&duty=AI_LITERACY&what=A+course&reference=lms&on=2026-11-01");
        officer.get("/systems/hiring/duties");
        HttpResponse<String> declared = officer.form(
                "/systems/hiring/duties", "form=quality&metric=LEFT_UNCHANGED&minimum=0%2C9&reference=instructions");

        // then
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("role=\"alert\"", "ai_literacy is recorded for", ">Kept course</textarea>");
        assertThat(nobody.body()).contains("Choose the system");
        assertThat(location(done)).endsWith("/obligations");
        assertThat(journal.of(RecordDuty.class)).singleElement().satisfies(command -> {
            assertThat(command.duty()).isEqualTo(RecordedDuty.AI_LITERACY);
            assertThat(command.on()).isEqualTo(LocalDate.of(2026, 11, 1));
        });
        assertThat(location(declared)).endsWith("/systems/hiring/duties");
        assertThat(journal.of(DeclareQuality.class))
                .singleElement()
                .satisfies(command -> assertThat(command.minimum()).isEqualTo(0.9));
    }

    @Test
    void showsWhatAVersionOfTheLawWouldChangeAndAdoptsIt() throws Exception {
        // given
        Visitor officer = new Visitor().signedIn();

        // when
        String page = keep("law", officer.get("/obligations/law?version=rules-2&on=2027-12-02"));
        HttpResponse<String> unreasoned = officer.form("/obligations/law", "form=adoption&version=rules-2&reason=");
        int before = journal.of(AdoptRuleSet.class).size();
        HttpResponse<String> done = officer.form("/obligations/law", "form=adoption&version=rules-2&reason=in+force");

        // then
        assertThat(page)
                .contains("The hiring", "high risk", "reasons.annex-iii.4(a)", "Nothing is recorded by looking");
        assertThat(unreasoned.statusCode()).isEqualTo(400);
        assertThat(unreasoned.body()).contains("role=\"alert\"", "Adopt rules-2");
        assertThat(before).isZero();
        assertThat(location(done)).endsWith("/obligations/law");
        assertThat(journal.of(AdoptRuleSet.class)).hasSize(1);
        assertThat(officer.get("/obligations/law").body()).contains("rules-2 is adopted. Classified again: 1");
        assertThat(officer.get("/obligations/law?version=rules-9").statusCode()).isEqualTo(404);
    }

    @Test
    void showsControlsWithWhatTheyRestUpon() throws Exception {
        // given
        Visitor officer = new Visitor().signedIn();

        // when
        String all = keep("controls", officer.get("/controls"));
        String failing = officer.get("/controls?state=failing&system=hiring").body();
        String one = keep("control", officer.get("/controls/task-outcomes?system=hiring"));

        // then
        assertThat(all)
                .contains("The company as a whole", "The last measure is too old.", "no evidence", "365 days")
                .doesNotContain("style=");
        assertThat(failing).contains("One was missed.").doesNotContain("All have one.");
        assertThat(one).contains("All have one.", "Threshold", "/api/log/proof/12", "/api/log/proof/11", "Art. 26(5)");
        assertThat(officer.get("/controls?from=1").body())
                .contains(">Before<", "from=0", "Systems 2 to ")
                .doesNotContain(">Next<");
        assertThat(officer.get("/controls?from=99").body()).contains(">Before<").doesNotContain("No control is in");
        assertThat(officer.get("/controls/none").statusCode()).isEqualTo(404);
        assertThat(officer.get("/controls?state=odd").statusCode()).isEqualTo(400);
    }

    @Test
    void opensAnIncidentWithTheZoneThatWasChosen() throws Exception {
        // given
        Visitor officer = new Visitor().signedIn();
        keep("incident-new", officer.get("/incidents/new?system=hiring"));

        // when
        HttpResponse<String> done = officer.form("/incidents", TOLD);

        // then
        assertThat(location(done)).contains("/incidents/");
        assertThat(journal.of(OpenIncident.class)).singleElement().satisfies(command -> {
            assertThat(command.awareness().at()).isEqualTo(Instant.parse("2026-11-20T08:30:00Z"));
            assertThat(command.awareness().zone()).isEqualTo("+01:00");
            assertThat(command.memberStates()).containsExactly("DE", "FR");
        });
        String page = keep("incident", officer.get(location(done).replaceFirst("^http://[^/]+", "")));
        assertThat(page)
                .contains(
                        "A wrong dose",
                        "Report it at once.",
                        "1 day 0 h left",
                        "Art. 73(2)",
                        "held",
                        "Evidence held",
                        "Close the incident")
                .doesNotContain("style=", "<script>");
        assertThat(officer.get("/incidents?state=open").body()).contains("1 day 0 h left", "/systems/hiring/incidents");
        assertThat(officer.get("/systems/hiring/incidents").body()).contains("1 day 0 h left");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            awareBy=DEPLOYER           | awareBy=           | Give 'awareBy'
            death=true                 | x=1                | Say as 'death'
            memberStates=de+FR         | memberStates=XX    | no Member State
            systems=hiring&workflows=card-support | x=1      | Link the incident
            awareAt=2026-11-20T09%3A30 | awareAt=2199-01-01T09%3A30 | lies in the future
            workflows=card-support     | models=one         | Give each model
            """)
    void saysBesideTheFormWhatIsWrongWithAnIncident(String said, String instead, String wrong) throws Exception {
        // given
        Visitor officer = new Visitor().signedIn();
        officer.get("/incidents/new");

        // when
        HttpResponse<String> answer = officer.form("/incidents", TOLD.replace(said, instead));

        // then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body().replace("&#39;", "'")).contains("role=\"alert\"", wrong, ">A wrong dose</textarea>");
        assertThat(journal.of(IncidentCommand.class)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "form=assessment&category=HEALTH&death=false&causal=LIKELY&reason=survived",
        "form=report&authority=MARKET_SURVEILLANCE&name=BNetzA&complete=false&reference=R-1&at=2026-11-20T10%3A00&atZone=Z",
        "form=informed&operator=PROVIDER&reference=mail&at=2026-11-20T10%3A00&atZone=Z",
        "form=action&what=stop+it&owner=it&due=2026-12-01T10%3A00&dueZone=%2B01%3A00&alters=true",
        "form=done&action=a-1&result=stopped",
        "form=alteration&authority=AI_OFFICE&name=AI+Office&alteration=retrained&reference=R-2&at=2026-11-20T10%3A00&atZone=Z"
    })
    void doesEachThingAboutAnIncident(String fields) throws Exception {
        // given
        Visitor officer = new Visitor().signedIn();
        officer.get("/incidents/new");
        String incident = location(officer.form("/incidents", TOLD)).replaceFirst("^http://[^/]+", "");
        officer.get(incident);

        // when
        HttpResponse<String> done = officer.form(incident, fields);
        HttpResponse<String> bare = officer.form(incident, fields.split("&", 2)[0]);

        // then
        assertThat(done.statusCode()).as(done.body()).isEqualTo(302);
        assertThat(journal.of(IncidentCommand.class)).hasSize(2);
        assertThat(bare.statusCode()).isEqualTo(400);
        assertThat(bare.body()).contains("Nothing was recorded.");
    }

    @Test
    void doesNotCloseWhatHasToBeReportedAndKeepsTheFinding() throws Exception {
        // given
        Visitor officer = new Visitor().signedIn();
        officer.get("/incidents/new");
        String incident = location(officer.form("/incidents", TOLD)).replaceFirst("^http://[^/]+", "");
        officer.get(incident);

        // when
        HttpResponse<String> tooSoon = officer.form(incident, "form=close&finding=Kept+finding");
        officer.form(
                incident,
                "form=report&authority=MARKET_SURVEILLANCE&name=BNetzA&complete=true&reference=R&at=2026-11-20T10%3A00&atZone=Z");
        HttpResponse<String> closed = officer.form(incident, "form=close&finding=It+was+the+data");

        // then
        assertThat(tooSoon.statusCode()).isEqualTo(409);
        assertThat(tooSoon.body()).contains("has to be reported", ">Kept finding</textarea>");
        assertThat(journal.of(RecordIncidentReport.class))
                .singleElement()
                .satisfies(report -> assertThat(report.complete()).isTrue());
        assertThat(closed.statusCode()).isEqualTo(302);
        assertThat(journal.of(PlanCorrectiveAction.class)).isEmpty();
        assertThat(officer.get("/incidents/nowhere").statusCode()).isEqualTo(404);
    }
}
