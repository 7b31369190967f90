package dev.chancery.query.web.console;

import dev.chancery.query.contracts.PoliciesView;
import dev.chancery.query.contracts.PolicyDraftsView.DraftState;
import dev.chancery.query.contracts.PolicyDraftsView.DraftView;
import dev.chancery.query.contracts.RegistryQuery.FindPolicies;
import dev.chancery.query.contracts.RegistryQuery.FindPolicyDrafts;
import dev.chancery.query.contracts.RegistryQuery.FindReviewCounts;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Drafting;
import dev.chancery.query.web.PolicyTexts;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.List;
import java.util.TreeMap;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page of the policy: what is in force, what is proposed and on what evidence. */
@Controller
final class PolicyPage {

    private final Desk desk;
    private final Drafting drafting;
    private final PolicyTexts texts;

    PolicyPage(Desk desk, Drafting drafting, PolicyTexts texts) {
        this.desk = desk;
        this.drafting = drafting;
        this.texts = texts;
    }

    /** A form as it was sent. */
    record Typed(String draft, String reason) {}

    @GetMapping("/policy")
    String show(Model page) {
        PoliciesView policies = desk.ask(new FindPolicies());
        page.addAttribute("active", policies.active());
        page.addAttribute("rejected", policies.rejected());
        page.addAttribute("versions", texts.versions());
        List<DraftView> drafts = desk.ask(new FindPolicyDrafts()).drafts();
        page.addAttribute("drafts", drafts.stream().filter(PolicyPage::waits).toList());
        page.addAttribute("past", drafts.stream().filter(draft -> !waits(draft)).toList());
        page.addAttribute(
                "counts", new TreeMap<>(desk.ask(new FindReviewCounts()).models()));
        return "policy";
    }

    private static boolean waits(DraftView draft) {
        return draft.state() == DraftState.OPEN || draft.state() == DraftState.APPROVED;
    }

    /** A version's text. */
    @GetMapping("/policy/versions/{version}")
    String version(@PathVariable String version, Model page) {
        page.addAttribute("text", texts.text(version));
        page.addAttribute("version", version);
        page.addAttribute("versions", texts.versions());
        page.addAttribute("active", desk.ask(new FindPolicies()).active());
        return "policy-version";
    }

    /** A line of a difference, with what it is: {@code same}, {@code added}, {@code taken} or {@code place}. */
    record DiffLine(String kind, String text) {

        static DiffLine of(String line) {
            if (line.startsWith("@@")) {
                return new DiffLine("place", line);
            }
            String text = line.isEmpty() ? "" : line.substring(1);
            return line.startsWith("+")
                    ? new DiffLine("added", text)
                    : line.startsWith("-") ? new DiffLine("taken", text) : new DiffLine("same", text);
        }

        /** Without the two lines that name the texts. */
        static List<DiffLine> of(List<String> unified) {
            return unified.stream().skip(2).map(DiffLine::of).toList();
        }
    }

    /** What changed between two versions. */
    @GetMapping("/policy/diff")
    String diff(@RequestParam(defaultValue = "") String from, @RequestParam(defaultValue = "") String to, Model page) {
        List<PolicyTexts.Version> versions = texts.versions();
        page.addAttribute("versions", versions);
        page.addAttribute("from", from);
        page.addAttribute("to", to);
        if (!from.isBlank() && !to.isBlank()) {
            List<DiffLine> lines = DiffLine.of(texts.changes(from, to));
            page.addAttribute("lines", lines);
            page.addAttribute(
                    "added",
                    lines.stream().filter(line -> line.kind().equals("added")).count());
            page.addAttribute(
                    "taken",
                    lines.stream().filter(line -> line.kind().equals("taken")).count());
        }
        return "policy-diff";
    }

    /** The form that proposes another text of a file, or another value. */
    @GetMapping("/policy/drafts/new")
    String draft(@RequestParam(defaultValue = "") String file, Model page) {
        List<Drafting.BundleFile> files = texts.files();
        Drafting.BundleFile shown = files.stream()
                .filter(each -> each.name().equals(file))
                .findFirst()
                .orElse(files.getFirst());
        page.addAttribute("files", files);
        page.addAttribute("file", shown.name());
        if (!page.containsAttribute("text")) {
            page.addAttribute("text", shown.text());
        }
        return "policy-draft";
    }

    /**
     * Shows what another text of a file would change, or proposes it.
     *
     * @param action {@code look} or {@code propose}
     */
    @PostMapping("/policy/drafts")
    String propose(
            @RequestParam(defaultValue = "") String file,
            @RequestParam(defaultValue = "") String text,
            @RequestParam(defaultValue = "") String pointer,
            @RequestParam(defaultValue = "") String value,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam(defaultValue = "propose") String action,
            Principal person,
            Model page,
            HttpServletResponse response) {
        // A browser sends lines with CR LF.
        String yaml = text.replace("\r\n", "\n");
        page.addAttribute("reason", reason);
        page.addAttribute("pointer", pointer);
        page.addAttribute("value", value);
        page.addAttribute("byValue", !pointer.isBlank());
        if (pointer.isBlank()) {
            page.addAttribute("text", yaml);
        }
        try {
            if (action.equals("look")) {
                page.addAttribute("lines", DiffLine.of(looked(file, yaml)));
                return draft(file, page);
            }
            String draft = pointer.isBlank()
                    ? texts.propose(file, yaml, reason, person.getName())
                    : value(pointer, value, reason, person.getName());
            return "redirect:/policy#draft-" + draft;
        } catch (ErrorResponseException e) {
            Wrong.say(e, page, response);
            return draft(file, page);
        }
    }

    /** What the text changes, once it is known that it is a policy. */
    private List<String> looked(String file, String text) {
        texts.document(file, text);
        String before = texts.files().stream()
                .filter(each -> each.name().equals(file))
                .findFirst()
                .map(Drafting.BundleFile::text)
                .orElse("");
        return PolicyTexts.unified(file, file, before, text);
    }

    private String value(String pointer, String value, String reason, String by) {
        String why = desk.reason(reason);
        return desk.done(() -> drafting.propose(List.of(new Drafting.Wanted(pointer.strip(), value.strip())), why, by));
    }

    @PostMapping("/policy/drafts/{draft}")
    String decide(
            @PathVariable String draft,
            @RequestParam String action,
            @RequestParam(defaultValue = "") String reason,
            Principal person,
            Model page,
            HttpServletResponse response) {
        try {
            switch (action) {
                case "approve" -> {
                    String why = desk.reason(reason);
                    desk.done(() -> {
                        drafting.approve(draft, why, person.getName());
                        return draft;
                    });
                }
                case "activate" ->
                    desk.done(() -> {
                        drafting.activate(draft);
                        return draft;
                    });
                default -> {
                    String why = desk.reason(reason);
                    desk.done(() -> {
                        drafting.reject(draft, why, person.getName());
                        return draft;
                    });
                }
            }
            return "redirect:/policy";
        } catch (ErrorResponseException e) {
            Wrong.say(e, page, response);
            page.addAttribute("typed", new Typed(draft, reason));
            return show(page);
        }
    }
}
