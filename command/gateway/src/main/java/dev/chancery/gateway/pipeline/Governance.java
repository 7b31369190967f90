package dev.chancery.gateway.pipeline;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.gateway.agents.Directory;
import dev.chancery.gateway.agents.UnderWay;
import dev.chancery.gateway.privacy.PersonalDataScanner;
import dev.chancery.gateway.privacy.PrivacySettings;
import dev.chancery.gateway.privacy.Redaction;
import dev.chancery.gateway.privacy.SessionVaults;
import dev.chancery.inference.fleet.Fleet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a request is governed by: the policy in force and what was built from it. */
public final class Governance {

    private final Policies policies;
    private final Directory directory;
    private final UnderWay underWay;
    private final Supplier<Fleet> fleet;
    private final SessionVaults vaults;
    private final PrivacySettings settings;
    private volatile @Nullable Scanner scanner;

    private record Scanner(Policy.Redaction words, PersonalDataScanner scanner) {}

    public Governance(
            Policies policies,
            Directory directory,
            Supplier<Fleet> fleet,
            SessionVaults vaults,
            PrivacySettings settings) {
        this.policies = policies;
        this.directory = directory;
        this.underWay = UnderWay.of(directory);
        this.fleet = fleet;
        this.vaults = vaults;
        this.settings = settings;
    }

    Policies policies() {
        return policies;
    }

    Fleet fleet() {
        return fleet.get();
    }

    /** The calls that are broken off when their caller is stopped. */
    public UnderWay underWay() {
        return underWay;
    }

    Gate gate(WorkflowId workflow) {
        return directory.gate(workflow);
    }

    /**
     * What replaces personal data.
     *
     * @param session null for a request that is a session of its own: its values are forgotten with it
     */
    Privacy privacy(Policy policy, AgentId agent, @Nullable SessionId session) {
        return new Privacy(scanner(policy), session == null ? vaults.once() : vaults.of(agent, session));
    }

    /** A redaction of its own, whose values nobody puts back. */
    public Redaction once(Policy policy) {
        return vaults.once().redaction(scanner(policy));
    }

    /** For what a person writes in place of an output. */
    public Redaction edit(Policy policy) {
        return vaults.edit(scanner(policy));
    }

    /**
     * Whether an identifier is personal data rather than a pseudonym. A bare number that could be dialled is let through:
     * counters and instants look like that.
     */
    public boolean isPersonal(String identifier) {
        return scanner(policies.current()).scan(identifier).stream()
                .anyMatch(
                        finding -> !finding.type().equals("PHONE_NUMBER") || identifier.charAt(finding.start()) == '+');
    }

    /** The scanner with a policy's words. */
    public PersonalDataScanner scanner(Policy policy) {
        Scanner known = scanner;
        if (known == null || !known.words.equals(policy.redaction())) {
            known = new Scanner(
                    policy.redaction(),
                    new PersonalDataScanner(policy.redaction().words(), settings.phoneRegions()));
            scanner = known;
        }
        return known.scanner;
    }
}
