package dev.chancery.query.web.console;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.query.contracts.PolicyDraftsView.DraftState;
import dev.chancery.query.contracts.RegistryQuery.FindPolicyDrafts;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.PolicyTexts;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.Reporting;
import dev.chancery.query.web.issued.ExportDesk;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The pages of decisions taken again: by the rules of then, to see whether they did decide, and by others, to see what these would have. */
@Controller
final class ReplaysPage {

    private static final int PAGE = 20;

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Reporting reporting;
    private final ExportDesk exports;
    private final PolicyTexts policies;
    private final Desk desk;

    ReplaysPage(Reporting reporting, ExportDesk exports, PolicyTexts policies, Desk desk) {
        this.reporting = reporting;
        this.exports = exports;
        this.policies = policies;
        this.desk = desk;
    }

    /** A replay as the API tells it. */
    record Replay(
            String id,
            String state,
            String asker,
            long from,
            long to,
            @Nullable String quarter,
            double progress,
            @Nullable Long remainingSeconds,
            @Nullable String verdict,
            @Nullable Long decisionsPerSecond,
            @Nullable Result result,
            @Nullable String failure) {

        public boolean isUnderWay() {
            return state.equals("QUEUED") || state.equals("RUNNING");
        }

        public String tone() {
            return switch (Objects.requireNonNullElse(verdict, state)) {
                case "SAME" -> "good";
                case "SAME_IN_PART" -> "care";
                case "DIFFERENT", "FAILED" -> "bad";
                default -> "plain";
            };
        }

        public String words() {
            return switch (Objects.requireNonNullElse(verdict, state)) {
                case "SAME" -> "same: every decision follows from the record";
                case "SAME_IN_PART" -> "same, as far as it could be executed";
                case "DIFFERENT" -> "DIFFERENT from what is recorded";
                case "QUEUED" -> "waits";
                case "RUNNING" -> "runs";
                case "CANCELLED" -> "stopped";
                default -> "failed";
            };
        }
    }

    /** What came of a replay. */
    record Result(
            String code,
            long tasks,
            long decisions,
            long different,
            Map<String, Long> byKind,
            List<Difference> differences,
            long openedBefore,
            Map<String, Long> notDecided,
            long failed,
            List<Failure> failures) {}

    /** A decision that is not as recorded. */
    record Difference(
            long position,
            String stream,
            String decision,
            String event,
            @Nullable String instead,
            List<Field> fields,
            String why) {}

    /** A field of it. */
    record Field(
            String pointer,
            @Nullable JsonNode recorded,
            @Nullable JsonNode recomputed) {}

    /** What could not be executed. */
    record Failure(long position, String stream, String why) {}

    /** The replays that are remembered. */
    record Known(List<Replay> replays) {}

    /**
     * A period as it was typed, and for a simulation the policy.
     *
     * @param draft id of a draft; or
     * @param file name of the bundle's file that {@code text} is in the place of
     */
    record Typed(
            @Nullable String quarter,
            @Nullable String from,
            @Nullable String to,
            @Nullable String draft,
            @Nullable String file,
            @Nullable String text) {

        private static @Nullable String given(@Nullable String text) {
            return text == null || text.isBlank() ? null : text.strip();
        }

        ObjectNode period() {
            ObjectNode json = JSON.createObjectNode();
            put(json, "quarter", quarter);
            put(json, "from", from);
            put(json, "to", to);
            return json;
        }

        private static void put(ObjectNode json, String name, @Nullable String text) {
            String value = given(text);
            if (value != null) {
                json.put(name, value);
            }
        }
    }

    @GetMapping("/replays")
    String show(
            @ModelAttribute("typed") Typed typed,
            @RequestHeader(value = "HX-Target", required = false) @Nullable String fragment,
            Model page) {
        List<Replay> replays = JSON.readValue(reporting.replays(), Known.class).replays();
        page.addAttribute("replays", replays);
        page.addAttribute("live", replays.stream().anyMatch(Replay::isUnderWay));
        if (fragment != null) {
            return "replays :: list";
        }
        page.addAttribute(
                "simulations",
                exports.all(ExportKind.WHAT_IF, null, null, null, PAGE).exports());
        page.addAttribute(
                "drafts",
                desk.ask(new FindPolicyDrafts()).drafts().stream()
                        .filter(draft -> draft.state() == DraftState.OPEN || draft.state() == DraftState.APPROVED)
                        .toList());
        page.addAttribute("files", policies.files());
        return "replays";
    }

    @PostMapping("/replays")
    String replay(@ModelAttribute("typed") Typed typed, Principal person, Model page, HttpServletResponse response) {
        try {
            return "redirect:/replays/" + reporting.replay(typed.period().toString(), person.getName());
        } catch (ErrorResponseException e) {
            Wrong.say(e, page, response);
            page.addAttribute("form", "replay");
            return show(typed, null, page);
        }
    }

    @GetMapping("/replays/{id}")
    String one(
            @PathVariable String id,
            @RequestHeader(value = "HX-Target", required = false) @Nullable String fragment,
            Model page) {
        Replay replay = reporting
                .replay(id)
                .map(json -> JSON.readValue(json, Replay.class))
                .orElseThrow(() -> Problem.notFound("replay", id));
        page.addAttribute("replay", replay);
        page.addAttribute("live", replay.isUnderWay());
        return fragment == null ? "replay" : "replay :: standing";
    }

    @PostMapping("/replays/{id}/end")
    String end(@PathVariable String id) {
        if (!reporting.endReplay(id)) {
            throw Problem.notFound("replay", id);
        }
        return "redirect:/replays";
    }

    /** Asks for a simulation: of a draft, or of a text that is pasted or uploaded. */
    @PostMapping("/replays/what-if")
    String simulate(
            @ModelAttribute("typed") Typed typed,
            @RequestParam @Nullable MultipartFile upload,
            Principal person,
            Model page,
            HttpServletResponse response)
            throws IOException {
        try {
            ObjectNode json = typed.period();
            String draft = Typed.given(typed.draft());
            if (draft != null) {
                json.put("draft", draft);
            } else {
                json.set("policy", policy(typed, upload));
            }
            return "redirect:/replays/what-if/" + reporting.whatIf(json.toString(), person.getName());
        } catch (ErrorResponseException e) {
            Wrong.say(e, page, response);
            page.addAttribute("form", "what-if");
            return show(typed, null, page);
        }
    }

    /** A JSON document is taken as it is; a YAML text in the place of the file that it is to replace. */
    private JsonNode policy(Typed typed, @Nullable MultipartFile upload) throws IOException {
        String text = upload == null || upload.isEmpty()
                ? Objects.requireNonNullElse(typed.text(), "").replace("\r\n", "\n")
                : new String(upload.getBytes(), StandardCharsets.UTF_8);
        if (text.isBlank()) {
            throw Problem.invalid("Choose a draft, paste a policy, or choose a file with one.");
        }
        String document = text.stripLeading().startsWith("{")
                ? text
                : policies.document(Objects.requireNonNullElse(typed.file(), ""), text);
        try {
            return JSON.readTree(document);
        } catch (JacksonException e) {
            throw Problem.invalid("The policy begins as JSON does and is none: " + e.getOriginalMessage());
        }
    }

    @GetMapping("/replays/what-if/{id}")
    String simulation(
            @PathVariable String id,
            @RequestHeader(value = "HX-Target", required = false) @Nullable String fragment,
            Model page) {
        Simulation found = reporting
                .whatIf(id)
                .map(json -> JSON.readValue(json, Simulation.class))
                .orElseThrow(() -> Problem.notFound("simulation", id));
        page.addAttribute("what", found);
        page.addAttribute("live", found.isUnderWay());
        return fragment == null ? "what-if" : "what-if :: standing";
    }

    /** A simulation as the API tells it. */
    record Simulation(
            String id,
            String title,
            String state,
            @Nullable Long from,
            @Nullable Long to,
            @Nullable String quarter,
            @Nullable String tried,
            double progress,
            @Nullable Long remainingSeconds,
            List<String> findings,
            @Nullable String download,
            @Nullable Outcome result) {

        public boolean isUnderWay() {
            return state.equals("QUEUED") || state.equals("RUNNING");
        }

        /** What becomes of tasks on either side. */
        public SortedSet<String> courses() {
            SortedSet<String> courses = new TreeSet<>();
            if (result != null) {
                courses.addAll(result.was().keySet());
                courses.addAll(result.would().keySet());
            }
            return courses;
        }
    }

    /** What came of a simulation. */
    record Outcome(
            long tasks,
            long affected,
            long decisions,
            long decidedOtherwise,
            Map<String, Long> was,
            Map<String, Long> would,
            List<Rerouted> rerouted,
            List<Reason> refused,
            List<Reason> permitted,
            List<Reason> held,
            List<Reason> heldNoLonger,
            List<Cost> costs,
            List<String> decidedAgain,
            List<String> approximations,
            long undecidable) {}

    /** Tasks that another deployment would have served; null for those that are not listed. */
    record Rerouted(@Nullable String from, @Nullable String to, long tasks) {}

    /** Tasks with a reason. */
    record Reason(String reason, long tasks) {}

    /** What tasks of one currency cost. */
    record Cost(String currency, long compared, Micros was, Micros would, long unknown) {}
}
