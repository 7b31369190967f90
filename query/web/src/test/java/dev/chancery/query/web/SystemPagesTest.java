package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.ShadowAiCommand.ImportShadowAi;
import dev.chancery.contracts.command.SystemCommand;
import dev.chancery.contracts.command.SystemCommand.AssessDerogation;
import dev.chancery.contracts.command.SystemCommand.AssessUse;
import dev.chancery.contracts.command.SystemCommand.ClassifySystem;
import dev.chancery.contracts.command.SystemCommand.RecordInstructions;
import dev.chancery.contracts.command.SystemCommand.RecordRegistration;
import dev.chancery.contracts.command.SystemCommand.RecordRisk;
import dev.chancery.contracts.command.SystemCommand.RegisterSystem;
import dev.chancery.contracts.command.SystemCommand.ScreenPractices;
import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.AnnexOneUse;
import dev.chancery.contracts.fact.DeployerKind;
import dev.chancery.contracts.fact.NumberedText;
import dev.chancery.contracts.fact.ScreenedPractice;
import dev.chancery.contracts.fact.ScreenedPractice.Verdict;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.fact.UsePoint;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SystemPagesTest extends WebTest {

    private static final String STEPS = "/systems/triage/classification";

    @Test
    void showsTheRegisterAndWhatNobodyHasClassified() throws Exception {
        // when
        String page = keep("systems", new Visitor().signedIn().get("/systems"));

        // then
        assertThat(page)
                .contains(
                        "The hiring",
                        "minimal",
                        "outdated",
                        "no system has it",
                        "/systems?register=WORKFLOW%20triage",
                        "/api/systems?format=csv",
                        "Systems by class")
                .doesNotContain("style=", "onclick", "<script>");
    }

    @Test
    void narrowsTheRegister() throws Exception {
        // given
        Visitor officer = new Visitor().signedIn();

        // then
        assertThat(officer.get("/systems?words=HIRING&risk=minimal&status=in_service&open=true")
                        .body())
                .contains("/systems/hiring\"");
        assertThat(officer.get("/systems?risk=prohibited").body())
                .contains("No system is like that")
                .doesNotContain("/systems/hiring\"");
        assertThat(officer.get("/systems?risk=terrible").statusCode()).isEqualTo(400);
    }

    @Test
    void leadsFromADiscoveredWorkflowToAClassThroughPagesAlone() throws Exception {
        // given
        Visitor officer = new Visitor().signedIn();

        // when what was found becomes a system
        String form = keep("system-new", officer.get("/systems?register=WORKFLOW%20triage"));
        assertThat(form).contains("value=\"triage\"", "value=\"WORKFLOW triage\" checked");
        HttpResponse<String> made = officer.form(
                "/systems",
                "system=triage&name=Triage&purpose=Sorts+applications+of+ann%40example.org&roles=PROVIDER&roles=DEPLOYER&owner=hr"
                        + "&provider=Acme&memberStates=DE%2C+FR&parts=WORKFLOW+triage&status=IN_SERVICE");

        // then its classification begins
        assertThat(location(made)).endsWith(STEPS);
        assertThat(journal.of(RegisterSystem.class)).singleElement().satisfies(command -> {
            assertThat(command.description().purpose()).isEqualTo("Sorts applications of [EMAIL_ADDRESS_1]");
            assertThat(command.description().roles()).containsExactly(AiRole.PROVIDER, AiRole.DEPLOYER);
            assertThat(command.description().memberStates()).containsExactly("DE", "FR");
            assertThat(command.description().parts())
                    .containsExactly(new SystemPart(SystemPart.Kind.WORKFLOW, "triage"));
        });
        assertThat(officer.get(STEPS).body())
                .contains(
                        "<h1>Prohibited practices</h1>",
                        "subliminal techniques",
                        "Applies since 2025-02-02",
                        "Art. 113(b)");

        // when each step is answered
        assertThat(location(officer.form(STEPS, "step=role&deployer=PRIVATE&placedOnMarket=2026-10-01")))
                .endsWith("step=practices");
        assertThat(location(officer.form(
                        STEPS, "step=practices&verdict.a=ABSENT&verdict.f=EXCEPTED&exception.f=SAFETY&evidence.f=E-1")))
                .endsWith("step=products");
        officer.form(STEPS, "step=products&product=none");
        officer.form(
                STEPS,
                "step=uses&point=4%28a%29&point=5%28b%29&exclusion.5%28b%29=FRAUD_DETECTION&lawEnforcement=false");
        officer.form(
                STEPS,
                "step=exemption&profiling=true&claim=true&conditions=a&significantRisk=false&reasoning=It+sorts");
        officer.form(STEPS, "step=transparency&none=true");
        assertThat(location(officer.form(STEPS, "step=models"))).endsWith("step=result");

        // then the result says which rule leads there before anything is classified
        assertThat(journal.of(ClassifySystem.class)).isEmpty();
        assertThat(keep("classification-result", officer.get(STEPS + "?step=result")))
                .contains(
                        "high risk",
                        "Applying today: <strong>minimal",
                        "It recruits.",
                        "Disputed",
                        "the other reading",
                        "days")
                .contains("Nothing is classified until");
        assertThat(location(officer.form(STEPS, "step=result"))).endsWith("step=result");
        assertThat(officer.get(STEPS + "?step=result").body())
                .contains("The system is classified.", "by ada under rules-1");

        // and every answer is on record as the API has it
        assertThat(journal.of(ScreenPractices.class).getFirst().practices())
                .containsExactlyInAnyOrder(
                        new ScreenedPractice("a", Verdict.ABSENT, null, null),
                        new ScreenedPractice("f", Verdict.EXCEPTED, "SAFETY", "E-1"));
        AssessUse use = journal.of(AssessUse.class).getLast();
        assertThat(use.use().annexThree())
                .containsExactly(new UsePoint("4(a)", null), new UsePoint("5(b)", "FRAUD_DETECTION"));
        assertThat(use.use().annexOne()).isEqualTo(new AnnexOneUse(null, false));
        assertThat(use.use().transparency()).isEmpty();
        assertThat(use.use().profiling()).isTrue();
        assertThat(use.use().lawEnforcement()).isFalse();
        assertThat(use.use().deployer()).isEqualTo(DeployerKind.PRIVATE);
        assertThat(use.use().placedOnMarket()).isEqualTo(LocalDate.of(2026, 10, 1));
        assertThat(journal.of(AssessDerogation.class).getFirst().derogation().conditions())
                .containsExactly("a");
        assertThat(journal.of(ClassifySystem.class))
                .singleElement()
                .satisfies(command -> assertThat(command.ruleSet()).isEqualTo("rules-1"));
    }

    @Test
    void showsWhatWasAnsweredWhenSomebodyGoesBack() throws Exception {
        // given
        Visitor officer = registered();
        officer.form(STEPS, "step=uses&point=5%28b%29&exclusion.5%28b%29=FRAUD_DETECTION");
        officer.form(STEPS, "step=practices&verdict.f=PRESENT&othersAbsent=true");

        // then
        String uses = officer.get(STEPS + "?step=uses").body();
        assertThat(uses).containsPattern("value=\"5\\(b\\)\" checked").containsPattern("FRAUD_DETECTION\" selected");
        assertThat(uses).doesNotContainPattern("value=\"4\\(a\\)\" checked");
        assertThat(officer.get(STEPS + "?step=practices").body())
                .containsPattern("id=\"practices-present-f\" value=\"PRESENT\" checked");
        assertThat(officer.get(STEPS + "?step=exemption").body())
                .contains("always high-risk where it performs profiling", "Art. 6(4): the duty to document");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            practices    | verdict.a=MAYBE              | Give 'verdict.a' as one of
            products     | product=                     | say that it is under none
            products     | product=A.11                 | by a third party
            uses         |                              | Tick what fits of Annex III
            uses         | point=4%28a%29&none=true     | Say one of them
            exemption    | claim=true&reasoning=kept    | profiles natural persons
            exemption    | profiling=false&claim=true   | one is enough
            transparency |                              | Tick what fits of Art. 50
            """)
    void saysBesideTheFormWhatIsWrongAndRecordsNothing(String step, String fields, String wrong) throws Exception {
        // given
        Visitor officer = registered();

        // when
        HttpResponse<String> answer = officer.form(STEPS, "step=" + step + (fields == null ? "" : "&" + fields));

        // then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body().replace("&#39;", "'")).contains("role=\"alert\"", wrong);
        assertThat(journal.of(SystemCommand.class)).hasSize(1);
    }

    private Visitor registered() throws Exception {
        Visitor officer = new Visitor().signedIn();
        officer.get("/systems");
        officer.form(
                "/systems",
                "system=triage&name=Triage&purpose=p&roles=DEPLOYER&owner=hr&provider=Acme&status=PLANNED&more=AGENT+clerk");
        officer.get(STEPS);
        return officer;
    }

    @Test
    void keepsWhatWasTypedWhenASystemIsRefused() throws Exception {
        // given
        Visitor officer = new Visitor().signedIn();
        officer.get("/systems");

        // when
        HttpResponse<String> answer = officer.form(
                "/systems",
                "system=unclassified&name=Kept+name&roles=DEPLOYER&owner=hr&provider=Acme&status=PLANNED&parts=WORKFLOW+triage");

        // then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("is no id", "value=\"Kept name\"", "value=\"WORKFLOW triage\" checked");
        assertThat(journal.of(RegisterSystem.class)).isEmpty();
    }

    @Test
    void asksForAVersionOfTheLawFirst() throws Exception {
        // given
        journal.rulesAdopted = false;
        Visitor officer = new Visitor().signedIn();

        // when
        String page = officer.get("/systems/hiring/classification").body();
        HttpResponse<String> unreasoned =
                officer.form("/systems/hiring/classification/rules", "version=rules-2&reason=");
        HttpResponse<String> done =
                officer.form("/systems/hiring/classification/rules", "version=rules-2&reason=in+force");

        // then
        assertThat(page).contains("by which version of the law", "As amended");
        assertThat(unreasoned.statusCode()).isEqualTo(400);
        assertThat(unreasoned.body()).contains("role=\"alert\"");
        assertThat(location(done)).endsWith("/systems/hiring/classification");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/risks",
                "/oversight",
                "/impact",
                "/instructions",
                "/documentation",
                "/registration",
                "/duties",
                "/incidents",
                "/lineage",
                "/history"
            })
    void hasAPlaceForEachTopic(String place) throws Exception {
        // when
        HttpResponse<String> page = new Visitor().signedIn().get("/systems/hiring" + place);

        // then
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(keep("system" + place.replace('/', '-'), page))
                .contains("<h1>The hiring</h1>", "aria-current=\"page\"", "</html>")
                .doesNotContain("style=", "onclick", "<script>");
        assertThat(new Visitor().signedIn().get("/systems/nowhere" + place).statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''             | form=status&to=SUSPENDED&reason=a+risk
            ''             | form=description&name=N&purpose=p&roles=DEPLOYER&owner=hr&provider=Acme&reason=renamed
            /risks         | form=risk&hazard=h&description=d&interest=i&source=MONITORING&likelihood=LOW&severity=HIGH&measure=m&kind=DESIGN&residual=LOW
            /oversight     | form=oversight&assignment=a-1&person=hr+lead&competence=c&training=t&authority=stops
            /oversight     | form=relief&assignment=a-1&reason=moved
            /impact        | form=impact&processes=a&periodAndFrequency=b&persons=c&risks=d&oversight=e&measures=f
            /impact        | form=notification&version=1&authority=BNetzA
            /instructions  | form=instructions&reference=doc&sha256=00
            /documentation | form=documentation&point=2%28b%29&text=It+ranks
            /registration  | form=registration-A&field.6=in+and+out
            /registration  | form=database&section=A&number=EU-1
            """)
    void doesEachThingOnceAsTheApiDoes(String place, String fields) throws Exception {
        // given
        Visitor officer = new Visitor().signedIn();
        officer.get("/systems/hiring" + place);

        // when
        HttpResponse<String> unnamed = officer.form("/systems/hiring" + place, "form=other");
        HttpResponse<String> done = officer.form("/systems/hiring" + place, fields);

        // then
        assertThat(done.statusCode()).as(done.body()).isEqualTo(302);
        assertThat(location(done)).endsWith("/systems/hiring" + place);
        assertThat(journal.of(SystemCommand.class))
                .singleElement()
                .extracting(SystemCommand::system)
                .isEqualTo("hiring");
        assertThat(officer.get("/systems/hiring" + place).body()).contains("on record.");
        assertThat(unnamed.statusCode()).isEqualTo(400);
        assertThat(unnamed.body()).contains("Nothing was recorded. No form of this page");
    }

    @Test
    void keepsWhatWasTypedOfAHazardThatIsNotWhole() throws Exception {
        // given
        Visitor officer = new Visitor().signedIn();
        officer.get("/systems/hiring/risks");

        // when
        HttpResponse<String> answer = officer.form(
                "/systems/hiring/risks", "form=risk&hazard=h&description=Kept+words&interest=i&source=MONITORING");
        officer.form(
                "/systems/hiring/risks",
                "form=risk&hazard=h&description=d&interest=i&source=MONITORING&likelihood=LOW&severity=HIGH&measure=m&kind=DESIGN&residual=LOW&metric=ratio&threshold=0.8&definedOn=2026-11-01");

        // then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("Give &#39;likelihood&#39;", ">Kept words</textarea>", "value=\"MONITORING\" selected");
        assertThat(journal.of(RecordRisk.class))
                .singleElement()
                .satisfies(command ->
                        assertThat(command.entry().test().threshold()).isEqualTo("0.8"));
    }

    @Test
    void leavesOutPointsUnderWhichNothingIsSaid() throws Exception {
        // given
        Visitor officer = new Visitor().signedIn();
        officer.get("/systems/hiring/instructions");

        // when
        officer.form("/systems/hiring/instructions", "form=instructions&field.a=Acme&field.b.i=&field.c=+");
        officer.form("/systems/hiring/registration", "form=registration-B&field.1=Acme&field.2=");

        // then
        assertThat(journal.of(RecordInstructions.class)
                        .getFirst()
                        .instructions()
                        .fields())
                .containsExactly(new NumberedText("a", "Acme"));
        assertThat(journal.of(RecordRegistration.class).getFirst().fields())
                .containsExactly(new NumberedText("1", "Acme"));
        assertThat(officer.get("/systems/hiring/registration").body())
                .contains("Art. 49(2)", "1 missing", "from the register");
        assertThat(officer.get("/systems/fresh/registration").body()).contains("follows from the class");
    }

    @Test
    void takesInALogOfEgressAndSaysWhatIsNone() throws Exception {
        // given
        Visitor officer = new Visitor().signedIn();
        officer.get("/systems");

        // when
        HttpResponse<String> bad =
                officer.upload("/systems/shadow-ai", "", "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> empty = officer.upload("/systems/shadow-ai", "", new byte[0]);
        HttpResponse<String> done = officer.upload(
                "/systems/shadow-ai", "", "host,user\nchatgpt.com,ann\n".getBytes(StandardCharsets.UTF_8));

        // then
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(bad.body()).contains("role=\"alert\"", "No column names a host");
        assertThat(empty.body()).contains("No file was chosen");
        assertThat(location(done)).endsWith("/systems#shadow");
        assertThat(officer.get("/systems").body()).contains("Imported: 1 lines, 1 AI services");
        assertThat(journal.of(ImportShadowAi.class)).hasSize(1);
    }

    static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("status " + answer.statusCode());
    }
}
