package dev.chancery.inference.embedded;

import dev.chancery.contracts.fact.Classification;
import dev.chancery.decisions.policy.Policy.Workflow;
import dev.chancery.inference.provider.ProviderFailure;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Labels requests by the examples of their workflow: the vote of the ten nearest, weighted by closeness. */
public final class Classifier {

    private static final Logger LOG = LoggerFactory.getLogger(Classifier.class);

    private final EmbeddedModels models;

    /** A view of the models; it need not be closed. */
    public Classifier(EmbeddedModels models) {
        this.models = models;
    }

    /**
     * The label of a text. Empty when the workflow has no examples or they cannot be had in time: a missing label is no
     * reason to refuse a request.
     */
    public Optional<Classification> classify(Workflow workflow, String text) throws InterruptedException {
        try {
            return models.label(workflow.knowledge(), text)
                    .map(label -> new Classification(label.label(), label.share(), EmbeddedModels.scorer()));
        } catch (ProviderFailure e) {
            LOG.atWarn()
                    .addKeyValue("workflow", workflow.id().value())
                    .addKeyValue("reason", e.getMessage())
                    .log("A request is not labelled");
            return Optional.empty();
        }
    }
}
