package dev.chancery.decisions.retention;

import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.LegalHold;
import java.util.List;

/** Whether contents may be erased. A legal hold wins, always: what it keeps in part is not erased in part. */
public final class ErasureDecision {

    private ErasureDecision() {}

    /**
     * The holds that forbid an erasure; none when it may go on.
     *
     * @param scope what is to be erased
     * @param touched further scopes that contain some of its contents
     * @param holds all that stand
     * @return their ids, in the order of the holds
     */
    public static List<String> inTheWay(ContentScope scope, List<ContentScope> touched, List<LegalHold> holds) {
        return holds.stream()
                .filter(hold -> hold.scope().equals(scope) || touched.contains(hold.scope()))
                .map(LegalHold::hold)
                .toList();
    }
}
