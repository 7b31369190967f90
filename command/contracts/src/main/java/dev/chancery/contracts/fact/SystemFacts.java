package dev.chancery.contracts.fact;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an AI system is classified by.
 *
 * @param practices of Art. 5, as screened last; empty when it was not screened
 * @param use null when nobody has said
 * @param derogation null when nothing is claimed
 */
public record SystemFacts(
        List<AiRole> roles,
        List<ScreenedPractice> practices,
        @Nullable UseFacts use,
        @Nullable Derogation derogation) {
    public SystemFacts {
        roles = List.copyOf(roles);
        practices = List.copyOf(practices);
    }
}
