package dev.chancery.folds.figure;

import java.util.SortedMap;

/** Reads from a policy who made the models of its deployments. A pure function: the same document, the same vendors. */
public interface Vendors {

    /**
     * Vendors by deployment; a deployment of whose vendor the document says nothing is not there.
     *
     * @param document canonical JSON of the policy
     */
    SortedMap<String, String> of(String document);
}
