package dev.chancery.verifier.check;

import dev.chancery.decisions.policy.Independence;
import dev.chancery.decisions.policy.InvalidPolicy;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.folds.figure.Vendors;
import java.util.SortedMap;
import java.util.TreeMap;

/** Vendors as they are known where nobody may judge his own work. */
public final class PolicyVendors implements Vendors {

    /** @throws IllegalStateException when this version cannot read the document */
    @Override
    public SortedMap<String, String> of(String document) {
        SortedMap<String, String> vendors = new TreeMap<>();
        for (Policy.Deployment deployment : parse(document).deployments()) {
            Independence.vendor(deployment).ifPresent(vendor -> vendors.put(deployment.id(), vendor));
        }
        return vendors;
    }

    private static Policy parse(String document) {
        try {
            return PolicyDocument.parse(document);
        } catch (InvalidPolicy e) {
            throw new IllegalStateException("a policy cannot be read by this version: " + e.getMessage(), e);
        }
    }
}
