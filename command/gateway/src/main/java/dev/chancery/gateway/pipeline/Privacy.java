package dev.chancery.gateway.pipeline;

import dev.chancery.gateway.privacy.PersonalDataScanner;
import dev.chancery.gateway.privacy.Redaction;
import dev.chancery.gateway.privacy.SessionVault;

/** What replaces personal data in one request, and what puts it back. */
record Privacy(PersonalDataScanner scanner, SessionVault vault) {

    Redaction redaction() {
        return vault.redaction(scanner);
    }

    Redaction screening() {
        return vault.screening(scanner);
    }
}
