package dev.chancery.app.controls;

import dev.chancery.decisions.obligation.ControlThresholds;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** What controls hold the record against; see {@link ControlThresholds}, which refuses what makes no sense. */
@ConfigurationProperties("chancery.controls")
public record ControlSettings(
        @DefaultValue("365") int literacyDays,
        @DefaultValue("90") int biasDays,
        @DefaultValue("60") int unfinishedMinutes,
        @DefaultValue("0.01") double abandonedShare,
        @DefaultValue("30") int workDays,
        @DefaultValue("24") int reviewHours,
        @DefaultValue("30") int reviewDays,
        @DefaultValue("5") int rubberStampSeconds,
        @DefaultValue("0.5") double rubberStampShare,
        @DefaultValue("20") int rubberStampMinimum,
        @DefaultValue("90") int qualityDays,
        @DefaultValue("30") int qualityMinimum,
        @DefaultValue("2") int approvers,
        @DefaultValue("365") int changeDays,
        @DefaultValue("183") int retentionDays,
        @DefaultValue("30") int monitoringDays,
        @DefaultValue("30") int postMarketDays) {

    /** The same as decisions know them. */
    public ControlThresholds thresholds() {
        return new ControlThresholds(
                literacyDays,
                biasDays,
                unfinishedMinutes,
                abandonedShare,
                workDays,
                reviewHours,
                reviewDays,
                rubberStampSeconds,
                rubberStampShare,
                rubberStampMinimum,
                qualityDays,
                qualityMinimum,
                approvers,
                changeDays,
                retentionDays,
                monitoringDays,
                postMarketDays);
    }
}
