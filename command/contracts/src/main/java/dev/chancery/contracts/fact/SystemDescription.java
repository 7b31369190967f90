package dev.chancery.contracts.fact;

import java.util.List;

/**
 * What an AI system is.
 *
 * @param purpose intended purpose, Art. 3(12)
 * @param roles what we are to it; one or two, no two alike
 * @param owner the person or unit that answers for it
 * @param provider who provides it, ourselves too
 * @param memberStates where it is on the market or in service: ISO 3166 codes of Member States
 * @param parts what it is made of; what is in use and part of nothing is unclassified
 */
public record SystemDescription(
        String name,
        String purpose,
        List<AiRole> roles,
        String owner,
        String provider,
        List<String> memberStates,
        List<SystemPart> parts) {
    public SystemDescription {
        roles = List.copyOf(roles);
        memberStates = List.copyOf(memberStates);
        parts = List.copyOf(parts);
    }
}
