package dev.chancery.app.wiring;

import dev.chancery.app.ChancerySettings;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.contracts.log.Positions;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.gateway.GatewayLimits;
import dev.chancery.gateway.agents.Callers;
import dev.chancery.gateway.agents.Directory;
import dev.chancery.gateway.anthropic.AnthropicApi;
import dev.chancery.gateway.http.Elsewhere;
import dev.chancery.gateway.http.ModelApiErrorAttributes;
import dev.chancery.gateway.http.ModelApiErrorValve;
import dev.chancery.gateway.http.ModelCalls;
import dev.chancery.gateway.openai.OpenAiApi;
import dev.chancery.gateway.pipeline.Commands;
import dev.chancery.gateway.pipeline.Comparisons;
import dev.chancery.gateway.pipeline.Deliveries;
import dev.chancery.gateway.pipeline.Governance;
import dev.chancery.gateway.pipeline.Pipeline;
import dev.chancery.gateway.pipeline.PromptRuns;
import dev.chancery.gateway.pipeline.Recordings;
import dev.chancery.gateway.pipeline.Unfinished;
import dev.chancery.gateway.policy.ActivePolicies;
import dev.chancery.gateway.policy.PolicyRollout;
import dev.chancery.gateway.privacy.Capsules;
import dev.chancery.gateway.privacy.InspectPersonalData;
import dev.chancery.gateway.privacy.InstructionDigests;
import dev.chancery.gateway.privacy.PrivacySettings;
import dev.chancery.gateway.privacy.SessionVaults;
import dev.chancery.gateway.safety.InspectSafety;
import dev.chancery.gateway.sandbox.SandboxSettings;
import dev.chancery.gateway.sandbox.Sandboxes;
import dev.chancery.gateway.tools.ApprovedCalls;
import dev.chancery.gateway.tools.McpController;
import dev.chancery.gateway.tools.ToolCalls;
import dev.chancery.gateway.tools.ToolPins;
import dev.chancery.gateway.tools.ToolRecords;
import dev.chancery.gateway.tools.ToolServers;
import dev.chancery.gateway.tools.ToolSettings;
import dev.chancery.gateway.webhooks.WebhookSettings;
import dev.chancery.gateway.webhooks.Webhooks;
import dev.chancery.gateway.webhooks.WebhooksApi;
import dev.chancery.handling.budget.Reservations;
import dev.chancery.inference.fleet.Fleet;
import dev.chancery.inference.fleet.FleetSettings;
import java.time.Clock;
import java.util.List;
import org.apache.catalina.core.StandardHost;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.common.Registration;
import org.axonframework.queryhandling.annotation.AnnotationQueryHandlerAdapter;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The public API and the pipeline behind it. */
@Configuration(proxyBeanMethods = false)
class GatewayWiring {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Commands commands(CommandGateway gateway) {
        return new Commands(gateway);
    }

    /** The fleet of the policy in force; replaced as a whole when another comes into force. */
    @Bean(destroyMethod = "close")
    FleetInForce fleet(Policies policies, ChancerySettings settings) {
        return new FleetInForce(Fleet.of(
                policies.current(),
                FleetSettings.defaults(settings.policy(), settings.home().resolve("cache"))));
    }

    /** Holds the newest fleet. */
    static final class FleetInForce implements AutoCloseable {
        private volatile Fleet newest;

        FleetInForce(Fleet first) {
            newest = first;
        }

        Fleet get() {
            return newest;
        }

        synchronized void replace(Policy policy) {
            newest = newest.with(policy);
        }

        @Override
        public void close() {
            newest.close();
        }
    }

    @Bean(destroyMethod = "close")
    Directory directory(EventLog log, Policies policies) {
        return new Directory(log, PolicyRollout.streams(policies.current()));
    }

    @Bean
    PolicyRollout policyRollout(
            Commands commands, ActivePolicies policies, FleetInForce fleet, Directory directory, ToolPins pins) {
        return new PolicyRollout(commands, policy -> {
            directory.know(PolicyRollout.streams(policy));
            pins.know(policy);
            fleet.replace(policy);
            policies.activate(policy);
        });
    }

    @Bean
    Callers callers(Directory directory, Policies policies, Governance governance) {
        return new Callers(directory, policies, governance::isPersonal);
    }

    @Bean
    SessionVaults sessionVaults(PrivacySettings settings) {
        return new SessionVaults(settings);
    }

    @Bean
    Governance governance(
            Policies policies, Directory directory, FleetInForce fleet, SessionVaults vaults, PrivacySettings privacy) {
        return new Governance(policies, directory, fleet::get, vaults, privacy);
    }

    @Bean(destroyMethod = "close")
    Unfinished unfinished(Commands commands, Reservations reservations) {
        return new Unfinished(commands::send, reservations::release);
    }

    @Bean
    Pipeline pipeline(
            Commands commands,
            Governance governance,
            EventLog log,
            ContentStore contents,
            Capsules capsules,
            InstructionDigests digests,
            Unfinished unfinished,
            Clock clock) {
        return new Pipeline(commands, governance, new Recordings(log, contents), capsules, digests, unfinished, clock);
    }

    @Bean
    Comparisons comparisons(
            Commands commands,
            Governance governance,
            EventLog log,
            ContentStore contents,
            Unfinished unfinished,
            Clock clock) {
        return new Comparisons(commands, governance, log, contents, unfinished, clock);
    }

    @Bean
    PromptRuns promptRuns(
            Pipeline pipeline,
            Governance governance,
            Deliveries deliveries,
            EventLog log,
            ContentStore contents,
            Commands commands,
            Clock clock) {
        return new PromptRuns(
                (caller, call) -> pipeline.run(caller, call, null),
                governance,
                deliveries,
                log,
                contents,
                commands::send,
                clock);
    }

    @Bean(destroyMethod = "close")
    Deliveries deliveries(Commands commands) {
        return new Deliveries(commands::send);
    }

    @Bean
    ModelCalls modelCalls(
            Callers callers, Policies policies, Pipeline pipeline, Deliveries deliveries, GatewayLimits limits) {
        return new ModelCalls(callers, policies, pipeline, deliveries, limits);
    }

    @Bean
    OpenAiApi openAiApi(ModelCalls calls, GatewayLimits limits, Clock clock) {
        return new OpenAiApi(calls, limits, clock);
    }

    @Bean
    AnthropicApi anthropicApi(ModelCalls calls, GatewayLimits limits) {
        return new AnthropicApi(calls, limits);
    }

    @Bean
    Elsewhere elsewhere() {
        return new Elsewhere();
    }

    @Bean
    ModelApiErrorAttributes errorAttributes() {
        return new ModelApiErrorAttributes();
    }

    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> errorValve() {
        return server -> server.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ModelApiErrorValve.class.getName());
            }
        });
    }

    @Bean
    InspectPersonalData inspectPersonalData(Governance governance, Policies policies) {
        return new InspectPersonalData(() -> governance.scanner(policies.current()));
    }

    @Bean
    InspectSafety inspectSafety() {
        return new InspectSafety();
    }

    @Bean(destroyMethod = "close")
    Sandboxes sandboxes(SandboxSettings settings, ChancerySettings chancery) {
        return new Sandboxes(settings, List.of(chancery.home()));
    }

    @Bean(destroyMethod = "close")
    ToolServers toolServers(ToolSettings settings, Sandboxes sandboxes) {
        return new ToolServers(settings, sandboxes);
    }

    @Bean(destroyMethod = "close")
    ToolPins toolPins(EventLog log, Commands commands, Policies policies) {
        return new ToolPins(log, commands, policies.current());
    }

    /** Answers how deployments are; the fleet is the gateway's, so it is there only once the bus is. */
    @Bean(destroyMethod = "close")
    Registration fleetHealth(
            org.axonframework.config.Configuration axon,
            Policies policies,
            FleetInForce fleet,
            Nodes nodes,
            Clock clock) {
        return new AnnotationQueryHandlerAdapter<>(new FleetHealth(policies, fleet::get, nodes, clock))
                .subscribe(axon.queryBus());
    }

    /** Answers the page and the API of tools; pins need commands, so it is there only once the bus is. */
    @Bean(destroyMethod = "close")
    Registration toolShelf(
            org.axonframework.config.Configuration axon,
            Policies policies,
            ToolServers servers,
            ToolPins pins,
            Governance governance) {
        return new AnnotationQueryHandlerAdapter<>(new ToolShelf(
                        policies,
                        servers,
                        pins,
                        text -> governance.once(policies.current()).sanitise(text)))
                .subscribe(axon.queryBus());
    }

    @Bean
    ToolCalls toolCalls(
            Policies policies,
            CommandGateway gateway,
            ToolServers servers,
            Governance governance,
            SessionVaults vaults,
            ToolPins pins,
            EventLog log,
            ContentStore contents,
            Unfinished unfinished,
            Clock clock) {
        return new ToolCalls(
                policies::current,
                gateway,
                servers,
                governance::scanner,
                vaults,
                pins,
                new ToolRecords(log, contents),
                governance.underWay(),
                commands -> unfinished.later(commands.toArray(Command[]::new)),
                clock);
    }

    @Bean(destroyMethod = "close")
    ApprovedCalls approvedCalls(EventLog log, Nodes nodes, ToolCalls calls) {
        return new ApprovedCalls(log, nodes::isOwn, calls::forwardApproved);
    }

    @Bean(destroyMethod = "close")
    Webhooks webhooks(
            EventLog log, Nodes nodes, Positions positions, Commands commands, WebhookSettings settings, Clock clock) {
        return new Webhooks(log, nodes::leads, positions, commands::send, settings, clock);
    }

    @Bean
    WebhooksApi webhooksApi(Webhooks webhooks) {
        return new WebhooksApi(webhooks);
    }

    @Bean
    McpController mcp(
            Callers callers, ToolCalls calls, Deliveries deliveries, ToolSettings settings, Governance governance) {
        return new McpController(callers::of, calls, settings, deliveries, governance::isPersonal);
    }
}
