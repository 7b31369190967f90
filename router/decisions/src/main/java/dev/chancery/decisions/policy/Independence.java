package dev.chancery.decisions.policy;

import dev.chancery.decisions.policy.Policy.Deployment;
import java.util.Locale;
import java.util.Optional;

/** Whether one deployment may judge what another made: nobody is the judge of his own work. */
public final class Independence {

    private Independence() {}

    /**
     * Why a deployment may not judge; empty when it may. Models are compared by their names without what stands before the last
     * slash, so that the same one by two providers is the same.
     *
     * @param otherVendor whether the vendors have to differ; one that is not known does not
     */
    public static Optional<String> broken(Deployment doer, Deployment judge, boolean otherVendor) {
        if (doer.id().equals(judge.id()) || model(doer).equals(model(judge))) {
            return Optional.of("'" + doer.id() + "' runs the judge's own model, " + judge.model());
        }
        if (!otherVendor) {
            return Optional.empty();
        }
        Optional<String> made = vendor(doer);
        if (made.isEmpty()) {
            return Optional.of("who made the model of '" + doer.id()
                    + "' is not known, and the judge has to be of another vendor; give the deployment a vendor");
        }
        return made.equals(vendor(judge))
                ? Optional.of("'" + doer.id() + "' is of the judge's vendor, " + made.get()
                        + ", and the rubric wants another")
                : Optional.empty();
    }

    /** Who made the model: as the deployment says, or its provider at its own address; in lower case. */
    public static Optional<String> vendor(Deployment deployment) {
        if (deployment.vendor() != null) {
            return Optional.of(deployment.vendor().toLowerCase(Locale.ROOT));
        }
        if (deployment.baseUrl() != null) {
            return Optional.empty();
        }
        return switch (deployment.provider()) {
            case OPENAI -> Optional.of("openai");
            case ANTHROPIC -> Optional.of("anthropic");
            case GEMINI -> Optional.of("google");
            case EMBEDDED -> Optional.of("chancery");
            case OLLAMA -> Optional.empty();
        };
    }

    private static String model(Deployment deployment) {
        String name = deployment.model().toLowerCase(Locale.ROOT);
        String last = name.substring(name.lastIndexOf('/') + 1);
        return last.endsWith(":latest") ? last.substring(0, last.length() - ":latest".length()) : last;
    }
}
