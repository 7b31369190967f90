package dev.chancery.contracts.fact;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a system is used for, as far as the law asks; null where nobody has said yet.
 *
 * @param annexThree the points of Annex III that fit; empty when none does
 * @param profiling whether it profiles natural persons, Art. 4(4) of the GDPR
 * @param annexOne whether it is under the legislation of Annex I
 * @param transparency the paragraphs of Art. 50 that fit; empty when none does
 * @param deployer who uses it
 * @param lawEnforcement whether it is used in law enforcement, migration, asylum or border control
 * @param placedOnMarket first day on the market or in service
 * @param significantlyChanged last day of a significant change of its design, Art. 111(2)
 */
public record UseFacts(
        @Nullable List<UsePoint> annexThree,
        @Nullable Boolean profiling,
        @Nullable AnnexOneUse annexOne,
        @Nullable List<UsePoint> transparency,
        @Nullable DeployerKind deployer,
        @Nullable Boolean lawEnforcement,
        @Nullable LocalDate placedOnMarket,
        @Nullable LocalDate significantlyChanged) {
    public UseFacts {
        annexThree = annexThree == null ? null : List.copyOf(annexThree);
        transparency = transparency == null ? null : List.copyOf(transparency);
    }
}
