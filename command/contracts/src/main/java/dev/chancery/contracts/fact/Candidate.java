package dev.chancery.contracts.fact;

import dev.chancery.contracts.Micros;

/**
 * A deployment that may serve the request; candidates are tried in the order of the decision.
 *
 * @param deployment its id in the policy
 * @param tier what it is for
 * @param maxOutputTokens the limit that is sent with the request
 * @param expectedCost by the token estimate
 * @param worstCost what the call cannot exceed, by the bound on its input and its limit of output
 */
public record Candidate(String deployment, Tier tier, int maxOutputTokens, Micros expectedCost, Micros worstCost) {}
