package dev.chancery.contracts.fact;

import java.util.List;

/**
 * What was seen in an output before it was delivered.
 *
 * @param scanner id and version of the recognisers
 * @param personalData types found in the output that the request did not hold; they were replaced by placeholders
 * @param finishReason as the provider gave it
 * @param characters length of the sanitised output
 */
public record Screening(String scanner, List<TypeCount> personalData, String finishReason, int characters) {
    public Screening {
        personalData = List.copyOf(personalData);
    }
}
