package dev.chancery.contracts.fact;

import org.jspecify.annotations.Nullable;

/**
 * Whether a system is a product, or the safety component of one, under the legislation of Annex I.
 *
 * @param item the legislation: {@code A.11}; null when it is under none
 * @param thirdParty whether the product must undergo a conformity assessment by a third party
 */
public record AnnexOneUse(@Nullable String item, boolean thirdParty) {}
