package dev.chancery.decisions.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.chancery.contracts.fact.ModificationKind;
import dev.chancery.decisions.lineage.ModificationDecision.Change;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import org.junit.jupiter.api.Test;

class ModificationDecisionTest {

    private static final String DOCUMENT = """
            {"format": 1, "currency": "USD",
             "deployments": [{"id": "m", "provider": "openai", "model": "m", "tier": "worker", "location": "cloud",
               "inputPrice": "0", "outputPrice": "10", "contextTokens": 8000, "maxOutputTokens": 100, "tools": false,
               "timeoutMillis": 1000}],
             "models": [],
             "workflows": [
               {"id": "work", "purpose": "Answers customers", "gate": "shadow", "tiers": [], "deployments": [],
                "rubric": "tone", "classify": false},
               {"id": "other", "purpose": "Something else", "gate": "shadow", "tiers": [], "deployments": [],
                "classify": false}],
             "agents": [
               {"id": "clerk", "owner": "o", "purpose": "p", "workflows": ["work"], "budgets": {"day": "0.01"},
                "tools": [{"server": "crm", "tool": "find", "access": "read", "cost": "0.001", "review": "never",
                           "results": "refuse"}]}],
             "toolServers": [{"id": "crm", "url": "http://crm.example", "tools": ["find", "erase"]}], "rules": [],
             "redaction": {"restricted": [], "refused": [], "words": {}},
             "rubrics": [{"id": "tone", "version": 1, "checks": [{"dimension": "short", "maxLength": 900}]}],
             "gates": {"minimumReviewed": 2, "minimumLowerBound": 0.1}}
            """;

    private static Policy policy(String from, String to) {
        assertThat(DOCUMENT).contains(from);
        return PolicyDocument.parse(DOCUMENT.replace(from, to));
    }

    private static final Policy BEFORE = PolicyDocument.parse(DOCUMENT);

    @Test
    void sameRulesChangeNothing() {
        assertThat(ModificationDecision.between(BEFORE, BEFORE)).isEmpty();
        assertThat(ModificationDecision.between(BEFORE, policy("\"outputPrice\": \"10\"", "\"outputPrice\": \"12\"")))
                .as("a price is no modification")
                .isEmpty();
        assertThat(ModificationDecision.between(BEFORE, policy("\"day\": \"0.01\"", "\"day\": \"9\"")))
                .as("a budget is none")
                .isEmpty();
    }

    @Test
    void anotherPurposeIsAChangeOfThatWorkflowAlone() {
        assertThat(ModificationDecision.between(BEFORE, policy("Answers customers", "Decides about loans")))
                .extracting(change -> change.workflow().value(), Change::kind)
                .containsExactly(tuple("work", ModificationKind.PURPOSE));
    }

    @Test
    void anotherTextOfTheSameRubricIsAChangeThoughItsVersionStays() {
        assertThat(ModificationDecision.between(BEFORE, policy("\"maxLength\": 900", "\"maxLength\": 901")))
                .extracting(change -> change.workflow().value(), Change::kind)
                .containsExactly(tuple("work", ModificationKind.RUBRIC));
    }

    @Test
    void anotherGrantOfAnAgentIsAChangeOfWhatItWorksIn() {
        // when
        var changes = ModificationDecision.between(BEFORE, policy("\"access\": \"read\"", "\"access\": \"write\""));

        // then
        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(ModificationKind.TOOLS);
            assertThat(change.what()).contains("crm/find WRITE").contains("crm/find READ");
        });
    }

    @Test
    void aWorkflowThatIsNewIsNotModified() {
        Policy without = PolicyDocument.parse(DOCUMENT.replaceAll("(?s),\\s*\\{\"id\": \"other\".*?\\}", ""));
        assertThat(without.workflows()).hasSize(1);
        assertThat(ModificationDecision.between(without, BEFORE)).isEmpty();
    }
}
