package dev.chancery.query.web.bias;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.BiasCommand.DefineSuite;
import dev.chancery.contracts.command.BiasCommand.StartPairs;
import dev.chancery.contracts.fact.AnswerRule;
import dev.chancery.contracts.fact.BiasBounds;
import dev.chancery.contracts.fact.BiasPairRules;
import dev.chancery.contracts.fact.BiasPrompt;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.BiasSuite;
import dev.chancery.contracts.fact.BiasTemplate;
import dev.chancery.query.contracts.BiasPairRunsView.RunView;
import dev.chancery.query.contracts.BiasQuery.FindBiasPairRun;
import dev.chancery.query.contracts.BiasQuery.FindBiasSuite;
import dev.chancery.query.contracts.BiasQuery.FindBiasSuites;
import dev.chancery.query.contracts.BiasSuitesView.SuiteView;
import dev.chancery.query.contracts.RegistryQuery.FindAgents;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.bias.BiasDesk.AskedBound;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes of what people ask for a suite of counterfactual prompts, or says why it cannot be one. */
@Component
public final class PairsDesk {

    /** So many suites there are at most: each is looked at every few seconds. */
    static final int MOST_SUITES = 100;

    /** So many characters one prompt has at most. */
    private static final int LONGEST_PROMPT = 4_000;

    /** So many characters all prompts of a suite have at most, for the record keeps them. */
    private static final int MOST_CHARACTERS = 200_000;

    /** Where nobody said how long an answer may be. */
    public static final int USUAL_TOKENS = 200;

    private static final String AUTO = "auto";

    private static final Clock CLOCK = Clock.systemUTC();

    private final Desk desk;
    private final BiasDesk bias;

    PairsDesk(Desk desk, BiasDesk bias) {
        this.desk = desk;
        this.bias = bias;
    }

    /** A template as it is asked for. */
    public record AskedTemplate(
            @Nullable String text, @Nullable List<String> paraphrases) {}

    /** What is favourable, as it is asked for. */
    public record AskedAnswers(
            AnswerRule.@Nullable Kind kind,
            @Nullable List<String> favourable,
            @Nullable List<String> unfavourable,
            @Nullable Integer characters) {}

    /** Sizes as they are asked for; null for the usual ones. */
    public record AskedPairRules(
            @Nullable Integer minimumPairs,
            @Nullable Integer minimumTemplates,
            @Nullable Double significance) {}

    /**
     * A suite as it is asked for.
     *
     * @param system whose findings they are; null for the workflow
     */
    public record AskedSuite(
            @Nullable String workflow,
            @Nullable String system,
            @Nullable String agent,
            @Nullable String model,
            @Nullable String instructions,
            @Nullable List<AskedTemplate> templates,
            @Nullable String attribute,
            @Nullable List<String> values,
            @Nullable Integer repeats,
            @Nullable Integer maxOutputTokens,
            @Nullable AskedAnswers answers,
            @Nullable List<AskedBound> bounds,
            @Nullable String owner,
            @Nullable Integer days,
            @Nullable AskedPairRules rules,
            @Nullable Integer everyDays) {}

    /** A suite, or {@link Problem#notFound}. */
    public SuiteView suite(String suite) {
        return desk.find(new FindBiasSuite(suite)).orElseThrow(() -> Problem.notFound("suite", suite));
    }

    /**
     * Asks for a run; its prompts are sent within seconds, one after the other.
     *
     * @return its id
     */
    public String start(String suite, String by) {
        SuiteView known = suite(suite);
        return desk.act(new StartPairs(known.subject(), suite, false, CLOCK.instant(), by), String.class)
                .orElseThrow();
    }

    /** A run of a suite, or {@link Problem#notFound}. */
    public RunView run(String suite, String run) {
        return desk.find(new FindBiasPairRun(run))
                .filter(found -> found.line().suite().equals(suite))
                .orElseThrow(() -> Problem.notFound("run", run));
    }

    /**
     * Defines a suite, or defines it anew.
     *
     * @param name null is told what it may be
     * @return its id
     */
    public String define(@Nullable String name, AskedSuite asked, String by) {
        String id = desk.newId("suite", name);
        BiasSuite suite = suite(id, asked);
        long characters = 0;
        for (BiasPrompt prompt : suite.prompts()) {
            if (prompt.repeat() == 1) {
                characters += desk.prompt("templates", suite.text(prompt), LONGEST_PROMPT)
                        .length();
            }
        }
        if (characters > MOST_CHARACTERS) {
            throw Problem.invalid("All prompts together have at most " + MOST_CHARACTERS + " characters.");
        }
        List<SuiteView> known = desk.ask(new FindBiasSuites()).suites();
        Optional<SuiteView> same =
                known.stream().filter(each -> each.suite().equals(id)).findFirst();
        if (same.isPresent() && !same.get().subject().equals(suite.subject())) {
            throw Problem.conflict(
                    "other-subject",
                    "There is a suite '" + id + "' of " + same.get().subject() + ". Give another id.");
        }
        if (same.isEmpty() && known.size() >= MOST_SUITES) {
            throw Problem.conflict("too-many", "There are " + MOST_SUITES + " suites, and no more can be.");
        }
        desk.act(new DefineSuite(suite, by));
        return id;
    }

    private BiasSuite suite(String id, AskedSuite asked) {
        String agent = asked.agent();
        List<AskedTemplate> templates = asked.templates();
        if (asked.workflow() == null || agent == null) {
            throw Problem.invalid("Give 'workflow', whose requests they are, and 'agent', who asks and pays.");
        }
        BiasSubject workflow = bias.subject(asked.workflow(), null);
        BiasSubject subject = asked.system() == null ? workflow : bias.subject(null, asked.system());
        if (desk.ask(new FindAgents()).agents().stream()
                .noneMatch(known -> known.agent().equals(agent))) {
            throw Problem.notFound("agent", agent);
        }
        if (templates == null || templates.stream().anyMatch(Objects::isNull) || asked.values() == null) {
            throw Problem.invalid("Give 'templates', each with a 'text' that says " + BiasTemplate.PLACE
                    + " and, to know how much answers change by wording alone, 'paraphrases'; and 'values', the first of"
                    + " which the others are compared with.");
        }
        String attribute = desk.plain("attribute", asked.attribute());
        List<String> values = asked.values().stream()
                .map(value -> desk.prompt("values", value, Desk.NAME_LIMIT).strip())
                .toList();
        BiasBounds bounds = bias.bounds(asked.bounds(), asked.owner(), asked.days());
        return desk.done(() -> new BiasSuite(
                id,
                subject,
                new WorkflowId(workflow.id()),
                new AgentId(agent),
                asked.model() == null ? AUTO : desk.plain("model", asked.model()),
                asked.instructions() == null ? null : desk.prompt("instructions", asked.instructions(), LONGEST_PROMPT),
                templates.stream().map(this::template).toList(),
                attribute,
                values,
                asked.repeats() == null ? 1 : asked.repeats(),
                asked.maxOutputTokens() == null ? USUAL_TOKENS : asked.maxOutputTokens(),
                rule(asked.answers()),
                bounds,
                rules(asked.rules()),
                asked.everyDays()));
    }

    private BiasTemplate template(AskedTemplate asked) {
        List<String> paraphrases = asked.paraphrases() == null ? List.of() : asked.paraphrases();
        return new BiasTemplate(
                desk.prompt("text", asked.text(), LONGEST_PROMPT),
                paraphrases.stream()
                        .map(text -> desk.prompt("paraphrases", text, LONGEST_PROMPT))
                        .toList());
    }

    private AnswerRule rule(@Nullable AskedAnswers asked) {
        if (asked == null || asked.kind() == null || asked.favourable() == null) {
            throw Problem.invalid("Give 'answers': as 'kind' WORD, LABEL or PATTERN, and what is 'favourable'; what is"
                    + " 'unfavourable' too when another answer may be neither.");
        }
        List<String> unfavourable = asked.unfavourable() == null ? List.of() : asked.unfavourable();
        return new AnswerRule(
                AnswerRule.VERSION,
                asked.kind(),
                asked.favourable().stream()
                        .map(each -> desk.plain("favourable", each))
                        .toList(),
                unfavourable.stream()
                        .map(each -> desk.plain("unfavourable", each))
                        .toList(),
                asked.characters() == null ? AnswerRule.USUAL_CHARACTERS : asked.characters());
    }

    private static BiasPairRules rules(@Nullable AskedPairRules asked) {
        BiasPairRules usual = BiasPairRules.USUAL;
        if (asked == null) {
            return usual;
        }
        return new BiasPairRules(
                usual.version(),
                asked.minimumPairs() == null ? usual.minimumPairs() : asked.minimumPairs(),
                asked.minimumTemplates() == null ? usual.minimumTemplates() : asked.minimumTemplates(),
                asked.significance() == null ? usual.significance() : asked.significance());
    }
}
