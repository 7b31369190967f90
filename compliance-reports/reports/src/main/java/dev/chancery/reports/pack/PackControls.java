package dev.chancery.reports.pack;

import dev.chancery.folds.dossier.Dossier;
import dev.chancery.query.contracts.ControlsView;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Function;

/** Evaluates controls once for each pack, so that all that is written into it tells the same. */
public final class PackControls {

    private final Function<Instant, ControlsView> controls;
    private final Map<Dossier, ControlsView> evaluated = Collections.synchronizedMap(new WeakHashMap<>());

    /** @param controls evaluates the controls at an instant, from what the views know by then */
    public PackControls(Function<Instant, ControlsView> controls) {
        this.controls = controls;
    }

    /** Controls as of when the pack is told. Each pack has a dossier of its own. */
    public ControlsView of(PackSubject subject) {
        ControlsView known = evaluated.get(subject.dossier());
        if (known == null) {
            known = controls.apply(subject.asOf());
            evaluated.put(subject.dossier(), known);
        }
        return known;
    }
}
