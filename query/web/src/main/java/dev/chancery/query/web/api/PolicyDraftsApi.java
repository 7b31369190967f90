package dev.chancery.query.web.api;

import dev.chancery.query.contracts.PolicyDraftsView;
import dev.chancery.query.contracts.RegistryQuery.FindPolicyDrafts;
import dev.chancery.query.contracts.RegistryQuery.FindReviewCounts;
import dev.chancery.query.contracts.ReviewCountsView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Drafting;
import dev.chancery.query.web.PolicyTexts;
import dev.chancery.query.web.Problem;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Drafts of the policy: what is proposed, by whom and on what evidence, and what people say to it. */
@RestController
@RequestMapping("/api/policy")
final class PolicyDraftsApi {

    private final Desk desk;
    private final Drafting drafting;
    private final PolicyTexts texts;

    PolicyDraftsApi(Desk desk, Drafting drafting, PolicyTexts texts) {
        this.desk = desk;
        this.drafting = drafting;
        this.texts = texts;
    }

    @GetMapping("/drafts")
    PolicyDraftsView drafts() {
        return desk.ask(new FindPolicyDrafts());
    }

    /** What people decided about outputs, from which drafts are made. */
    @GetMapping("/review-counts")
    ReviewCountsView counts() {
        return desk.ask(new FindReviewCounts());
    }

    /** A value that somebody wants another. */
    record Change(@Nullable String pointer, @Nullable JsonNode value) {}

    /**
     * A proposal: values, or another text of a file of the bundle.
     *
     * @param file its name, with {@code text}
     */
    record Proposal(
            @Nullable List<Change> changes,
            @Nullable String reason,
            @Nullable String file,
            @Nullable String text) {}

    /** The draft that it became. */
    record Proposed(String draft) {}

    @PostMapping("/drafts")
    @ResponseStatus(HttpStatus.CREATED)
    Proposed propose(@RequestBody Proposal proposal, Principal person) {
        String file = proposal.file();
        String text = proposal.text();
        if (file != null && text != null && proposal.changes() == null) {
            return new Proposed(texts.propose(file, text, proposal.reason(), person.getName()));
        }
        if (proposal.changes() == null || proposal.changes().isEmpty()) {
            throw Problem.invalid(
                    "Give 'changes', each with a 'pointer' into the policy and the 'value' that it shall have;"
                            + " or 'file' and 'text', another text of one of GET /api/policy/files.");
        }
        List<Drafting.Wanted> wanted = proposal.changes().stream()
                .map(change -> {
                    if (change.pointer() == null || change.value() == null) {
                        throw Problem.invalid("Each change has a 'pointer', as /gates/minimumReviewed, and a 'value'.");
                    }
                    return new Drafting.Wanted(change.pointer(), change.value().toString());
                })
                .toList();
        String reason = desk.reason(proposal.reason());
        return new Proposed(desk.done(() -> drafting.propose(wanted, reason, person.getName())));
    }

    /** Why. */
    record Why(@Nullable String reason) {}

    @PostMapping("/drafts/{draft}/approve")
    PolicyDraftsView approve(@PathVariable String draft, @RequestBody Why why, Principal person) {
        String reason = desk.reason(why.reason());
        desk.done(() -> {
            drafting.approve(draft, reason, person.getName());
            return draft;
        });
        return drafts();
    }

    /** Puts in force what was approved, when that failed before. */
    @PostMapping("/drafts/{draft}/activate")
    PolicyDraftsView activate(@PathVariable String draft) {
        desk.done(() -> {
            drafting.activate(draft);
            return draft;
        });
        return drafts();
    }

    @PostMapping("/drafts/{draft}/reject")
    PolicyDraftsView reject(@PathVariable String draft, @RequestBody Why why, Principal person) {
        String reason = desk.reason(why.reason());
        desk.done(() -> {
            drafting.reject(draft, reason, person.getName());
            return draft;
        });
        return drafts();
    }
}
