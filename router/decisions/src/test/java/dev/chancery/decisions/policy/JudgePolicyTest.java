package dev.chancery.decisions.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.chancery.decisions.judge.Judged;
import dev.chancery.decisions.policy.Policy.Deployment;
import dev.chancery.decisions.policy.Policy.Rubric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgePolicyTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "deployment": "cloud/judge"         | "deployment": "nobody"              | /rubrics/0/judge/deployment       | There is no deployment
            "deployment": "cloud/judge"         | "deployment": "embedded/extractive" | /rubrics/0/judge/deployment       | embedded model cannot judge
            "attempts": 2                       | "attempts": 0                       | /rubrics/0/judge/attempts         | from 1 to 5
            "revisions": 1                      | "revisions": 6                      | /rubrics/0/judge/revisions        | from 0 to 5
            "revisions": 1                      | "rounds": 1                         | /rubrics/0/judge                  | 'revisions' is missing
            "dimension": "tone"                 | "dimension": "greeting"             | /rubrics/0/dimensions/1/dimension | A check is called
            "dimension": "tone"                 | "dimension": "correct"              | /rubrics/0/dimensions/1/dimension | there twice
            "threshold": 4                      | "threshold": 6                      | /rubrics/0/dimensions/0/threshold | from 1 to 5
            "weight": 3                         | "weight": 0                         | /rubrics/0/dimensions/0/weight    | from 1 to 1000
            "minimum": 70                       | "minimum": 101                      | /rubrics/0/minimum                | from 0 to 100
            "maxLength": 200                    | "sourceNumbers": false              | /rubrics/0/checks/1/sourceNumbers | Write true
            "maxLength": 200                    | "schema": {"oneOf": []}             | /rubrics/0/checks/1/schema        | is not known
            ["cloud/large", "cloud/small"]      | ["cloud/judge"]                     | /workflows/1/rubric               | could judge nothing here
            "provider": "gemini", "model": "models/judge" | "provider": "ollama", "baseUrl": "http://h", "model": "models/judge" | /rubrics/0/judge/deployment | Give the deployment a vendor
            """)
    void teachesWhatIsWrong(String correct, String wrong, String pointer, String reason) {
        // given
        assertThat(Judged.DOCUMENT).contains(correct);
        // when
        InvalidPolicy invalid = catchThrowableOfType(
                InvalidPolicy.class, () -> PolicyDocument.parse(Judged.DOCUMENT.replace(correct, wrong)));
        // then
        assertThat(invalid).isNotNull();
        assertThat(invalid.faults()).anySatisfy(fault -> {
            assertThat(fault.pointer()).isEqualTo(pointer);
            assertThat(fault.reason()).contains(reason);
        });
    }

    @Test
    void tellsTwoTextsOfOneVersionApart() {
        // when
        Rubric one = Judged.POLICY.rubrics().getFirst();
        Rubric other = PolicyDocument.parse(Judged.DOCUMENT.replace("\"True.\"", "\"Truer.\""))
                .rubrics()
                .getFirst();
        // then
        assertThat(one.version()).isEqualTo(other.version());
        assertThat(one.digest()).hasSize(64).isNotEqualTo(other.digest());
    }

    @Test
    void refusesTheJudgeOfItsOwnWork() {
        Deployment judge = Judged.POLICY.deployment("cloud/judge").orElseThrow();
        assertThat(Independence.broken(judge, judge, false)).get().asString().contains("own model");
        assertThat(Independence.broken(doer("\"models/judge\"", "\"JUDGE:latest\"", "cloud/judge"), judge, false))
                .as("the same model under another name of a provider")
                .isPresent();
        assertThat(Independence.broken(doer("x", "x", "cloud/smaller"), judge, false))
                .isEmpty();
        assertThat(Independence.broken(doer("x", "x", "cloud/smaller"), judge, true))
                .get()
                .asString()
                .contains("vendor, google");
        assertThat(Independence.broken(doer("x", "x", "cloud/small"), judge, true))
                .isEmpty();
        assertThat(Independence.broken(doer("x", "x", "local/workstation"), judge, true))
                .get()
                .asString()
                .contains("is not known");
    }

    private static Deployment doer(String before, String after, String id) {
        String document = Judged.DOCUMENT.replace(before, after);
        return PolicyDocument.parse(document).deployment(id).orElseThrow();
    }
}
