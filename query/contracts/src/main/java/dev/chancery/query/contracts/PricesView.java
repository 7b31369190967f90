package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.PriceListFile;
import dev.chancery.contracts.fact.Tariff;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The policy's prices and what lists say of them.
 *
 * @param policy version in force
 */
public record PricesView(LocalDate date, String policy, List<DeploymentPrice> deployments) {

    /**
     * A deployment.
     *
     * @param model the name that the provider knows
     * @param tariff what the policy says that it costs
     * @param listed what a list says, null when none knows it; likewise the two that follow and {@code list}
     * @param note what to know of the comparison; empty for nothing
     * @param changes that a draft of the policy can make
     * @param byHand changes that it cannot, since the policy's file has no such value to be replaced
     */
    public record DeploymentPrice(
            String deployment,
            String model,
            Tariff tariff,
            @Nullable Tariff listed,
            @Nullable String listedProvider,
            @Nullable String listedModel,
            @Nullable PriceListFile list,
            String note,
            List<PriceChange> changes,
            List<PriceChange> byHand) {

        /** Whether a list says another price. */
        public boolean differs() {
            return !changes.isEmpty() || !byHand.isEmpty();
        }
    }

    /**
     * A price that differs.
     *
     * @param before as the policy writes it, null where it says nothing
     * @param after as it would write it, null where the list says nothing
     */
    public record PriceChange(
            String pointer,
            String price,
            @Nullable String before,
            @Nullable String after) {}
}
