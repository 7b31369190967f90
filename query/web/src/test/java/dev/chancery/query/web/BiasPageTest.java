package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.BiasCommand.CloseFinding;
import dev.chancery.contracts.command.BiasCommand.StartPairs;
import dev.chancery.contracts.fact.BiasMetric;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class BiasPageTest extends WebTest {

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("").replaceFirst("^http://[^/]+", "");
    }

    @Test
    void tellsFindingsChecksSuitesRecordsAndBounds() throws Exception {
        // when
        String page = keep("bias", new Visitor().signedIn().get("/bias"));

        // then
        assertThat(page)
                .contains(
                        "id=\"finding-finding-1\"",
                        "0.800 ≤ disparate impact",
                        "/bias/checks/check-1",
                        "/bias/pairs/letters",
                        "The six conditions",
                        "model risk",
                        "/api/bias/findings?format=csv",
                        "/api/bias/uses?format=csv")
                .doesNotContain("style=", "<script>", "onclick");
    }

    @Test
    void showsACheckWithWhatHasToBeKnownToReadIt() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // when
        String page = keep("bias-check", admin.get("/bias/checks/check-1"));

        // then
        assertThat(page)
                .contains(
                        "no law gives a number",
                        "0.620",
                        "0.520 to 0.720",
                        "(n = 120 and 140)",
                        "(n = 4 and 140), too few",
                        "insufficient data",
                        "below four fifths",
                        "ratio; 1 is no difference",
                        "<svg")
                .doesNotContain("style=");
        assertThat(admin.get("/bias/checks/none").statusCode()).isEqualTo(404);
    }

    @Test
    void runsACheckByAFormAndKeepsWhatWasTyped() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        String form = keep("bias-check-form", admin.get("/bias/checks/new?dataset=d-1"));
        String fields =
                "dataset=d-1&favourable=granted&attribute=age&privileged=others&metrics=STATISTICAL_PARITY_DIFFERENCE"
                        + "&bound=STATISTICAL_PARITY_DIFFERENCE&least=-0.05&most=0.05&owner=Model+risk&days=30&groups=";

        // when
        HttpResponse<String> run = admin.form("/bias/checks", fields + "young+%3C+25%0D%0Aothers+%3E%3D+25");
        HttpResponse<String> wrong = admin.form("/bias/checks", fields + "young");
        HttpResponse<String> nothing =
                admin.form("/bias/checks", "dataset=d-1&favourable=&attribute=age&groups=a+%3D+x");

        // then
        assertThat(form).contains("statistical parity difference").doesNotContain("counterfactual difference");
        BiasWork.Check check = journal.of(BiasWork.Check.class).getFirst();
        assertThat(location(run)).isEqualTo("/bias/checks/" + check.check());
        assertThat(check.metrics()).containsExactly(BiasMetric.STATISTICAL_PARITY_DIFFERENCE);
        assertThat(check.splits().getFirst().groups())
                .extracting(Object::toString)
                .anyMatch(group -> group.contains("young") && group.contains("25.0"));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("This is none: young", "value=\"granted\"", ">young</textarea>");
        assertThat(nothing.statusCode()).isEqualTo(400);
    }

    @Test
    void crossesTwoAttributesByAFormAndKeepsWhatWasTyped() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/bias/checks/new?dataset=d-1");
        String fields = "dataset=d-1&favourable=granted&attribute=age&groups=young+%3C+25%0D%0Aothers+%3E%3D+25"
                + "&privileged=others&secondAttribute=sex&secondPrivileged=men&secondGroups=women+%3D+f%0D%0A";

        // when
        HttpResponse<String> run = admin.form("/bias/checks", fields + "men+%3D+m");
        HttpResponse<String> wrong = admin.form("/bias/checks", fields + "men");
        HttpResponse<String> nameless =
                admin.form("/bias/checks", fields.replace("secondAttribute=sex", "secondAttribute=") + "men+%3D+m");
        HttpResponse<String> twice = admin.form(
                "/bias/checks", "dataset=d-1&favourable=granted&attribute=age&secondAttribute=age&privileged=&groups=");

        // then
        BiasWork.Check check = journal.of(BiasWork.Check.class).getFirst();
        assertThat(location(run)).isEqualTo("/bias/checks/" + check.check());
        assertThat(check.splits()).hasSize(2);
        assertThat(check.crossings()).singleElement().satisfies(crossing -> {
            assertThat(crossing.one().attribute()).isEqualTo("age");
            assertThat(crossing.other().attribute()).isEqualTo("sex");
            assertThat(crossing.other().privileged()).containsExactly("men");
        });
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("This is none: men", "value=\"sex\"", "<details open");
        assertThat(twice.statusCode()).isEqualTo(400);
        assertThat(nameless.statusCode()).isEqualTo(400);
        assertThat(journal.of(BiasWork.Check.class)).hasSize(1);
    }

    @Test
    void closesAFindingWithAReasonOnly() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/bias");

        // when
        HttpResponse<String> unreasoned =
                admin.form("/bias/findings/finding-1/close", "outcome=RESOLVED&check=&reason=");
        HttpResponse<String> closed =
                admin.form("/bias/findings/finding-1/close", "outcome=ACCEPTED&check=&reason=Agreed");
        HttpResponse<String> unknown = admin.form("/bias/findings/none/close", "outcome=ACCEPTED&reason=Agreed");

        // then
        assertThat(unreasoned.statusCode()).isEqualTo(400);
        assertThat(location(closed)).isEqualTo("/bias");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(journal.of(CloseFinding.class)).hasSize(1);
    }

    @Test
    void endsARecordAndStartsARunOfASuite() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/bias");

        // when
        HttpResponse<String> ended = admin.form("/bias/uses/u-1/end", "reason=Done");
        HttpResponse<String> started = admin.form("/bias/pairs/letters/runs", "");
        String run = keep("bias-run", admin.get(location(started)));
        String suite = keep("bias-suite", admin.get("/bias/pairs/letters"));

        // then
        assertThat(location(ended)).isEqualTo("/bias");
        assertThat(journal.of(String.class)).contains("ended u-1");
        assertThat(location(started)).isEqualTo("/bias/pairs/letters/runs/letters-1");
        assertThat(journal.of(StartPairs.class)).hasSize(1);
        assertThat(run).contains("Its prompts are being sent", "The prompts are made up");
        assertThat(suite).contains("letters-1", "Templates");
        assertThat(admin.get("/bias/pairs/none").statusCode()).isEqualTo(404);
    }
}
