package dev.chancery.views;

import dev.chancery.folds.Agreement;
import dev.chancery.folds.JudgedTasks.Decision;
import dev.chancery.folds.JudgedTasks.Held;
import dev.chancery.query.contracts.FindJudgeAgreement;
import dev.chancery.query.contracts.JudgeAgreementView;
import dev.chancery.query.contracts.JudgeAgreementView.RubricAgreement;
import dev.chancery.query.contracts.Query;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.queryhandling.QueryHandler;

/** Answers how far judges and people agree. */
public final class JudgeQueries {

    private final Views views;

    public JudgeQueries(ViewKeeper keeper) {
        this.views = keeper.views();
    }

    /** What is counted together: another text of a rubric is another rubric, and so is another judge. */
    private record Key(String workflow, String rubric, int version, String digest, String judge) {}

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
                    Key key = new Key(
                            rows.getString("workflow"),
                            rows.getString("rubric"),
                            rows.getInt("version"),
                            rows.getString("digest"),
                            rows.getString("judge"));
                    found.computeIfAbsent(key, k -> new Counts()).add(rows);
                }
            }
            List<RubricAgreement> all = found.entrySet().stream()
                    .limit(Query.PAGE_LIMIT)
                    .map(each -> each.getValue().view(each.getKey()))
                    .toList();
            return new JudgeAgreementView(all);
        });
    }
}
