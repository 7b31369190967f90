package dev.chancery.contracts.fact;

/**
 * The six items of a fundamental rights impact assessment, Art. 27(1); there is no seventh.
 *
 * @param processes (a) the deployer's processes in which the system is used
 * @param periodAndFrequency (b) for how long and how often
 * @param persons (c) categories of persons and groups that are affected
 * @param risks (d) specific risks of harm to them
 * @param oversight (e) how human oversight is implemented
 * @param measures (f) what is done when risks materialise, with governance and complaints
 */
public record ImpactItems(
        String processes, String periodAndFrequency, String persons, String risks, String oversight, String measures) {}
