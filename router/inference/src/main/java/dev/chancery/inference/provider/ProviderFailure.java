package dev.chancery.inference.provider;

import dev.chancery.contracts.fact.AttemptFailure;

/** A call failed. Its message is ours and never the provider's, which may quote the prompt. */
public final class ProviderFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final AttemptFailure failure;
    private final boolean deploymentAtFault;

    private ProviderFailure(AttemptFailure failure, String detail, boolean deploymentAtFault) {
        // No cause and no stack trace: causes carry the provider's text, and a failing provider must not cost CPU.
        super(detail, null, false, false);
        this.failure = failure;
        this.deploymentAtFault = deploymentAtFault;
    }

    /** A failure that speaks against the deployment. */
    public static ProviderFailure of(AttemptFailure failure, String detail) {
        return new ProviderFailure(failure, detail, true);
    }

    /** The deployment cannot do what this one request asks; it may well serve others. */
    public static ProviderFailure unsuited(String detail) {
        return new ProviderFailure(AttemptFailure.REJECTED, detail, false);
    }

    /** What an HTTP status other than 2xx means. */
    static ProviderFailure ofStatus(int status) {
        String detail = "The provider answered HTTP " + status;
        if (status == 429) {
            return of(AttemptFailure.RATE_LIMITED, detail);
        }
        if (status == 408) {
            return of(AttemptFailure.TIMED_OUT, detail);
        }
        if (status >= 500) {
            return of(AttemptFailure.PROVIDER_ERROR, detail);
        }
        // A wrong key or a wrong name fails for every request; any other 4xx is about this one.
        return status == 401 || status == 403 || status == 404
                ? of(AttemptFailure.REJECTED, detail)
                : status >= 400 ? unsuited(detail) : of(AttemptFailure.GARBAGE, detail);
    }

    public AttemptFailure failure() {
        return failure;
    }

    /** Whether other requests to the deployment must be expected to fail as well. */
    public boolean deploymentAtFault() {
        return deploymentAtFault;
    }
}
