package dev.chancery.reports.document;

import dev.chancery.query.contracts.ControlsView;
import dev.chancery.query.contracts.ControlsView.SystemControls;
import dev.chancery.reports.pack.PackControls;
import dev.chancery.reports.pack.PackFile;
import dev.chancery.reports.pack.PackSubject;
import java.util.ArrayList;
import java.util.List;

/** What controls found, of the systems of the pack, when it was made. */
final class ControlsDocument implements Document {

    static final String NAME = "documents/controls.oscal.json";

    /** From the document's folder. */
    private static final String EVENTS = "../events.jsonl";

    private final PackControls controls;

    ControlsDocument(PackControls controls) {
        this.controls = controls;
    }

    @Override
    public List<PackFile> write(PackSubject subject) {
        ControlsView all = controls.of(subject);
        boolean scoped = subject.range().scope() != null;
        List<SystemControls> known = all.systems().stream()
                .filter(system -> !scoped || subject.dossier().systems().containsKey(system.system()))
                .toList();
        List<String> remarks = new ArrayList<>();
        if (scoped) {
            remarks.add("Only the systems of the pack's scope, "
                    + subject.range().scope() + ", are here; what concerns the company as a whole is not.");
        }
        long to = subject.range().to();
        if (all.position() > to) {
            remarks.add("When the pack was made, the record had come to position " + all.position()
                    + "; evidence from position " + to + " on is not among the events of this pack.");
        } else if (all.position() < to) {
            remarks.add("When the pack was made, the views had come to position " + all.position()
                    + " only; what the events from there to position " + to + " say is not counted.");
        }
        return List.of(new PackFile(
                NAME,
                "application/json",
                "Controls, as OSCAL 1.2.2 Assessment Results",
                DocumentJson.bytes(ControlResults.of(
                        new ControlsView(all.at(), all.position(), all.obligations(), known),
                        subject.head().origin(),
                        EVENTS,
                        remarks))));
    }
}
