package dev.chancery.contracts.command;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.contracts.fact.SignInMethod;
import dev.chancery.contracts.fact.VisitEnd;
import java.util.List;

/** What is asked of a visit. The members are those of the events. */
public sealed interface VisitCommand extends Command {

    /** What the streams of visits begin with. */
    String STREAM = "visit/";

    String visit();

    @Override
    default String target() {
        return STREAM + visit();
    }

    /** Keep that somebody came. Fails when there is a visit of that id. */
    record BeginVisit(String visit, AccountId account, SignInMethod method, List<RoleGrant> grants)
            implements VisitCommand {
        public BeginVisit {
            grants = List.copyOf(grants);
        }
    }

    /** Keep what is about to be shown. Fails when the visit is over, or is somebody else's. */
    record RecordView(String visit, AccountId account, String method, String path) implements VisitCommand {}

    /** Keep that it is over. Does nothing when it is. */
    record EndVisit(String visit, VisitEnd cause) implements VisitCommand {}
}
