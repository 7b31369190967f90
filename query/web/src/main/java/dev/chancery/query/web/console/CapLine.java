package dev.chancery.query.web.console;

import dev.chancery.query.contracts.BalancesView.Balance;

/**
 * A cap in its period, as a line with a meter.
 *
 * @param settled share of the cap, at most 1; likewise {@code promised} beside it
 */
record CapLine(Balance balance, double settled, double promised) {

    private static final double CARE = 0.8;

    static CapLine of(Balance balance) {
        double cap = balance.cap().amount();
        double settled = cap <= 0 ? 1 : Math.clamp(balance.settled().amount() / cap, 0, 1);
        double both = cap <= 0
                ? 1
                : Math.clamp((balance.settled().amount() + balance.promised().amount()) / cap, 0, 1);
        return new CapLine(balance, settled, Math.max(0, both - settled));
    }

    /** Share of the cap that is gone. */
    public double used() {
        return settled + promised;
    }

    /** In whole per cent, for an attribute of SVG. */
    public String settledWidth() {
        return Math.round(100 * settled) + "%";
    }

    public String promisedWidth() {
        return Math.round(100 * promised) + "%";
    }

    /** A word and its tone, so that it is not told by colour alone. */
    public String tone() {
        if (used() >= 1) {
            return "bad";
        }
        return used() >= CARE ? "care" : "good";
    }

    public String word() {
        return switch (tone()) {
            case "bad" -> "used up";
            case "care" -> "nearly used up";
            default -> "has room";
        };
    }
}
