package dev.chancery.views;

import dev.chancery.folds.WilsonInterval;
import dev.chancery.query.contracts.ModelQualityView;
import dev.chancery.query.contracts.ModelQualityView.Line;
import dev.chancery.query.contracts.ModelQualityView.Moved;
import dev.chancery.query.contracts.ModelQualityView.Share;
import dev.chancery.query.contracts.ModelUsesView;
import dev.chancery.query.contracts.ModelUsesView.ModelUse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares what people and judges found of the versions of each deployment, one with the next. */
final class ModelQuality {

    private ModelQuality() {}

    static ModelQualityView of(ModelUsesView uses) {
        List<ModelUse> ordered = uses.versions().stream()
                .sorted(Comparator.comparing(ModelUse::deployment)
                        .thenComparing(ModelUse::firstUsed)
                        .thenComparing(ModelUse::version))
                .toList();
        List<Line> lines = new ArrayList<>();
        String deployment = "";
        Share approvedBefore = null;
        Share passedBefore = null;
        for (ModelUse use : ordered) {
            if (use.outputs() == 0) {
                continue;
            }
            if (!use.deployment().equals(deployment)) {
                deployment = use.deployment();
                approvedBefore = null;
                passedBefore = null;
            }
            Share approved = share(use.approved(), use.reviewed());
            Share passed = share(use.passed(), use.verdicts());
            lines.add(new Line(
                    use.deployment(),
                    use.version(),
                    use.firstUsed(),
                    use.lastUsed(),
                    use.outputs(),
                    approved,
                    moved(approvedBefore, approved),
                    passed,
                    moved(passedBefore, passed)));
            approvedBefore = approved.n() == 0 ? approvedBefore : approved;
            passedBefore = passed.n() == 0 ? passedBefore : passed;
        }
        return new ModelQualityView(uses.position(), lines, ModelQualityView.NOTE);
    }

    private static @Nullable Moved moved(@Nullable Share before, Share now) {
        if (before == null || now.n() == 0) {
            return null;
        }
        return now.upper() < before.lower() ? Moved.DOWN : now.lower() > before.upper() ? Moved.UP : null;
    }

    private static Share share(long count, long n) {
        return n == 0
                ? new Share(0, 0, null, 0, 1)
                : new Share(
                        count,
                        n,
                        (double) count / n,
                        WilsonInterval.lowerBound(count, n),
                        1 - WilsonInterval.lowerBound(n - count, n));
    }
}
