package dev.chancery.app.wiring;

import dev.chancery.app.ChancerySettings;
import dev.chancery.contracts.PolicyVersion;
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
                recorded(log, version -> true)
                        .orElseThrow(
                                () -> new IllegalStateException("The policy has errors and none was in force before:\n"
                                        + invalid.errors().stream()
                                                .map(Object::toString)
                                                .collect(Collectors.joining("\n"))));
        };
        return new ActivePolicies(first, version -> recorded(log, version::equals));
    }

    /** The last recorded policy whose version is wanted. */
    private static Optional<Policy> recorded(EventLog log, Predicate<PolicyVersion> wanted) {
        return log.readStream("policy").reversed().stream()
                .map(log::decode)
                .filter(recorded ->
                        recorded.event() instanceof PolicyActivated activated && wanted.test(activated.version()))
                .findFirst()
                .map(recorded -> PolicyDocument.parse(((PolicyActivated) recorded.event()).document()));
    }
}
