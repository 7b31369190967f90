package dev.chancery.app.wiring;

import dev.chancery.app.ChancerySettings;
import dev.chancery.app.accounts.AccountRegister;
import dev.chancery.app.accounts.FirstAccounts;
import dev.chancery.app.accounts.FirstRun;
import dev.chancery.app.feedback.WhenPeopleDecideOtherwiseThenDraft;
import dev.chancery.app.gates.WhenAMetricDriftsThenLowerTheGate;
import dev.chancery.app.incidents.WhenAnIncidentOpensThenHold;
import dev.chancery.app.pairs.WhenAPersonCorrectsThenCompare;
import dev.chancery.app.pairs.WhenPromptsAreDueThenSend;
import dev.chancery.app.start.Leading;
import dev.chancery.app.start.Leftovers;
import dev.chancery.app.start.OpenErasures;
import dev.chancery.app.start.Orphans;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.log.AccountSecrets;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.pricing.PriceListReader;
import dev.chancery.gateway.pipeline.Commands;
import dev.chancery.gateway.pipeline.Comparisons;
import dev.chancery.gateway.pipeline.Governance;
import dev.chancery.gateway.pipeline.PromptRuns;
import dev.chancery.gateway.policy.PolicyBundle;
import dev.chancery.gateway.policy.PolicyDrafts;
import dev.chancery.gateway.policy.PolicyRollout;
import dev.chancery.gateway.policy.PolicyWatch;
import dev.chancery.handling.erasure.WhenErasureRequestedThenErase;
import dev.chancery.query.contracts.HeldPartsView;
import dev.chancery.query.contracts.IncidentQuery.FindHeldParts;
import dev.chancery.query.contracts.IncidentQuery.FindServedWorkflows;
import dev.chancery.query.contracts.ServedWorkflowsView;
import dev.chancery.query.web.Drafting;
import dev.chancery.query.web.PriceLists;
import dev.chancery.query.web.QueryWeb;
import dev.chancery.query.web.RiskRules;
import dev.chancery.query.web.Sanitiser;
import dev.chancery.reports.ReportsConfiguration;
import dev.chancery.reports.board.BoardReports;
import dev.chancery.reports.issue.Issuing;
import dev.chancery.reports.pack.Packs;
import dev.chancery.reports.replay.WhatIfApi;
import dev.chancery.search.Indexing;
import dev.chancery.views.ViewKeeper;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.axonframework.queryhandling.QueryGateway;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** The read API, the console and the packs, and what must have happened before the first request comes. */
@Configuration(proxyBeanMethods = false)
@Import({QueryWeb.class, ReportsConfiguration.class})
class WebWiring {

    private static final Duration LOOK_AT_POLICY = Duration.ofSeconds(1);
    private static final Duration OTHERS_START = Duration.ofMinutes(1);

    /** The policy is on the record, the tasks of a crash are closed, somebody may sign in: all of it before the first request comes. */
    @Bean
    Started started(
            PolicyBundle bundle,
            PolicyRollout rollout,
            Leftovers leftovers,
            Policies policies,
            Commands commands,
            AccountRegister register,
            AccountSecrets secrets,
            Nodes nodes,
            ChancerySettings settings,
            Environment environment)
            throws IOException, InterruptedException {
        rollout.take(bundle);
        if (!nodes.areSeveral()) {
            leftovers.close();
        }
        FirstRun firstRun = new FirstRun(
                settings.home(), url(environment), new FirstAccounts(register, secrets, commands::send));
        if (nodes.leads()) {
            firstRun.run(policies.current(), commands);
        } else {
            firstRun.await(OTHERS_START);
        }
        return new Started();
    }

    /** Among several nodes, what is above for a single one is done here, in the background and whenever a node dies. */
    @Bean(destroyMethod = "close")
    Leading leading(
            Nodes nodes,
            EventLog log,
            ViewKeeper views,
            Optional<Indexing> search,
            Orphans orphans,
            OpenErasures openErasures,
            Started started) {
        return Leading.start(nodes, log, views, search, orphans, openErasures);
    }

    /** Begins once the first bundle is rolled out. */
    @Bean(destroyMethod = "close")
    WhenAMetricDriftsThenLowerTheGate driftWatch(
            Nodes nodes, QueryGateway queries, Policies policies, Commands commands, Started started) {
        return WhenAMetricDriftsThenLowerTheGate.start(nodes, queries, policies, commands);
    }

    /** Begins once the first bundle is rolled out. */
    @Bean(destroyMethod = "close")
    WhenAPersonCorrectsThenCompare pairs(
            Nodes nodes, QueryGateway queries, Comparisons comparisons, Started started) {
        return WhenAPersonCorrectsThenCompare.start(nodes, queries, comparisons::run);
    }

    /** Begins once the first bundle is rolled out. */
    @Bean(destroyMethod = "close")
    WhenPromptsAreDueThenSend prompts(
            Nodes nodes, QueryGateway queries, Commands commands, PromptRuns runs, Clock clock, Started started) {
        return WhenPromptsAreDueThenSend.start(nodes, queries, commands::send, runs::run, clock);
    }

    /** What people tell of needs it, so it begins before the first request comes. */
    @Bean(destroyMethod = "close")
    WhenAnIncidentOpensThenHold evidence(Nodes nodes, EventLog log, QueryGateway queries, Commands commands) {
        return WhenAnIncidentOpensThenHold.start(
                nodes,
                log,
                queries,
                new WhenAnIncidentOpensThenHold.Parts() {
                    @Override
                    public List<ContentScope> ofSystem(String system) {
                        return queries.query(new FindHeldParts(system), HeldPartsView.class)
                                .join()
                                .scopes();
                    }

                    @Override
                    public List<WorkflowId> ofModel(String deployment) {
                        return queries.query(new FindServedWorkflows(deployment), ServedWorkflowsView.class)
                                .join()
                                .workflows();
                    }
                },
                commands::send);
    }

    private static String url(Environment environment) {
        return "http://" + environment.getProperty("server.address") + ":" + environment.getProperty("server.port");
    }

    /** After whatever says how an export is made again. */
    @Bean
    Orphans orphans(
            QueryGateway queries,
            Commands commands,
            Issuing issuing,
            Packs packs,
            BoardReports board,
            WhatIfApi simulations) {
        return new Orphans(queries, commands, issuing::resume);
    }

    @Bean
    OpenErasures openErasures(QueryGateway queries, WhenErasureRequestedThenErase erasing) {
        return new OpenErasures(queries, erasing);
    }

    @Bean
    Leftovers leftovers(EventLog log, ViewKeeper views, Orphans orphans, OpenErasures openErasures) {
        return new Leftovers(log, views, orphans, openErasures);
    }

    /** Begins once the first bundle is rolled out. */
    @Bean(destroyMethod = "close")
    PolicyWatch policyWatch(ChancerySettings settings, PolicyBundle first, PolicyRollout rollout, Started started) {
        return PolicyWatch.start(settings.policy(), first, LOOK_AT_POLICY, rollout::take);
    }

    @Bean(destroyMethod = "close")
    WhenPeopleDecideOtherwiseThenDraft feedback(
            Nodes nodes,
            QueryGateway queries,
            Policies policies,
            Commands commands,
            PolicyDrafts drafts,
            Started started,
            ChancerySettings settings) {
        return WhenPeopleDecideOtherwiseThenDraft.start(
                nodes, queries, policies, commands, drafts, settings.lookAtReviews());
    }

    @Bean
    PolicyDrafts policyDrafts(
            ChancerySettings settings, EventLog log, Policies policies, Commands commands, PolicyRollout rollout) {
        return new PolicyDrafts(settings.policy(), log, policies, commands, rollout);
    }

    @Bean
    Drafting drafting(PolicyDrafts drafts) {
        return new Drafting() {
            @Override
            public List<BundleFile> files() {
                return drafts.files().entrySet().stream()
                        .map(file -> new BundleFile(file.getKey(), file.getValue()))
                        .toList();
            }

            @Override
            public String document(String file, String text) {
                try {
                    return drafts.document(file, text);
                } catch (PolicyDrafts.InvalidFile e) {
                    throw new WrongText(e.errors());
                }
            }

            @Override
            public String propose(String file, String text, String reason, String by) {
                try {
                    return drafts.propose(file, text, reason, by);
                } catch (PolicyDrafts.InvalidFile e) {
                    throw new WrongText(e.errors());
                }
            }

            @Override
            public String propose(List<Wanted> wanted, String reason, String by) {
                return drafts.propose(
                        wanted.stream()
                                .map(want -> new PolicyDrafts.Wanted(want.pointer(), want.after()))
                                .toList(),
                        reason,
                        by);
            }

            @Override
            public void approve(String draft, String reason, String by) {
                drafts.approve(draft, reason, by);
            }

            @Override
            public void reject(String draft, String reason, String by) {
                drafts.reject(draft, reason, by);
            }

            @Override
            public void activate(String draft) {
                drafts.activate(draft);
            }
        };
    }

    @Bean
    PriceLists priceLists() {
        return PriceListReader::read;
    }

    /** What a person types is sanitised like what an agent sends; its placeholders belong to no session. */
    @Bean
    Sanitiser sanitiser(Governance governance, Policies policies) {
        return new Sanitiser() {
            @Override
            public String apply(String text) {
                return governance.once(policies.current()).sanitise(text);
            }

            @Override
            public String edited(String output) {
                return governance.edit(policies.current()).sanitise(output);
            }
        };
    }

    @Bean
    RiskRules riskRules() {
        return new ShippedRules();
    }
}
