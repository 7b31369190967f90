package dev.chancery.reports.packreport;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.chancery.folds.AiSystems.AiSystem;
import dev.chancery.folds.AiSystems.Classified;
import dev.chancery.folds.BiasFindings.Finding;
import dev.chancery.folds.Incidents.Incident;
import dev.chancery.query.contracts.ControlsView.ControlView;
import dev.chancery.query.contracts.ControlsView.SystemControls;
import dev.chancery.reports.pack.PackSubject;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the report lists, for machines; of each list the first {@value #MOST}.
 *
 * @param scope null for everything
 * @param root of the tree, in hex
 * @param first when the first event of the range was recorded
 * @param last when the last one was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Summary(
        String origin,
        long treeSize,
        String root,
        long from,
        long to,
        @Nullable String scope,
        long disclosed,
        long withheld,
        Instant first,
        Instant last,
        List<OfSystem> systems,
        List<OfIncident> incidents,
        List<OfFinding> findings,
        List<OfControl> controls) {

    private static final int MOST = 5000;

    /**
     * @param risk null while it was never classified
     * @param impactAssessment version, null where there is none
     * @param position of its classification, or of its registration
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OfSystem(
            String system,
            @Nullable String risk,
            boolean outdated,
            String status,
            @Nullable Integer impactAssessment,
            long position) {
        static OfSystem of(AiSystem system) {
            Classified classified = system.classified();
            return new OfSystem(
                    system.system(),
                    classified == null ? null : classified.verdict().risk().name(),
                    system.outdated(),
                    system.status().name(),
                    system.impact() == null ? null : (Integer) system.impact().version(),
                    classified == null
                            ? system.registered().position()
                            : classified.mark().position());
        }
    }

    /**
     * @param due null when nothing has to be reported
     * @param clock what has become of its clock
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OfIncident(
            String incident,
            String category,
            Instant aware,
            @Nullable Instant due,
            String clock,
            boolean open,
            long position) {
        static OfIncident of(Incident incident, Instant now) {
            return new OfIncident(
                    incident.incident(),
                    incident.clock().assessment().category().name(),
                    incident.awareness().at(),
                    incident.clock().clock().due(),
                    incident.state(now).name(),
                    incident.closing() == null,
                    incident.clocks().getFirst().position());
        }
    }

    record OfFinding(String finding, String subject, String metric, Instant due, boolean open, long position) {
        static OfFinding of(Finding finding) {
            return new OfFinding(
                    finding.opened().finding(),
                    finding.opened().subject().toString(),
                    finding.opened().metric().name(),
                    finding.opened().due(),
                    finding.closed() == null,
                    finding.position());
        }
    }

    record OfControl(String system, String control, String state) {
        static Stream<OfControl> of(SystemControls system) {
            return system.controls().stream().map(control -> of(system, control));
        }

        private static OfControl of(SystemControls system, ControlView control) {
            return new OfControl(
                    system.system(), control.control(), control.state().name());
        }
    }

    static byte[] json(Sources sources) {
        PackSubject subject = sources.subject();
        return JsonMapper.shared()
                .writeValueAsBytes(new Summary(
                        subject.head().origin(),
                        subject.head().size(),
                        HexFormat.of().formatHex(subject.head().rootHash()),
                        subject.range().from(),
                        subject.range().to(),
                        subject.range().scope() == null
                                ? null
                                : subject.range().scope().toString(),
                        subject.disclosed(),
                        subject.withheld(),
                        subject.first(),
                        subject.last(),
                        listed(subject.dossier().systems().values().stream(), OfSystem::of),
                        listed(
                                subject.dossier().incidents().values().stream(),
                                incident -> OfIncident.of(incident, subject.asOf())),
                        listed(subject.dossier().biasFindings().values().stream(), OfFinding::of),
                        listed(sources.controlled().flatMap(OfControl::of), Function.identity())));
    }

    private static <T, R> List<R> listed(Stream<T> all, Function<T, R> of) {
        return all.limit(MOST).map(of).toList();
    }
}
