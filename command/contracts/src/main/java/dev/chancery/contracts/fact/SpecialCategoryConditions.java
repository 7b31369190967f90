package dev.chancery.contracts.fact;

/**
 * The six conditions of Article 4a(1) of Regulation (EU) 2024/1689 as amended, each answered in words by a person.
 *
 * @param otherDataInsufficient (a) why other data, synthetic or anonymised ones too, do not do
 * @param reuseLimits (b) how re-use is limited, and which measures protect the data, pseudonymisation among them
 * @param accessControls (c) who may reach the data, and how that is controlled and documented
 * @param noTransfer (d) that and how the data are given to nobody else
 * @param deletion (e) when they are deleted: once the bias is corrected or the retention ends
 * @param recordedReason (f) where the record of processing gives the reason why they are needed
 */
public record SpecialCategoryConditions(
        String otherDataInsufficient,
        String reuseLimits,
        String accessControls,
        String noTransfer,
        String deletion,
        String recordedReason) {}
