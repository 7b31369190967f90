package dev.chancery.contracts.fact;

/** What a provider exports of what it charges for: how much was used, or what it costs. The two come apart and are kept apart. */
public enum UsageExport {
    /** OpenAI, {@code GET /v1/organization/usage/completions}, grouped by model. */
    OPENAI_USAGE_JSON("openai", Measure.USAGE),
    /** OpenAI, the usage page's export of completions. */
    OPENAI_USAGE_CSV("openai", Measure.USAGE),
    /** OpenAI, {@code GET /v1/organization/costs}, grouped by line item. */
    OPENAI_COSTS_JSON("openai", Measure.COST),
    /** OpenAI, the usage page's export of costs, grouped by line item. */
    OPENAI_COSTS_CSV("openai", Measure.COST),
    /** Anthropic, {@code GET /v1/organizations/usage_report/messages}, grouped by model. */
    ANTHROPIC_USAGE_JSON("anthropic", Measure.USAGE),
    /** Anthropic, the console's export of usage. */
    ANTHROPIC_USAGE_CSV("anthropic", Measure.USAGE),
    /** Anthropic, {@code GET /v1/organizations/cost_report}, grouped by description. */
    ANTHROPIC_COST_JSON("anthropic", Measure.COST);

    /** What an export says. */
    public enum Measure {
        /** Tokens, and requests where the provider counts them. */
        USAGE,
        /** Money. */
        COST
    }

    private final String provider;
    private final Measure measure;

    UsageExport(String provider, Measure measure) {
        this.provider = provider;
        this.measure = measure;
    }

    /** The provider as the policy names it. */
    public String provider() {
        return provider;
    }

    /** What it says. */
    public Measure measure() {
        return measure;
    }
}
