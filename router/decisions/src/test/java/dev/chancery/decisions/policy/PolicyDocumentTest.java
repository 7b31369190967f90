package dev.chancery.decisions.policy;

import static dev.chancery.decisions.Sample.DOCUMENT;
import static dev.chancery.decisions.Sample.POLICY;
import static dev.chancery.decisions.Sample.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.chancery.contracts.fact.BudgetScope;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class PolicyDocumentTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void readsAmountsExactly() {
        assertThat(POLICY.deployment("cloud/large").orElseThrow().inputPrice()).isEqualTo(usd(2_500_000));
        assertThat(POLICY.agents().getFirst().budgets())
                .containsEntry(BudgetScope.Kind.TASK, usd(50_000))
                .containsEntry(BudgetScope.Kind.AGENT_DAY, usd(5_000_000));
    }

    @Test
    void versionsTheCanonicalTextWhateverTheSpacing() {
        // given
        String canonical = PolicyDocument.canonical(JSON.readTree(DOCUMENT));
        // when
        Policy again = PolicyDocument.parse(canonical);
        // then
        assertThat(again).isEqualTo(POLICY);
        assertThat(again.version()).isEqualTo(PolicyDocument.version(canonical));
        assertThat(canonical)
                .startsWith("{\"agents\":[{\"budgets\":{\"day\":\"5\"")
                .doesNotContain("\n");
    }

    /** The examples of RFC 8785, sections 3.2.2 and 3.2.3, as far as they have no exponent. */
    @Test
    void writesAsTheCanonicalizationSchemeSays() {
        assertThat(
                        PolicyDocument.canonical(
                                JSON.readTree(
                                        "{\"numbers\":[4.50,2e-3,0,-0.0,1.0], \"string\":\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\", \"literals\":[null,true,false]}")))
                .isEqualTo(
                        "{\"literals\":[null,true,false],\"numbers\":[4.5,0.002,0,0,1],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
        assertThat(PolicyDocument.canonical(
                        JSON.readTree("{\"\\ufb33\":1,\"\\ud83d\\ude00\":2,\"\\u0080\":3,\"1\":4,\"\\r\":5}")))
                .isEqualTo("{\"\\r\":5,\"1\":4,\"\u0080\":3,\"\ud83d\ude00\":2,\"\ufb33\":1}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "alias": "best"                | "alias": "default"               | /models/1/alias                  | there twice
            "minimumLowerBound": 0.9       | "minimumLowerBound": 0.9, "monitoring": {"falseAlarmEvery": 1000, "changed": {"accepted": 0.1, "alarming": 0.2}} | /gates/monitoring | Nobody looks
            "minimumLowerBound": 0.9       | "minimumLowerBound": 0.9, "monitoring": {"falseAlarmEvery": 1000, "errors": {"accepted": 0.2, "alarming": 0.1}} | /gates/monitoring/errors/alarming | watched for a rise
            "alias": "best"                | "alias": "auto"                  | /models/1/alias                  | router's own choice
            "alias": "best"                | "alias": "cloud/large"           | /models/1/alias                  | deployment is called
            ["cloud/large", "cloud/small", "local/workstation"] | ["cloud/large", "nowhere"] | /models/1/deployments/1 | no deployment 'nowhere'
            "id": "cloud/smaller"          | "id": "cloud/small"              | /deployments/2/id                | there twice
            "inputPrice": "2.50"           | "inputPrice": "-2.50"            | /deployments/0/inputPrice        | negative
            "inputPrice": "2.50"           | "inputPrice": "0.0000001"        | /deployments/0/inputPrice        | six places
            "inputPrice": "2.50"           | "inputPrice": "cheap"            | /deployments/0/inputPrice        | no amount
            "inputPrice": "2.50"           | "inputPrice": "10001"            | /deployments/0/inputPrice        | highest amount
            "apiKey": "env:LARGE_KEY"      | "apiKey": "sk-123"               | /deployments/0/apiKey            | never write the key
            "baseUrl": "https://api.example.com/v1" | "baseUrl": "ftp://x"    | /deployments/0/baseUrl           | https://
            "maxOutputTokens": 2000        | "maxOutputTokens": 9000          | /deployments/3/maxOutputTokens   | does not fit
            "tier": "architect"            | "tier": "boss"                   | /deployments/0/tier              | architect, worker, filter
            "timeoutMillis": 10000         | "timeoutMillis": 0               | /deployments/4/timeoutMillis     | whole number from 1
            "tools": false, "timeoutMillis": 10000 | "timeoutMillis": 10000   | /deployments/4                   | 'tools' is missing
            "format": 1                    | "format": 2                      | /format                          | Only 1
            "currency": "USD"              | "currency": "XQX"                | /currency                        | ISO 4217
            "rubric": "letter"             | "rubric": "novel"                | /workflows/1/rubric              | no rubric 'novel'
            "deployments": [], "classify": false | "deployments": [], "classify": true | /workflows/0/classify   | knowledge.examples
            "workflows": ["support", "letters", "cloud-only"] | "workflows": ["support", "sales"] | /agents/0/workflows/1 | no workflow 'sales'
            "workflows": ["support", "letters", "cloud-only"] | "workflows": [] | /agents/0/workflows            | at least one
            "task": "0.05"                 | "tasks": "0.05"                  | /agents/0/budgets/tasks          | not known here
            "calendar/read"                | "calendar/erase"                 | /agents/0/tools/1                | allowlist of 'calendar'
            "calendar/read"                | "mail/read"                      | /agents/0/tools/1                | no tool server 'mail'
            "calendar/read"                | "calendar"                       | /agents/0/tools/1                | server/tool
            hour >= 22                     | hours >= 22                      | /rules/0/when                    | undeclared reference to 'hours'
            sensitivity >= PERSONAL        | sensitivity == 'PERSONAL'        | /rules/0/when                    | no matching overload
            hour >= 22 && sensitivity >= PERSONAL | hour                      | /rules/0/when                    | expected type 'bool'
            "local": true                  | "local": false                   | /rules/0                         | does nothing
            "dimension": "length"          | "dimension": "greeting"          | /rubrics/0/checks/1/dimension    | there twice
            "minimumLowerBound": 0.9       | "minimumLowerBound": 90          | /gates/minimumLowerBound         | from 0 to 1
            "restricted": ["US_SSN"]       | "restricted": "US_SSN"           | /redaction/restricted            | Write a list
            "gates": {                     | "gate": {                        | /gate                            | not known here
            """)
    void saysWhereAndWhatIsWrong(String right, String wrong, String pointer, String reason) {
        // given
        assertThat(DOCUMENT).contains(right);
        String document = DOCUMENT.replaceFirst(
                java.util.regex.Pattern.quote(right), java.util.regex.Matcher.quoteReplacement(wrong));
        // when
        InvalidPolicy invalid = catchThrowableOfType(InvalidPolicy.class, () -> PolicyDocument.parse(document));
        // then
        assertThat(invalid.faults()).anySatisfy(fault -> {
            assertThat(fault.pointer()).isEqualTo(pointer);
            assertThat(fault.reason()).contains(reason);
        });
    }

    @Test
    void tellsEverythingThatIsWrongAtOnce() {
        // given
        String document = DOCUMENT.replace("\"tier\": \"architect\"", "\"tier\": \"boss\"")
                .replace("USD", "nothing");
        // when
        InvalidPolicy invalid = catchThrowableOfType(InvalidPolicy.class, () -> PolicyDocument.parse(document));
        // then
        assertThat(invalid.faults())
                .extracting(InvalidPolicy.Fault::pointer)
                .contains("/currency", "/deployments/0/tier");
    }

    @Test
    void refusesWhatIsNoJsonOrSaysAThingTwice() {
        for (String document : List.of(
                "", "[]", "{", "{\"format\":1,\"format\":1}", "{} {}", "{\"a\":1e400}", "{\"a\":\"\\ud800\"}")) {
            assertThat(catchThrowableOfType(InvalidPolicy.class, () -> PolicyDocument.parse(document)))
                    .as(document)
                    .isNotNull();
        }
    }
}
