package dev.chancery.reports.board;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.chancery.reports.issue.IssueStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a report has come.
 *
 * @param period such as {@code 2026-Q4}, with the zone where that is not UTC, and {@code to date} where it was not over
 * @param place in the queue, 1 for the next; null when it does not wait
 * @param progress 0 to 1
 * @param remainingSeconds estimate, null while there is nothing to estimate from
 * @param bytes of the finished ZIP
 * @param sha256 of it, lower-case hex; null of a report of an earlier process
 * @param findings why it failed
 * @param files where its files are; null while it is not finished
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BoardStatus(
        String id,
        String period,
        IssueStatus.State state,
        @Nullable Integer place,
        double progress,
        @Nullable Long remainingSeconds,
        @Nullable Long bytes,
        @Nullable String sha256,
        List<String> findings,
        @Nullable List<String> files) {

    static BoardStatus of(String period, IssueStatus status) {
        String at = "/api/board-reports/" + status.id() + "/";
        return new BoardStatus(
                status.id(),
                period,
                status.state(),
                status.place(),
                status.progress(),
                status.remainingSeconds(),
                status.bytes(),
                status.sha256(),
                status.findings(),
                status.state() == IssueStatus.State.READY
                        ? List.of(
                                at + BoardWork.PAGES,
                                at + BoardWork.WORKBOOK,
                                at + BoardWork.FIGURES,
                                at + BoardWork.SUMMARY,
                                at + "download")
                        : null);
    }
}
