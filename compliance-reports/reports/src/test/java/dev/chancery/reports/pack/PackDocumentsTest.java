package dev.chancery.reports.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.event.KillSwitchEvent.KillSwitchPulled;
import dev.chancery.contracts.fact.StopScope;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.folds.figure.FigureQuery;
import dev.chancery.query.contracts.ControlsView;
import dev.chancery.query.contracts.ControlsView.SystemControls;
import dev.chancery.reports.document.RecordDocuments;
import dev.chancery.verifier.check.Report;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.Scope;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The documents in packs as they are written and verified. */
class PackDocumentsTest {

    private static final RecordDocuments DOCUMENTS = new RecordDocuments(new PackControls(at -> new ControlsView(
            at,
            99,
            "2026-11-20",
            List.of(
                    new SystemControls("company", "The company", List.of()),
                    new SystemControls("triage", "Triage", List.of()),
                    new SystemControls("other", "Other", List.of())))));

    private final MemoryLog log = ScopedLog.make().log;

    @TempDir
    private Path directory;

    private SequencedMap<String, byte[]> pack(PackRange range, String name) throws IOException {
        Path file = directory.resolve(name);
        log.write(PackOrder.of(range, log.checkpoint()), file, List.of(DOCUMENTS));
        Report report = Verification.verify(file);
        assertThat(report.verdict()).as(report.findings().toString()).isEqualTo(Verdict.VERIFIED);
        return Zips.read(file);
    }

    private static JsonNode entries(SequencedMap<String, byte[]> pack, String document, String list) {
        return new JsonMapper().readTree(pack.get(document)).get(list).get("entries");
    }

    @Test
    void aPackWithItsDocumentsIsVerifiedAndTheSameWhenItIsWrittenAgain() throws IOException {
        // when
        SequencedMap<String, byte[]> one = pack(new PackRange(0, log.size(), null), "one.asice");
        SequencedMap<String, byte[]> other = pack(new PackRange(0, log.size(), null), "other.asice");

        // then
        List<String> documents = one.keySet().stream()
                .filter(name -> name.startsWith("documents/"))
                .toList();
        assertThat(documents)
                .contains(
                        "documents/register.json",
                        "documents/systems/triage/annex-iv.html",
                        "documents/systems/other/annex-viii.json",
                        "documents/lineage/ml-bom.cdx.json",
                        "documents/controls.oscal.json");
        documents.forEach(name -> assertThat(one.get(name)).as(name).isEqualTo(other.get(name)));
        assertThat(entries(one, "documents/incidents.json", "incidents")).hasSize(2);
        assertThat(new String(one.get("documents/lineage/ml-bom.cdx.json"), StandardCharsets.UTF_8))
                .contains("model:cloud/small@small-2026-10");
    }

    @Test
    void clocksAreToldAsOfTheEndOfTheRangeAsTheFiguresAre() throws IOException {
        // given a system whose incident is due behind the last event that belongs to it
        Instant due = Instant.parse("2026-11-20T10:00:00.000001Z");
        PackRange range = new PackRange(0, log.size(), Scope.ofSystem("triage"));
        for (Instant over : List.of(due, due.plusSeconds(86_400))) {
            // when
            Path file = directory.resolve("pack.asice");
            PackOrder order = new PackOrder(
                    range, log.checkpoint(), null, null, List.of(new FigureQuery(MemoryLog.START, over, log.size())));
            log.write(order, file, List.of(DOCUMENTS));
            // then
            SequencedMap<String, byte[]> pack = Zips.read(file);
            String state = entries(pack, "documents/incidents.json", "incidents")
                    .get(0)
                    .get("reporting")
                    .asString();
            assertThat(state).isEqualTo(over.equals(due) ? "OPEN" : "MISSED");
            assertThat(new String(pack.get("figures.json"), StandardCharsets.UTF_8))
                    .containsPattern("\"clock\":\"" + state + "\"[^\\[]*[^]]*],\"unit\":\"incidents\",\"value\":\"1\"");
        }
        // and by an event that is withheld, when no figures are told
        log.events.add(again(log.readStream("duty/other").getLast(), log.size(), due.plusSeconds(86_400)));
        assertThat(entries(
                                pack(new PackRange(0, log.size(), Scope.ofSystem("triage")), "late.asice"),
                                "documents/incidents.json",
                                "incidents")
                        .get(0)
                        .get("reporting")
                        .asString())
                .isEqualTo("MISSED");
    }

    /** The next event of the same stream. */
    private static StoredEvent again(StoredEvent last, long position, Instant at) {
        return new StoredEvent(
                position,
                "7a1d7c1e-0000-4000-8000-000000000001",
                last.stream(),
                last.sequence() + 1,
                last.name(),
                last.revision(),
                at,
                last.payload(),
                last.metadata());
    }

    @Test
    void aPackOfASystemHasNothingOfAnotherOne() throws IOException {
        // when
        SequencedMap<String, byte[]> pack = pack(new PackRange(0, log.size(), Scope.ofSystem("triage")), "pack.asice");

        // then
        assertThat(pack.keySet()).noneMatch(name -> name.startsWith("documents/systems/other"));
        assertThat(entries(pack, "documents/register.json", "systems"))
                .extracting(system -> system.at("/record/system").asString())
                .containsExactly("triage");
        assertThat(entries(pack, "documents/incidents.json", "incidents"))
                .extracting(incident -> incident.get("incident").asString())
                .containsExactly("i-1");
        pack.forEach((name, content) -> {
            if (name.startsWith("documents/")) {
                assertThat(new String(content, StandardCharsets.UTF_8))
                        .as(name)
                        .doesNotContain("\"other\"", "system/other", "i-2");
            }
        });
    }

    @Test
    void aPackOfALaterPeriodTellsWhatStandsOnRecordFromBefore() throws IOException {
        // when
        SequencedMap<String, byte[]> pack = pack(new PackRange(log.size() - 1, log.size(), null), "pack.asice");

        // then
        assertThat(entries(pack, "documents/register.json", "systems")).hasSize(2);
        assertThat(entries(pack, "documents/incidents.json", "incidents")
                        .get(0)
                        .get("state")
                        .asString())
                .isEqualTo("CLOSED");
    }

    @Test
    void aPackWithAScopeDoesNotDenyWhatItCannotKnow() throws IOException {
        // given
        log.append(
                "kill-switch", new KillSwitchPulled(new StopScope(StopScope.Kind.EVERYTHING, null), "nonsense", "ada"));
        JsonMapper json = new JsonMapper();

        // when
        SequencedMap<String, byte[]> system = pack(new PackRange(0, log.size(), Scope.ofSystem("triage")), "1.asice");
        SequencedMap<String, byte[]> task = pack(new PackRange(0, log.size(), new Scope("t-1", null, null)), "2.asice");

        // then
        for (SequencedMap<String, byte[]> pack : List.of(system, task)) {
            for (String list : List.of(
                    "oversight /stops",
                    "oversight /calibration",
                    "bias /specialCategoryUses",
                    "rules /adoptions",
                    "register /inUseAndInNoSystem",
                    "register /company",
                    "reconciliation ")) {
                String[] parts = list.split(" ", 2);
                JsonNode said = json.readTree(pack.get("documents/" + parts[0] + ".json"))
                        .at(parts[1]);
                assertThat(said.path("notInScope").asString("")).as(list).startsWith("Not part of this scope");
                assertThat(said.has("nothing") || said.has("onRecord")).as(list).isFalse();
            }
        }
        assertThat(json.readTree(task.get("documents/incidents.json"))
                        .at("/incidents/notInScope")
                        .asString())
                .contains("a pack of one task has no events of serious incidents");
        assertThat(entries(system, "documents/incidents.json", "incidents")).hasSize(1);
    }

    @Test
    void annexFourOfAPackOfASystemSaysWhatItsScopeLeavesOut() throws IOException {
        // when
        SequencedMap<String, byte[]> scoped = pack(new PackRange(0, log.size(), Scope.ofSystem("triage")), "1.asice");
        SequencedMap<String, byte[]> whole = pack(new PackRange(0, log.size(), null), "2.asice");

        // then
        String name = "documents/systems/triage/annex-iv.json";
        JsonNode software = entries(scoped, name, "points").get(2);
        assertThat(software.get("point").asString()).isEqualTo("1(c)");
        assertThat(software.get("standing").asString()).isEqualTo("NOT_IN_SCOPE");
        assertThat(software.get("notInScope").asString())
                .contains("no events of when policies came into force", "GET /api/systems/triage/annex-iv");
        assertThat(new String(scoped.get("documents/systems/triage/annex-iv.html"), StandardCharsets.UTF_8))
                .contains("not in this scope");
        assertThat(entries(whole, name, "points")).noneMatch(point -> point.has("notInScope"));
    }
}
