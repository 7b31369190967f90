package dev.chancery.query.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of accounts, without their histories.
 *
 * @param after to ask for the next page with; null when there is none
 */
public record AccountsView(
        List<AccountView> accounts, @Nullable String after) {}
