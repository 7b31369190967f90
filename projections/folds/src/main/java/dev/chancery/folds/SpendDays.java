package dev.chancery.folds;

import dev.chancery.contracts.fact.Tier;
import dev.chancery.folds.Spend.Cell;
import dev.chancery.folds.Spend.Total;
import java.time.LocalDate;
import java.util.Currency;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The totals of {@link Spend} by one dimension and day, so that a question about a year reads some rows of each agent, workflow, deployment
 * or tier, and not those of all of them together.
 */
public final class SpendDays implements Fold<Step, SpendDays.Key, Total> {

    /** Stands for a tier that is not known. */
    public static final String NO_TIER = "none";

    /** What is told apart; the sums over all ids are the same in each dimension. */
    public enum Dimension {
        AGENT,
        WORKFLOW,
        DEPLOYMENT,
        TIER;

        String id(Cell cell) {
            return switch (this) {
                case AGENT -> cell.agent().value();
                case WORKFLOW -> cell.workflow().value();
                case DEPLOYMENT -> cell.deployment();
                case TIER -> tier(cell.tier());
            };
        }

        private static String tier(@Nullable Tier tier) {
            return tier == null ? NO_TIER : tier.name();
        }
    }

    /**
     * What a total is of.
     *
     * @param id of an agent, workflow or deployment, or the name of a tier
     */
    public record Key(Dimension dimension, LocalDate day, String id, Currency currency) {

        static Key of(Dimension dimension, Cell cell) {
            return new Key(dimension, cell.day(), dimension.id(cell), cell.currency());
        }
    }

    @Override
    public String name() {
        return "spend-days";
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public List<Key> keys(Step step) {
        Set<Key> keys = new LinkedHashSet<>();
        for (Cell cell : Spend.cells(step)) {
            for (Dimension dimension : Dimension.values()) {
                keys.add(Key.of(dimension, cell));
            }
        }
        return List.copyOf(keys);
    }

    @Override
    public Total apply(Key key, @Nullable Total before, Step step) {
        return Spend.after(
                before == null ? Spend.nothing(key.currency()) : before,
                step,
                cell -> cell.day().equals(key.day())
                        && cell.currency().equals(key.currency())
                        && key.dimension().id(cell).equals(key.id()));
    }
}
