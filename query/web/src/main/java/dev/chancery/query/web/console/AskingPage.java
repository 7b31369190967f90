package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.BoardThreshold;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.ExportState;
import dev.chancery.query.contracts.ExportView;
import dev.chancery.query.web.Reporting;
import dev.chancery.query.web.Reporting.Outline;
import dev.chancery.query.web.issued.ExportDesk;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Where a pack and a board report are asked for by a form: what is sent on is the request of the API. */
@Controller
final class AskingPage {

    private static final int QUARTERS = 8;
    private static final int PAGE = 50;

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Reporting reporting;
    private final ExportDesk exports;
    private final Clock clock = Clock.systemUTC();

    AskingPage(Reporting reporting, ExportDesk exports) {
        this.reporting = reporting;
        this.exports = exports;
    }

    // Packs

    /**
     * What is wanted of a pack, as it was typed.
     *
     * @param scope kind of thing; empty for everything
     * @param figures {@code period} for those of the pack's own period, {@code none} for none
     * @param previous text of an earlier checkpoint
     */
    record PackTyped(
            @Nullable String scope,
            @Nullable String id,
            @Nullable String from,
            @Nullable String to,
            @Nullable Boolean contents,
            @Nullable String purpose,
            @Nullable String figures,
            @Nullable String previous) {

        public boolean isOf(String kind) {
            return kind.equals(Objects.requireNonNullElse(scope, ""));
        }

        /** As {@code POST /api/packs} takes it. */
        String json() {
            ObjectNode json = JSON.createObjectNode();
            put(json, "from", from);
            put(json, "to", to);
            if (!isOf("")) {
                json.putObject("scope").put(scope, id == null ? "" : id.strip());
            }
            if (Boolean.TRUE.equals(contents)) {
                json.put("contents", true).put("purpose", purpose == null ? "" : purpose.strip());
            }
            if (previous != null && !previous.isBlank()) {
                // A browser sends lines with CR LF; a note has LF only.
                json.put("previous", previous.replace("\r\n", "\n").strip() + "\n");
            }
            if ("none".equals(figures)) {
                json.putArray("figures");
            }
            return json.toString();
        }
    }

    private static void put(ObjectNode json, String name, @Nullable String text) {
        if (text != null && !text.isBlank()) {
            json.put(name, text.strip());
        }
    }

    /**
     * What a pack will probably be, told by the last one that was made.
     *
     * @param bytes of the file
     */
    record Estimate(long events, String than, long bytes, long seconds) {}

    /**
     * The form. Everything that it has can be in the link.
     *
     * @param look whether what it would contain is wanted
     */
    @GetMapping("/exports/pack")
    String pack(
            @ModelAttribute("typed") PackTyped typed,
            @RequestParam(defaultValue = "false") boolean look,
            Principal person,
            Model page,
            HttpServletResponse response) {
        if (look) {
            try {
                Outline outline = reporting.outline(typed.json(), person.getName());
                page.addAttribute("outline", outline);
                page.addAttribute("estimate", estimate(outline));
            } catch (ErrorResponseException e) {
                Wrong.say(e, page, response);
            }
        }
        page.addAttribute("quarters", quarters());
        return "pack";
    }

    @PostMapping("/exports/pack")
    String askForPack(
            @ModelAttribute("typed") PackTyped typed,
            @RequestParam(defaultValue = "false") boolean look,
            Principal person,
            Model page,
            HttpServletResponse response) {
        if (look) {
            return pack(typed, true, person, page, response);
        }
        try {
            return "redirect:/exports/" + reporting.pack(typed.json(), person.getName());
        } catch (ErrorResponseException e) {
            Wrong.say(e, page, response);
            return pack(typed, false, person, page, response);
        }
    }

    private @Nullable Estimate estimate(Outline outline) {
        return exports.all(ExportKind.AUDIT_PACK, ExportState.READY, null, null, PAGE).exports().stream()
                .filter(made -> made.bytes() != null && made.to() > made.from())
                .filter(made -> (made.scope() == null) == (outline.scope() == null))
                .findFirst()
                .map(made -> estimate(outline, made))
                .orElse(null);
    }

    private static Estimate estimate(Outline outline, ExportView made) {
        long events = outline.to() - outline.from();
        double share = (double) events / (made.to() - made.from());
        Instant ended = made.endedAt();
        long took =
                ended == null ? 0 : Duration.between(made.requestedAt(), ended).toSeconds();
        return new Estimate(
                events,
                made.export(),
                Math.round(share * Objects.requireNonNullElse(made.bytes(), 0L)),
                Math.max(1, Math.round(share * took)));
    }

    /** A quarter that has begun, the newest first. */
    record Quarter(String name, String from, String to, boolean over) {}

    private List<Quarter> quarters() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        LocalDate first = LocalDate.of(today.getYear(), (today.getMonthValue() - 1) / 3 * 3 + 1, 1);
        List<Quarter> quarters = new ArrayList<>();
        for (int i = 0; i < QUARTERS; i++) {
            LocalDate begins = first.minusMonths(3L * i);
            quarters.add(new Quarter(
                    begins.getYear() + "-Q" + ((begins.getMonthValue() + 2) / 3),
                    begins.toString(),
                    i == 0 ? "" : begins.plusMonths(3).toString(),
                    i > 0));
        }
        return quarters;
    }

    // Board reports

    /** What is wanted of a board report, as it was typed. */
    record BoardTyped(
            @Nullable String quarter,
            @Nullable String zone,
            @Nullable Boolean partial) {

        String json() {
            ObjectNode json = JSON.createObjectNode();
            put(json, "quarter", quarter);
            put(json, "zone", zone);
            if (Boolean.TRUE.equals(partial)) {
                json.put("partial", true);
            }
            return json.toString();
        }
    }

    /** Thresholds as the API tells them. */
    record Thresholds(
            String quarter,
            String version,
            List<BoardThreshold> thresholds,
            @Nullable String from,
            @Nullable String by,
            @Nullable Instant at,
            @Nullable Long position,
            @Nullable String reason,
            @Nullable Boolean late) {}

    @GetMapping("/exports/board-report")
    String board(@ModelAttribute("typed") BoardTyped typed, Model page) {
        page.addAttribute("quarters", quarters());
        Thresholds standing = JSON.readValue(reporting.thresholds(null), Thresholds.class);
        page.addAttribute("standing", standing);
        if (!page.containsAttribute("limits")) {
            page.addAttribute("limits", standing.thresholds());
        }
        return "board-report";
    }

    @PostMapping("/exports/board-report")
    String askForBoard(
            @ModelAttribute("typed") BoardTyped typed, Principal person, Model page, HttpServletResponse response) {
        try {
            return "redirect:/exports/" + reporting.boardReport(typed.json(), person.getName());
        } catch (ErrorResponseException e) {
            Wrong.say(e, page, response);
            return board(typed, page);
        }
    }

    /** Thresholds as they were typed: three lists of one length. An indicator without numbers is not coloured. */
    @PostMapping("/exports/thresholds")
    String thresholds(
            @RequestParam List<String> indicator,
            @RequestParam List<String> worse,
            @RequestParam List<String> amber,
            @RequestParam List<String> red,
            @RequestParam(defaultValue = "") String from,
            @RequestParam(defaultValue = "") String reason,
            Principal person,
            Model page,
            HttpServletResponse response) {
        ObjectNode json = JSON.createObjectNode().put("from", from.strip()).put("reason", reason.strip());
        ArrayNode all = json.putArray("thresholds");
        List<BoardRow> rows = new ArrayList<>();
        for (int i = 0;
                i < Math.min(Math.min(indicator.size(), worse.size()), Math.min(amber.size(), red.size()));
                i++) {
            rows.add(new BoardRow(
                    indicator.get(i),
                    worse.get(i),
                    amber.get(i).strip(),
                    red.get(i).strip()));
            if (!amber.get(i).isBlank() || !red.get(i).isBlank()) {
                all.addObject()
                        .put("indicator", indicator.get(i))
                        .put("worse", worse.get(i))
                        .put("amber", amber.get(i).strip())
                        .put("red", red.get(i).strip());
            }
        }
        try {
            reporting.setThresholds(json.toString(), person.getName());
            return "redirect:/exports/board-report#thresholds";
        } catch (ErrorResponseException e) {
            Wrong.say(e, page, response);
            page.addAttribute("wrongThresholds", page.getAttribute("wrong"));
            page.addAttribute("wrong", null);
            page.addAttribute("limits", rows);
            page.addAttribute("typedFrom", from);
            page.addAttribute("typedReason", reason);
            BoardTyped typed = new BoardTyped(null, null, false);
            page.addAttribute("typed", typed);
            return board(typed, page);
        }
    }

    /** A row as it was typed. */
    record BoardRow(String indicator, String worse, String amber, String red) {}
}
