package dev.chancery.reports.document;

import dev.chancery.reports.pack.PackControls;
import dev.chancery.reports.pack.PackDocuments;
import dev.chancery.reports.pack.PackFile;
import dev.chancery.reports.pack.PackSubject;
import java.util.List;

/**
 * The documents of a pack: the register, the rules, of each system its technical documentation, registration and impact assessment, the bill
 * of materials, checks for bias, oversight, incidents, reconciliation, and what controls found. All but the last follow from the dossier of
 * the subject alone, so that the same subject gives the same bytes.
 */
public final class RecordDocuments implements PackDocuments {

    public static final String REGISTER = RegisterDocument.NAME;
    public static final String BILL_OF_MATERIALS = BillOfMaterials.NAME;
    public static final String BIAS = BiasDocument.NAME;
    public static final String OVERSIGHT = OversightDocument.NAME;
    public static final String INCIDENTS = IncidentsDocument.NAME;
    public static final String RECONCILIATION = ReconciliationDocument.NAME;
    public static final String CONTROLS = ControlsDocument.NAME;

    private final List<Document> documents;

    public RecordDocuments(PackControls controls) {
        documents = List.of(
                new RegisterDocument(),
                new RulesDocument(),
                new SystemDocuments(),
                new BillOfMaterials(),
                new BiasDocument(),
                new OversightDocument(),
                new IncidentsDocument(),
                new ReconciliationDocument(),
                new ControlsDocument(controls));
    }

    @Override
    public List<PackFile> write(PackSubject subject) {
        return documents.stream()
                .flatMap(document -> document.write(subject).stream())
                .toList();
    }
}
