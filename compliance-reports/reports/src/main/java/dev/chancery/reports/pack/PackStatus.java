package dev.chancery.reports.pack;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.chancery.reports.issue.IssueStatus.State;
import dev.chancery.verifier.pack.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a pack has come.
 *
 * @param place in the queue, 1 for the next; null when it does not wait
 * @param attempt 1 for the first; each begins at the beginning
 * @param from first position
 * @param to position after the last
 * @param progress 0 to 1
 * @param remainingSeconds estimate, null while there is nothing to estimate from
 * @param bytes size of the finished pack
 * @param contents texts in the finished pack, null when none were asked for
 * @param erased texts that were asked for and are erased
 * @param sha256 of the finished pack, lower-case hex
 * @param verdict what the offline verifier says of the finished pack
 * @param findings why it is not verified, or why the pack failed
 * @param download where the finished pack is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PackStatus(
        String id,
        State state,
        @Nullable Integer place,
        int attempt,
        @Nullable Long from,
        @Nullable Long to,
        @Nullable Scope scope,
        double progress,
        @Nullable Long remainingSeconds,
        @Nullable Long bytes,
        @Nullable Long contents,
        @Nullable Long erased,
        @Nullable String sha256,
        @Nullable String verdict,
        List<String> findings,
        @Nullable String download) {}
