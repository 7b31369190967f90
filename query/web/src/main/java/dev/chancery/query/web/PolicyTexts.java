package dev.chancery.query.web;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.query.contracts.PoliciesView.PolicyView;
import dev.chancery.query.contracts.PolicyDraftsView.DraftView;
import dev.chancery.query.contracts.PolicyDraftsView.Said;
import dev.chancery.query.contracts.RegistryQuery.FindPolicies;
import dev.chancery.query.contracts.RegistryQuery.FindPolicyDrafts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The versions of the policy as texts: who brought each into force, what it says, and what changed from one to another. */
@Component
public final class PolicyTexts {

    /** Lines around a change. */
    private static final int CONTEXT = 3;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Desk desk;
    private final EventLog log;
    private final Drafting drafting;

    public PolicyTexts(Desk desk, EventLog log, Drafting drafting) {
        this.desk = desk;
        this.log = log;
        this.drafting = drafting;
    }

    /**
     * Proposes what another text of a file changes.
     *
     * @return the draft's id
     * @throws Problem with {@code errors}, by file and line, when the policy would be none
     */
    public String propose(String file, String text, @Nullable String reason, String by) {
        String why = desk.reason(reason);
        return told(() -> drafting.propose(file, text, why, by));
    }

    /** The canonical document that the policy would be with another text of a file; as {@link #propose}. */
    public String document(String file, String text) {
        return told(() -> drafting.document(file, text));
    }

    private String told(Supplier<String> work) {
        return desk.done(() -> {
            try {
                return work.get();
            } catch (Drafting.WrongText e) {
                throw Problem.of(
                                HttpStatus.UNPROCESSABLE_CONTENT,
                                "invalid-policy",
                                "With this text the policy cannot come into force; 'errors' says what is wrong and where.")
                        .with("errors", e.errors());
            }
        });
    }

    /** The files of the bundle. */
    public List<Drafting.BundleFile> files() {
        return desk.done(drafting::files);
    }

    /**
     * A version.
     *
     * @param activations how often it came into force
     * @param position of the event that holds its document
     * @param by who brought it into force: who proposed a draft and approved it, or who acted; for people
     */
    public record Version(String version, Instant activatedAt, int activations, long position, String by) {}

    /** The newest activation first. */
    public List<Version> versions() {
        List<DraftView> drafts = desk.ask(new FindPolicyDrafts()).drafts();
        return desk.ask(new FindPolicies()).policies().stream()
                .map(policy -> new Version(
                        policy.version(),
                        policy.activatedAt(),
                        policy.activations(),
                        policy.position(),
                        by(policy, drafts)))
                .toList();
    }

    private String by(PolicyView policy, List<DraftView> drafts) {
        return drafts.stream()
                .filter(draft -> policy.version().equals(draft.version()))
                .findFirst()
                .map(draft -> "a draft of " + draft.by() + approved(draft))
                .orElseGet(() ->
                        actor(policy.position()).orElse("whoever changed the policy's files, which Chancery watches"));
    }

    private static String approved(DraftView draft) {
        List<String> people =
                draft.said().stream().filter(Said::approves).map(Said::by).toList();
        return people.isEmpty() ? "" : ", approved by " + String.join(" and ", people);
    }

    private Optional<String> actor(long position) {
        return log.read(position, 1).stream().findFirst().flatMap(PolicyTexts::actor);
    }

    private static Optional<String> actor(StoredEvent event) {
        try {
            String actor = JSON.readTree(event.metadata()).path(Desk.ACTOR).asString("");
            return actor.isEmpty() ? Optional.empty() : Optional.of(actor);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /**
     * What a version says, a value on each line, or {@link Problem#notFound}.
     *
     * @param version whole, or enough of it to tell it from others
     */
    public String text(String version) {
        PolicyView policy = policy(version);
        return log.read(policy.position(), 1).stream()
                .map(stored -> log.decode(stored).event())
                .filter(PolicyActivated.class::isInstance)
                .map(event -> pretty(((PolicyActivated) event).document()))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("policy", version));
    }

    private PolicyView policy(String version) {
        List<PolicyView> found = version.length() < 8
                ? List.of()
                : desk.ask(new FindPolicies()).policies().stream()
                        .filter(policy -> policy.version().startsWith(version))
                        .toList();
        if (found.size() != 1) {
            throw Problem.notFound("policy", version);
        }
        return found.getFirst();
    }

    private static String pretty(String document) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree(document));
    }

    /**
     * What changed, in the unified form with three lines around each change; empty when nothing did.
     *
     * @param from a version
     * @param to another
     */
    public List<String> changes(String from, String to) {
        return unified(name(from), name(to), text(from), text(to));
    }

    private static String name(String version) {
        return "policy/" + version;
    }

    /** What differs between two texts, in the unified form. */
    public static List<String> unified(String from, String to, String before, String after) {
        List<String> lines = before.lines().toList();
        return UnifiedDiffUtils.generateUnifiedDiff(
                from, to, lines, DiffUtils.diff(lines, after.lines().toList()), CONTEXT);
    }
}
