package dev.chancery.verifier.check;

import dev.chancery.verifier.pack.Verdict;
import java.util.List;

/**
 * What came of a verification; every list holds sentences for people.
 *
 * @param losses that somebody accepted, of events that this log, or one that it goes on from, had signed
 * @param findings why the pack is not verified; empty when it is
 * @param checked what holds
 * @param notes what is worth knowing and no fault of the pack
 * @param notChecked what this run did not look at
 * @param notProven what no verification of a pack can show
 */
public record Report(
        Verdict verdict,
        int exitCode,
        List<String> losses,
        List<String> findings,
        List<String> checked,
        List<String> notes,
        List<String> notChecked,
        List<String> notProven) {}
