package dev.chancery.app.wiring;

import dev.chancery.app.ChancerySettings;
import dev.chancery.contracts.CannotStart;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.gateway.policy.ActivePolicies;
import dev.chancery.gateway.policy.DefaultBundle;
import dev.chancery.gateway.policy.PolicyBundle;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The rules in force: those of the policy directory, or the last that were recorded while the directory has errors. */
@Configuration(proxyBeanMethods = false)
class PolicyWiring {

    @Bean
    PolicyBundle policyBundle(ChancerySettings settings) throws IOException {
        DefaultBundle.prepare(settings.policy());
        return PolicyBundle.read(settings.policy());
    }

    @Bean
    ActivePolicies policies(PolicyBundle bundle, EventLog log) {
        Policy first = switch (bundle) {
            case PolicyBundle.Loaded loaded -> loaded.policy();
            case PolicyBundle.Invalid invalid ->
                last(log.state("policy").stream(), version -> true)
                        .orElseThrow(() -> new CannotStart("The policy has errors and none was in force before:\n"
                                + invalid.errors().stream()
                                        .map(Object::toString)
                                        .collect(Collectors.joining("\n"))));
        };
        return new ActivePolicies(first, version -> recorded(log, version));
    }

    private static Optional<Policy> recorded(EventLog log, PolicyVersion version) {
        return last(
                log.readStream("policy").stream()
                        .map(stored -> log.decode(stored).event()),
                version::equals);
    }

    /** The last policy of some events whose version is wanted. */
    private static Optional<Policy> last(Stream<Event> events, Predicate<PolicyVersion> wanted) {
        return events.filter(PolicyActivated.class::isInstance)
                .map(PolicyActivated.class::cast)
                .filter(activated -> wanted.test(activated.version()))
                .reduce((earlier, later) -> later)
                .map(activated -> PolicyDocument.parse(activated.document()));
    }
}
