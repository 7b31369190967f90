package dev.chancery.views;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.fact.PairChoice;
import dev.chancery.contracts.fact.PairPreference;
import dev.chancery.folds.Agreement;
import dev.chancery.folds.JudgedTasks.Decision;
import dev.chancery.folds.JudgedTasks.Held;
import dev.chancery.folds.PairCounts;
import dev.chancery.query.contracts.DuePairsView;
import dev.chancery.query.contracts.FindDuePairs;
import dev.chancery.query.contracts.FindJudgeAgreement;
import dev.chancery.query.contracts.JudgeAgreementView;
import dev.chancery.query.contracts.JudgeAgreementView.OpenPairs;
import dev.chancery.query.contracts.JudgeAgreementView.PairAgreement;
import dev.chancery.query.contracts.JudgeAgreementView.RubricAgreement;
import dev.chancery.query.contracts.JudgeAgreementView.Share;
import dev.chancery.query.contracts.Query;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.queryhandling.QueryHandler;

/** Answers how far judges and people agree, and about what a judge is still to be asked. */
public final class JudgeQueries {

    private final Views views;

    public JudgeQueries(ViewKeeper keeper) {
        this.views = keeper.views();
    }

    /** What is counted together: another text of a rubric is another rubric, and so is another judge. */
    private record Key(String workflow, String rubric, int version, String digest, String judge) {}

    private static Key key(ResultSet row) throws SQLException {
        return new Key(
                row.getString("workflow"),
                row.getString("rubric"),
                row.getInt("version"),
                row.getString("digest"),
                row.getString("judge"));
    }

    /** Counts of one key. */
    private static final class Counts {
        private final long[][] cases = new long[Held.values().length][Decision.values().length];
        private long failed;
        private long undecided;

        void add(ResultSet row) throws SQLException {
            String held = row.getString("held");
            String decision = row.getString("decision");
            long count = row.getLong("count");
            if (held == null) {
                failed += count;
            } else if (decision == null) {
                undecided += count;
            } else {
                cases[Held.valueOf(held).rank()][Decision.valueOf(decision).rank()] += count;
            }
        }

        /** Whether the output passed against whether it was approved unchanged. */
        private long[][] passedOrNot() {
            long[][] two = new long[2][2];
            for (int held = 0; held < cases.length; held++) {
                for (int decision = 0; decision < cases[held].length; decision++) {
                    two[held == Held.EVERYTHING.rank() ? 1 : 0][decision == Decision.APPROVED.rank() ? 1 : 0] +=
                            cases[held][decision];
                }
            }
            return two;
        }

        RubricAgreement view(Key key) {
            long[][] two = passedOrNot();
            Agreement agreement = Agreement.of(two);
            return new RubricAgreement(
                    key.workflow(),
                    key.rubric(),
                    key.version(),
                    key.digest(),
                    key.judge(),
                    agreement.cases(),
                    agreement.agreed(),
                    agreement.rate(),
                    agreement.lower(),
                    agreement.upper(),
                    agreement.kappa(),
                    Agreement.of(cases).weightedKappa(),
                    two[1][0],
                    two[0][1],
                    failed,
                    undecided);
        }
    }

    @QueryHandler
    public JudgeAgreementView handle(FindJudgeAgreement query) {
        List<RubricAgreement> rubrics = rubrics();
        return views.read(
                Generation.JUDGED_PAIRS,
                connection -> new JudgeAgreementView(rubrics, pairs(connection), open(connection)));
    }

    @QueryHandler
    public DuePairsView handle(FindDuePairs query) {
        return views.read(Generation.JUDGED_PAIRS, connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT task FROM views.judged_pair WHERE stage = 'DUE' ORDER BY position LIMIT ?")) {
                select.setInt(1, query.limit());
                List<TaskId> due = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        due.add(new TaskId(rows.getString(1)));
                    }
                }
                return new DuePairsView(due);
            }
        });
    }

    private List<RubricAgreement> rubrics() {
        return views.read(Generation.JUDGED_TASKS, connection -> {
            Map<Key, Counts> found = new LinkedHashMap<>();
            try (PreparedStatement select = connection.prepareStatement("""
                            SELECT workflow, rubric, version, digest, judge, held, decision, count(*) AS count
                            FROM views.judged_task WHERE rubric <> ''
                            GROUP BY workflow, rubric, version, digest, judge, held, decision
                            ORDER BY workflow, rubric, version DESC, digest, judge, held, decision
                            """);
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.computeIfAbsent(key(rows), k -> new Counts()).add(rows);
                }
            }
            return found.entrySet().stream()
                    .limit(Query.PAGE_LIMIT)
                    .map(each -> each.getValue().view(each.getKey()))
                    .toList();
        });
    }

    private static List<PairAgreement> pairs(Connection connection) throws SQLException {
        Map<Key, PairCounts> found = new LinkedHashMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                        SELECT workflow, rubric, version, digest, judge, output_first, correction_first, preference,
                            sign(correction_length - output_length)::integer AS longer, count(*) AS count
                        FROM views.judged_pair WHERE stage = 'JUDGED'
                        GROUP BY workflow, rubric, version, digest, judge, output_first, correction_first, preference, longer
                        ORDER BY workflow, rubric, version DESC, digest, judge
                        """);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.computeIfAbsent(key(rows), k -> new PairCounts())
                        .add(
                                PairChoice.valueOf(rows.getString("output_first")),
                                PairChoice.valueOf(rows.getString("correction_first")),
                                PairPreference.valueOf(rows.getString("preference")),
                                rows.getInt("longer"),
                                rows.getLong("count"));
            }
        }
        return found.entrySet().stream()
                .limit(Query.PAGE_LIMIT)
                .map(each -> view(each.getKey(), each.getValue()))
                .toList();
    }

    private static PairAgreement view(Key key, PairCounts counts) {
        return new PairAgreement(
                key.workflow(),
                key.rubric(),
                key.version(),
                key.digest(),
                key.judge(),
                counts.decided(),
                share(counts.consistent()),
                counts.ties(),
                share(counts.firstChosen()),
                share(counts.agreed()),
                share(counts.longerPreferred()),
                share(counts.longerCorrections()),
                counts.undecided(),
                counts.malformed(),
                counts.unanswered());
    }

    private static Share share(PairCounts.Share share) {
        return new Share(share.part(), share.whole(), share.rate(), share.lower(), share.upper());
    }

    private static List<OpenPairs> open(Connection connection) throws SQLException {
        List<OpenPairs> open = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("""
                        SELECT workflow, count(*) FILTER (WHERE stage IN ('DUE', 'POSED')),
                            count(*) FILTER (WHERE stage = 'REFUSED'), count(*) FILTER (WHERE stage = 'ABANDONED')
                        FROM views.judged_pair WHERE stage <> 'JUDGED' GROUP BY workflow ORDER BY workflow LIMIT ?
                        """)) {
            select.setInt(1, Query.PAGE_LIMIT);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    open.add(new OpenPairs(rows.getString(1), rows.getLong(2), rows.getLong(3), rows.getLong(4)));
                }
            }
        }
        return open;
    }
}
