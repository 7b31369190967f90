package dev.chancery.reports.document;

import dev.chancery.contracts.fact.Location;
import dev.chancery.decisions.policy.InvalidPolicy;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Whose models deployments outside of the company are, by version of the policy. Deployments at home are on no provider's invoice. */
final class CloudDeployments {

    /** A deployment at a provider. */
    record Deployed(String provider, String model) {}

    private final SortedMap<String, SortedMap<String, Deployed>> byPolicy = new TreeMap<>();
    private final List<String> unreadable = new ArrayList<>();

    /** @param documents canonical JSON by version */
    CloudDeployments(SortedMap<String, String> documents) {
        documents.forEach((version, document) -> {
            try {
                SortedMap<String, Deployed> deployments = new TreeMap<>();
                for (Policy.Deployment each : PolicyDocument.parse(document).deployments()) {
                    if (each.location() == Location.CLOUD) {
                        deployments.put(
                                each.id(), new Deployed(each.provider().name().toLowerCase(Locale.ROOT), each.model()));
                    }
                }
                byPolicy.put(version, deployments);
            } catch (InvalidPolicy e) {
                unreadable.add(version);
            }
        });
    }

    /** Empty for one at home, and where no deployment is known. */
    Optional<Deployed> find(String policy, String deployment) {
        return Optional.ofNullable(
                byPolicy.getOrDefault(policy, Collections.emptySortedMap()).get(deployment));
    }

    /** Versions that this version of Chancery cannot read. */
    List<String> unreadable() {
        return unreadable;
    }
}
