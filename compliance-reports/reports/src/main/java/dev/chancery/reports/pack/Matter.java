package dev.chancery.reports.pack;

import dev.chancery.verifier.pack.Scope;
import dev.chancery.verifier.pack.Scope.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What documents tell of that not every scope has, since the streams that record it do not belong to it, see
 * {@link dev.chancery.verifier.pack.ScopeFilter}. Where it is empty in a scope that has none of it, nothing follows from that.
 */
public enum Matter {
    SYSTEMS("AI systems", Kind.SYSTEM),
    PARTS_IN_NO_SYSTEM("all AI systems, and so of what is in none"),
    COMPANY_DUTIES("duties of the company as a whole"),
    RULE_SETS("adoptions of rule sets"),
    INCIDENTS("serious incidents", Kind.SYSTEM),
    BIAS("checks for bias", Kind.SYSTEM),
    PROTECTED_ATTRIBUTES("protected attributes that were taken in, Art. 4a"),
    GATES("gates of workflows", Kind.WORKFLOW, Kind.SYSTEM),
    CALIBRATION("cases whose right decision was known before"),
    STOPS("kill switches"),
    MODEL_VERSIONS("versions that models reported"),
    POLICIES("when policies came into force"),
    CHANGES("assessments of changes"),
    ERASURES("erasures", Kind.SUBJECT),
    RECONCILIATION("what providers say was used");

    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<Kind> scopes;

    Matter(String title, Kind... scopes) {
        this.title = title;
        this.scopes = List.of(scopes);
    }

    /** That a scope has none of it and which pack does, in sentences; empty when a pack of that scope, null for none, has it. */
    public Optional<String> notIn(@Nullable Scope scope) {
        return scope == null || scopes.contains(scope.kind())
                ? Optional.empty()
                : Optional.of("Not part of this scope: a pack of one " + word(scope.kind()) + " has no events of "
                        + title + ". A pack without a scope has them.");
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
