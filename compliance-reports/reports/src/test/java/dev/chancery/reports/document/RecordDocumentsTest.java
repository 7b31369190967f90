package dev.chancery.reports.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.event.ModelEvent.ModelVersionSeen;
import dev.chancery.contracts.event.SystemEvent;
import dev.chancery.contracts.event.UsageEvent.UsageImported;
import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.ImpactItems;
import dev.chancery.contracts.fact.InvoicedUsage;
import dev.chancery.contracts.fact.NumberedText;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.fact.UsageExport;
import dev.chancery.reports.pack.PackControls;
import dev.chancery.reports.pack.PackFile;
import dev.chancery.reports.pack.PackSubject;
import dev.chancery.verifier.pack.PackFormat;
import dev.chancery.verifier.pack.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RecordDocumentsTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static SortedMap<String, PackFile> written(SampleDossier sample, @Nullable Scope scope) {
        return written(sample.subject(scope));
    }

    private static SortedMap<String, PackFile> written(PackSubject subject) {
        SortedMap<String, PackFile> files = new TreeMap<>();
        new RecordDocuments(new PackControls(SampleDossier::controls))
                .write(subject)
                .forEach(file -> assertThat(files.put(file.name(), file)).isNull());
        return files;
    }

    private static JsonNode json(SortedMap<String, PackFile> files, String name) {
        return JSON.readTree(files.get(name).content());
    }

    private static JsonNode entries(JsonNode document, String list) {
        return document.get(list).get("entries");
    }

    @Test
    void writesEachDocumentOfWhatIsThere() {
        // when
        SortedMap<String, PackFile> files = written(SampleDossier.full(), null);

        // then
        assertThat(files)
                .containsOnlyKeys(
                        "documents/bias.json",
                        "documents/controls.oscal.json",
                        "documents/incidents.json",
                        "documents/lineage/ml-bom.cdx.json",
                        "documents/oversight.json",
                        "documents/reconciliation.json",
                        "documents/register.json",
                        "documents/rules.json",
                        "documents/systems/hiring/annex-iv.html",
                        "documents/systems/hiring/annex-iv.json",
                        "documents/systems/hiring/annex-viii.json",
                        "documents/systems/hiring/fria.json");
        assertThat(files.values()).allSatisfy(file -> {
            assertThat(file.title())
                    .matches("[^\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]{1,200}")
                    .doesNotContain("\u202E");
            assertThat(file.name())
                    .matches("documents/[A-Za-z0-9][A-Za-z0-9._-]{0,99}(/[A-Za-z0-9][A-Za-z0-9._-]{0,99}){0,3}");
            assertThat(file.content()).hasSizeLessThan(16 << 20);
        });
    }

    @Test
    void theSameSubjectGivesTheSameBytes() {
        // when
        SortedMap<String, PackFile> one = written(SampleDossier.full(), null);
        SortedMap<String, PackFile> other = written(SampleDossier.full(), null);

        // then
        one.forEach((name, file) ->
                assertThat(file.content()).as(name).isEqualTo(other.get(name).content()));
    }

    @Test
    void anEmptyRecordSaysThatItHasNothing() {
        // when
        SortedMap<String, PackFile> files = written(SampleDossier.empty(), null);

        // then
        assertThat(files).hasSize(8);
        for (String name : List.of(
                "documents/register.json systems",
                "documents/rules.json adoptions",
                "documents/rules.json classifications",
                "documents/bias.json checks",
                "documents/bias.json findings",
                "documents/bias.json counterfactualRuns",
                "documents/oversight.json figures",
                "documents/oversight.json reviewers",
                "documents/oversight.json calibration",
                "documents/oversight.json gates",
                "documents/oversight.json stops",
                "documents/oversight.json overseers",
                "documents/incidents.json incidents",
                "documents/reconciliation.json providers",
                "documents/reconciliation.json imports",
                "documents/reconciliation.json rows")) {
            String[] parts = name.split(" ");
            JsonNode list = json(files, parts[0]).get(parts[1]);
            assertThat(list.get("onRecord").asInt()).as(name).isZero();
            assertThat(list.get("nothing").asString()).as(name).hasSizeGreaterThan(10);
            assertThat(list.get("entries")).as(name).isEmpty();
        }
        assertThat(json(files, "documents/register.json").at("/company/nothing").asString())
                .contains("Art. 4");
        assertThat(json(files, "documents/lineage/ml-bom.cdx.json").get("components"))
                .isEmpty();
    }

    @Test
    void theRegisterSaysWhoWhenAndWhereInTheLog() {
        // when
        JsonNode register = json(written(SampleDossier.full(), null), "documents/register.json");

        // then
        JsonNode system = entries(register, "systems").get(0);
        assertThat(system.get("folder").asString()).isEqualTo("documents/systems/hiring");
        assertThat(system.at("/record/registered/position").asInt()).isEqualTo(4);
        assertThat(system.at("/record/registered/by").asString()).isEqualTo("ada");
        assertThat(system.at("/record/registered/at").asString()).isEqualTo("2026-11-05T10:00:04.000000Z");
        assertThat(system.at("/record/impact/notified/authority").asString()).isEqualTo("BNetzA");
        assertThat(system.at("/duties/declared/metric").asString()).isEqualTo("VERDICTS_PASSED");
        assertThat(register.at("/company/performed/0/duty").asString()).isEqualTo("AI_LITERACY");
        assertThat(entries(register, "inUseAndInNoSystem").toString())
                .contains("\"AGENT\"", "clerk")
                .doesNotContain("\"WORKFLOW\"", "\"MODEL\"");
        assertThat(register.at("/asOf/lastEvent").asString()).startsWith("2026-11-05T10:");
    }

    @Test
    void eachPointOfAnnexFourIsOnRecordOrSaysWhereItIsEntered() {
        // when
        JsonNode full = json(written(SampleDossier.full(), null), "documents/systems/hiring/annex-iv.json");
        SampleDossier sample = SampleDossier.bare();
        JsonNode bare =
                json(written(sample, null), "documents/systems/" + Names.folder("../evil id") + "/annex-iv.json");

        // then
        assertThat(full.get("asked").asString()).contains("we provide it");
        assertThat(full.get("onRecord").asInt()).isEqualTo(23);
        assertThat(entries(full, "points")).hasSize(23).allSatisfy(point -> {
            assertThat(point.has("missing")).isFalse();
            assertThat(point.get("onRecord"))
                    .isNotEmpty()
                    .allSatisfy(said -> assertThat(said.get("positions")).isNotEmpty());
        });
        assertThat(bare.get("asked").asString()).contains("Nobody has classified the system");
        assertThat(bare.get("missing").asInt()).isEqualTo(21);
        assertThat(entries(bare, "points")).hasSize(23).allSatisfy(point -> {
            String number = point.get("point").asString();
            assertThat(point.get("missing").asString())
                    .contains("POST /api/systems/../evil id/annex-iv under point " + number);
            assertThat(point.get("standing").asString())
                    .isEqualTo(List.of("1(a)", "1(d)").contains(number) ? "IN_PART" : "MISSING");
        });
    }

    @Test
    void whatFollowsFromTheRecordIsUnderItsPointOfAnnexFour() {
        // when
        JsonNode points =
                entries(json(written(SampleDossier.full(), null), "documents/systems/hiring/annex-iv.json"), "points");

        // then
        assertThat(said(points, "1(c)")).contains("cloud/small reported version small-2026-10");
        assertThat(said(points, "1(h)")).contains("handbook 3 (SHA-256 abab");
        assertThat(said(points, "2(b)")).contains("applications in, a rank out");
        assertThat(said(points, "2(e)")).contains("hr-lead oversees", "hr decides");
        assertThat(said(points, "2(f)")).contains("prompts only");
        assertThat(said(points, "2(g)")).contains("impact ratio", "Check for bias c-1", "VERDICTS_PASSED");
        assertThat(said(points, "3")).contains("STATISTICAL_PARITY_DIFFERENCE of sex female, open");
        assertThat(said(points, "5")).contains("Hazard h-1: prefers men");
        assertThat(said(points, "6")).contains("no substantial modification", "moved from HUMAN_IN_THE_LOOP to SHADOW");
        assertThat(said(points, "9")).contains("plan 2", "Serious incident i-1, open");
    }

    private static String said(JsonNode points, String number) {
        return points.valueStream()
                .filter(point -> point.get("point").asString().equals(number))
                .findFirst()
                .orElseThrow()
                .get("onRecord")
                .toString();
    }

    @Test
    void aPointThatIsSaidOftenListsTheLastStatementsAndCountsTheOthers() {
        // given
        SampleDossier sample = SampleDossier.full();
        for (int i = 0; i < 60; i++) {
            sample.add(
                    "model/cloud/small", new ModelVersionSeen("cloud/small", "v%02d".formatted(i), new TaskId("t-1")));
        }

        // when
        JsonNode points = entries(json(written(sample, null), "documents/systems/hiring/annex-iv.json"), "points");

        // then
        JsonNode software = points.valueStream()
                .filter(point -> point.get("point").asString().equals("1(c)"))
                .findFirst()
                .orElseThrow();
        assertThat(software.get("leftOut").asInt()).isEqualTo(11);
        assertThat(software.get("onRecord").toString()).contains("v59").doesNotContain("v09");
    }

    @Test
    void thePageOfAnnexFourIsTextWhateverTheRecordHolds() {
        // when
        String page = new String(
                written(SampleDossier.full(), null)
                        .get("documents/systems/hiring/annex-iv.html")
                        .content(),
                StandardCharsets.UTF_8);

        // then
        assertThat(page)
                .startsWith("<!DOCTYPE html>\n")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "said of 2(b)", "#4")
                .doesNotContain("<script", "\u0000", "\u202E");
    }

    @Test
    void aPageOfAnnexFourThatWouldBeTooLargeSaysWhatIsNotOnIt() {
        // given
        SampleDossier sample = SampleDossier.full();
        String huge = "<".repeat(400_000);
        for (String point : List.of("1(a)", "1(b)", "1(c)", "1(d)", "1(e)")) {
            sample.add(
                    "system/hiring",
                    new SystemEvent.DocumentationRecorded("hiring", List.of(new NumberedText(point, huge)), "ada"));
        }

        // when
        byte[] page = written(sample, null)
                .get("documents/systems/hiring/annex-iv.html")
                .content();

        // then
        assertThat(page).hasSizeBetween(4 << 20, 6 << 20);
        assertThat(new String(page, StandardCharsets.UTF_8)).contains("1 statements do not fit on this page");
    }

    @Test
    void annexEightIsThereFieldByFieldWithWhoSaidIt() {
        // when
        JsonNode document = json(written(SampleDossier.full(), null), "documents/systems/hiring/annex-viii.json");

        // then
        JsonNode sections = entries(document, "sections");
        assertThat(sections)
                .extracting(section -> section.get("section").asString())
                .containsExactly("A", "C");
        assertThat(sections.get(0).get("points")).anySatisfy(point -> {
            assertThat(point.get("point").asString()).isEqualTo("6");
            assertThat(point.get("standing").asString()).isEqualTo("said");
            assertThat(point.at("/mark/position").asInt()).isEqualTo(13);
        });
        assertThat(sections.get(0).get("points")).anySatisfy(point -> {
            assertThat(point.get("standing").asString()).isEqualTo("missing");
            assertThat(point.get("enterWith").asString())
                    .startsWith("POST /api/systems/hiring/registration, section A, point ");
        });
        assertThat(entries(document, "entries").get(0).get("number").asString()).isEqualTo("EU-1");
        SampleDossier bare = SampleDossier.bare();
        assertThat(json(written(bare, null), "documents/systems/" + Names.folder("../evil id") + "/annex-viii.json")
                        .at("/sections/nothing")
                        .asString())
                .contains("Nobody has classified the system");
    }

    @Test
    void theImpactAssessmentHasItsSixItems() {
        // when
        JsonNode document = json(written(SampleDossier.full(), null), "documents/systems/hiring/fria.json");

        // then
        assertThat(document.get("items"))
                .extracting(item ->
                        item.get("item").asString() + " " + item.get("text").asString())
                .containsExactly(
                        "a sorting", "b a year, daily", "c applicants", "d bias", "e hr decides", "f complaints");
        assertThat(document.at("/notified/authority").asString()).isEqualTo("BNetzA");
        assertThat(document.get("dataProtection").asString()).isEqualTo("dpia-7");
    }

    @Test
    void biasIsToldWithIntervalsSizesConventionsAndWhatBecameOfFindings() {
        // when
        JsonNode document = json(written(SampleDossier.full(), null), "documents/bias.json");

        // then
        JsonNode result = entries(document, "checks").get(0).at("/checked/results/0");
        assertThat(result.get("n").asInt()).isEqualTo(310);
        assertThat(result.get("convention").asString()).isEqualTo("AIF360");
        assertThat(result.at("/interval/method").asString()).isEqualTo("Newcombe");
        assertThat(document.at("/conventions/AIF360").asString()).contains("privileged");
        JsonNode finding = entries(document, "findings").get(0);
        assertThat(finding.get("state").asString()).isEqualTo("OVERDUE");
        assertThat(finding.at("/finding/opened/owner").asString()).isEqualTo("model risk");
        JsonNode run = entries(document, "counterfactualRuns").get(0);
        assertThat(run.get("state").asString()).isEqualTo("CHECKED");
        assertThat(run.at("/checked/answers").asInt()).isOne();
        assertThat(run.toString()).doesNotContain("t-9");
    }

    @Test
    void oversightIsToldByFiguresAndFolds() {
        // when
        JsonNode document = json(written(SampleDossier.full(), null), "documents/oversight.json");

        // then
        String figures = entries(document, "figures").get(0).get("figures").toString();
        assertThat(figures)
                .contains("\"id\":\"reviews.decided\",\"parameters\":{}")
                .contains("\"id\":\"reviews.under-5-seconds\"")
                .contains("\"value\":\"1\",\"of\":\"2\"")
                .doesNotContain("cost.total");
        JsonNode reviewer = entries(document, "reviewers").get(0);
        assertThat(reviewer.get("reviewer").asString()).isEqualTo("ada");
        assertThat(reviewer.get("dwell").toString()).isEqualTo("[1,0,1,0,0]");
        JsonNode seeded = entries(document, "calibration").get(0);
        assertThat(seeded.get("task").asString()).isEqualTo("t-2");
        assertThat(seeded.get("hit").asBoolean()).isFalse();
        assertThat(seeded.get("reviewer").asString()).isEqualTo("ada");
        JsonNode gates = entries(document, "gates").get(0);
        assertThat(gates.get("gate").asString()).isEqualTo("SHADOW");
        assertThat(gates.get("moves")).hasSize(2);
        assertThat(gates.at("/moves/0/refused/refusal").asString()).isEqualTo("too few");
        assertThat(entries(document, "stops").get(0).get("what").asString()).isEqualTo("KillSwitchPulled");
    }

    @Test
    void incidentsAreToldAsOfTheLastEvent() {
        // when
        JsonNode incident = entries(json(written(SampleDossier.full(), null), "documents/incidents.json"), "incidents")
                .get(0);

        // then
        assertThat(incident.get("state").asString()).isEqualTo("OPEN");
        assertThat(incident.get("reporting").asString()).isEqualTo("MISSED");
        assertThat(incident.at("/clocks/0/state").asString()).isEqualTo("MISSED");
        assertThat(incident.at("/actions/0/state").asString()).isEqualTo("OVERDUE");
        assertThat(incident.at("/reports/0/reference").asString()).isEqualTo("BNetzA-17");
    }

    @Test
    void whatProvidersSayIsHeldAgainstTheRecord() {
        // when
        JsonNode document = json(written(SampleDossier.full(), null), "documents/reconciliation.json");

        // then
        JsonNode row = entries(document, "rows").get(0);
        assertThat(row.get("provider").asString()).isEqualTo("anthropic");
        assertThat(row.at("/row/recorded/inputTokens").asInt()).isEqualTo(270);
        assertThat(row.at("/row/invoiced/inputTokens").asInt()).isEqualTo(500);
        assertThat(row.at("/row/remainder/inputTokens").asInt()).isEqualTo(230);
        assertThat(row.at("/row/failed").asInt()).isEqualTo(3);
        assertThat(row.at("/row/standing").asString()).isEqualTo("EXPLICABLE");
        assertThat(entries(document, "providers").get(0).at("/rows/EXPLICABLE").asInt())
                .isOne();
        assertThat(entries(document, "imports").get(0).get("superseded").asBoolean())
                .isFalse();
    }

    @Test
    void rulesAreToldWithTheirTextsDatesAndDisputes() {
        // when
        JsonNode document = json(written(SampleDossier.full(), null), "documents/rules.json");

        // then
        assertThat(entries(document, "adoptions").get(0).at("/adopted/version").asString())
                .isEqualTo("eu-2026-1744");
        assertThat(entries(document, "classifications")
                        .get(0)
                        .at("/classified/verdict/risk")
                        .asString())
                .isEqualTo("HIGH_RISK");
        assertThat(entries(document, "ruleSets")
                        .get(0)
                        .at("/rules/annexThree/points")
                        .size())
                .isGreaterThan(8);
        assertThat(entries(document, "obligationsInForce")).anySatisfy(each -> {
            assertThat(each.at("/obligation/article").asString()).isEqualTo("Art. 49(1)");
            assertThat(each.get("disputed").asBoolean()).isTrue();
        });
    }

    @Test
    void aScopedPackHasTheControlsOfItsSystemsAlone() {
        // given
        AtomicReference<Instant> asked = new AtomicReference<>();
        PackSubject subject = SampleDossier.full().subject(new Scope(null, "letters", null));

        // when
        List<PackFile> files = new RecordDocuments(new PackControls(at -> {
                    asked.set(at);
                    return SampleDossier.controls(at);
                }))
                .write(subject);

        // then
        JsonNode result = JSON.readTree(files.getLast().content()).at("/assessment-results/results/0");
        assertThat(asked.get()).isEqualTo(subject.asOf());
        assertThat(result.at("/local-definitions/components")).hasSize(1);
        assertThat(result.get("remarks").asString()).contains("Only the systems of the pack's scope");
    }

    @Test
    void whatDoesNotFitIsCountedAndSaid() {
        // given
        PackSubject subject = SampleDossier.empty().subject(null);
        List<String> texts =
                IntStream.range(0, 100).mapToObj(i -> "x".repeat(100)).toList();

        // when
        JsonNode document = JSON.readTree(DocumentJson.of("sample", "Sample", DocumentJson.asOf(subject), null, 2_000)
                .list("texts", texts, text -> text, "none")
                .file("documents/sample.json", "Sample")
                .content());

        // then
        int there = entries(document, "texts").size();
        assertThat(there).isBetween(10, 19);
        assertThat(document.at("/texts/onRecord").asInt()).isEqualTo(100);
        assertThat(document.at("/texts/leftOut").asInt()).isEqualTo(100 - there);
        assertThat(document.at("/texts/whyLeftOut").asString()).contains("16 MiB");
    }

    @Test
    void systemsBeyondTheLimitAreInTheRegisterAndHaveNoFolder() {
        // given
        SampleDossier sample = SampleDossier.empty();
        for (int i = 0; i <= SystemDocuments.MOST; i++) {
            String id = "s-%04d".formatted(i);
            sample.add(
                    "system/" + id,
                    new SystemEvent.SystemRegistered(
                            id,
                            new SystemDescription(
                                    "S", "p", List.of(AiRole.DEPLOYER), "o", "Acme", List.of(), List.of()),
                            SystemStatus.PLANNED,
                            "ada"));
        }

        // when
        SortedMap<String, PackFile> files = written(sample, null);

        // then
        assertThat(files).hasSize(8 + 3 * SystemDocuments.MOST);
        assertThat(entries(json(files, "documents/register.json"), "systems")
                        .get(SystemDocuments.MOST)
                        .get("folder")
                        .asString())
                .startsWith("none: ");
    }

    @Test
    void anAnswerThatIsWithdrawnIsMissingAgain() {
        // given
        SampleDossier sample = SampleDossier.full()
                .add(
                        "system/hiring",
                        new SystemEvent.DocumentationRecorded("hiring", List.of(new NumberedText("7", " ")), "ada"));

        // when
        JsonNode points = entries(json(written(sample, null), "documents/systems/hiring/annex-iv.json"), "points");

        // then
        assertThat(points).anySatisfy(point -> {
            assertThat(point.get("point").asString()).isEqualTo("7");
            assertThat(point.get("standing").asString()).isEqualTo("MISSING");
        });
    }

    @Test
    void whatProvidersCountToTheDayBesideIsSaidOfBothDays() {
        // given
        LocalDate day = LocalDate.of(2026, 11, 10);
        SampleDossier sample = SampleDossier.full()
                .add(
                        "usage/openai",
                        imported(UsageExport.OPENAI_USAGE_JSON, day, usage(day, 100L), usage(day.plusDays(1), -100L)));

        // when
        JsonNode document = json(written(sample, null), "documents/reconciliation.json");

        // then
        assertThat(entries(document, "rows"))
                .filteredOn(row -> row.get("provider").asString().equals("openai"))
                .extracting(row -> row.at("/acrossMidnight/with").asString())
                .containsExactly(day.plusDays(1).toString(), day.toString());
    }

    private static InvoicedUsage usage(LocalDate day, long tokens) {
        return new InvoicedUsage(day, "big", null, tokens, 0L, null, null);
    }

    private static UsageImported imported(UsageExport export, LocalDate from, InvoicedUsage... rows) {
        return new UsageImported(export, "ab".repeat(32), from, from.plusDays(1), List.of(rows), List.of(), "ada");
    }

    @Test
    void anIdThatLooksLikeADigestHasAFolderOfItsOwn() {
        // given
        String digest = Names.folder("../evil id");

        // then
        assertThat(digest).matches("id-[0-9a-f]{32}");
        assertThat(Names.folder(digest)).matches("id-[0-9a-f]{32}").isNotEqualTo(digest);
    }

    @Test
    void textsOfAnImpactAssessmentThatDoNotFitAreCutAndSayWhereTheyAre() {
        // given
        String huge = "\u0000".repeat(3 << 20);
        SampleDossier sample = SampleDossier.full();
        sample.add(
                "system/hiring",
                new SystemEvent.ImpactAssessed(
                        "hiring", 2, new ImpactItems(huge, huge, huge, huge, huge, huge), huge, "ada"));

        // when
        SortedMap<String, PackFile> files = written(sample, null);

        // then
        assertThat(files.get("documents/systems/hiring/fria.json").content()).hasSizeLessThan(PackFormat.MAX_ENTRY);
        JsonNode items = json(files, "documents/systems/hiring/fria.json").get("items");
        assertThat(items)
                .hasSize(6)
                .allSatisfy(item -> assertThat(item.get("text").asString())
                        .endsWith(huge.length() - SystemDocuments.MOST_OF_A_TEXT
                                + " characters more are in the event at position " + (sample.size() - 1) + ".)"));
    }

    @Test
    void aBillOfMaterialsThatIsTooLargeSaysWhatIsLeftOutAndRefersToNothingOfIt() {
        // given
        JsonNode whole = json(written(SampleDossier.full(), null), "documents/lineage/ml-bom.cdx.json");
        Map<String, Object> bom = JSON.convertValue(whole, new TypeReference<>() {});

        // when
        JsonNode cut = JSON.valueToTree(BillOfMaterials.fitting(bom, 1_500));

        // then
        int there = cut.get("components").size();
        assertThat(there).isBetween(1, whole.get("components").size() - 1);
        assertThat(cut.at("/properties/0/value").asString())
                .startsWith(whole.get("components").size() - there + " components, ");
        List<String> known = new ArrayList<>(cut.findValuesAsString("bom-ref"));
        cut.get("dependencies").forEach(each -> {
            assertThat(known).contains(each.get("ref").asString());
            each.get("dependsOn").forEach(on -> assertThat(known).contains(on.asString()));
        });
        assertThat(BillOfMaterials.fitting(bom, 1 << 20)).isEqualTo(bom);
    }
}
