package dev.chancery.contracts.fact;

import java.util.List;

/**
 * All cases of a check, sorted by one attribute or by two together.
 *
 * @param attribute its name; of two, both with × between
 * @param privileged groups that the others are compared with; none when nobody was named
 * @param cells in the order of their groups' names, the unknown last
 */
public record BiasGrouping(String attribute, List<String> privileged, List<BiasCell> cells) {
    public BiasGrouping {
        privileged = List.copyOf(privileged);
        cells = List.copyOf(cells);
    }
}
