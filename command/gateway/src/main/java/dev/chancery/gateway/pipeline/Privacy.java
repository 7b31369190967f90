package dev.chancery.gateway.pipeline;

import dev.chancery.gateway.privacy.PersonalDataScanner;
import dev.chancery.gateway.privacy.RawText;
import dev.chancery.gateway.privacy.Redaction;
import dev.chancery.gateway.privacy.SessionVault;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** What replaces personal data in one request, and what puts it back. For one thread. */
final class Privacy {

    private final PersonalDataScanner scanner;
    private final SessionVault vault;
    private final List<Redaction> redactions = new ArrayList<>();

    Privacy(PersonalDataScanner scanner, SessionVault vault) {
        this.scanner = scanner;
        this.vault = vault;
    }

    SessionVault vault() {
        return vault;
    }

    Redaction redaction() {
        return noted(vault.redaction(scanner));
    }

    Redaction screening() {
        return noted(vault.screening(scanner));
    }

    /** What was replaced in this request and in what came of it, whatever else its session has. */
    SortedMap<String, RawText> values() {
        return vault.values(redactions.stream().flatMap(r -> r.used().stream()).toList());
    }

    private Redaction noted(Redaction redaction) {
        redactions.add(redaction);
        return redaction;
    }
}
