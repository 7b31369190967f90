package dev.chancery.reports.issue;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.chancery.contracts.fact.ExportKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far an export has come.
 *
 * @param kind null of a file of an earlier process
 * @param place in the queue, 1 for the next; null when it does not wait
 * @param attempt 1 for the first; each begins at the beginning
 * @param progress 0 to 1
 * @param remainingSeconds estimate, null while there is nothing to estimate from
 * @param bytes size of the finished file
 * @param sha256 of the finished file, lower-case hex; null of a file of an earlier process
 * @param verdict of whatever looked at the finished file
 * @param findings why it is not verified, or why it failed
 * @param download where the finished file is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IssueStatus(
        String id,
        @Nullable ExportKind kind,
        State state,
        @Nullable Integer place,
        int attempt,
        double progress,
        @Nullable Long remainingSeconds,
        @Nullable Long bytes,
        @Nullable String sha256,
        @Nullable String verdict,
        List<String> findings,
        @Nullable String download) {

    public IssueStatus {
        findings = List.copyOf(findings);
    }

    /** In the order of an export's life. */
    public enum State {
        QUEUED,
        RUNNING,
        READY,
        FAILED,
        CANCELLED
    }
}
